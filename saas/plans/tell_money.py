"""Put the effects of measures into money where a model says how, with every assumption beside the figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.plans.money import worth
from saas.plans.money_reads import Linked, links, unpriced
from tenants import current, db


async def tell_money(measures: Sequence[UUID] | None, *, now: datetime) -> int:
    """Of these judged measures (None: of all that have no figure yet); returns how many figures were written."""
    due = await unpriced(measures)
    if not due:
        return 0
    known = {each.id: each for each in await links()}
    rows = [told for row in due if (told := _row(row, known[row["link"]], now)) is not None]
    await db().executemany(
        """insert into effect_money (tenant_id, measure_id, link_id, amount, low, high, assumptions, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing""",
        rows,
    )
    return len(rows)


def _row(row: Any, linked: Linked, now: datetime) -> tuple[Any, ...] | None:
    """The estimate as money, and both ends of the interval: a falling line turns them round."""
    model = linked.model
    told, low, high = (worth(model, linked.link, row[name]) for name in ("estimate", "low", "high"))
    if told is None:
        return None
    ends: Sequence[Decimal | None] = sorted((low.amount, high.amount)) if low and high else (None, None)
    input_title, uom, result_title = linked.titled()
    said = {
        "model": model.name, "note": model.note or {}, "version": linked.number, "input": input_title, "uom": uom,
        "result": result_title, "moves": str(linked.moves), "from": str(told.before), "to": str(told.after), "why": linked.why,
        "by": linked.by, "at": linked.set_at.isoformat(), "model_id": str(linked.model_id),
    }  # fmt: skip
    return current(), row["measure"], linked.id, told.amount, *ends, said, now
