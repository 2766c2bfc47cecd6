"""Compute indicators of a period from what is known of it, each after the ones it is computed from."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from saas.formulas.fault import NotAvailable
from saas.indicators import reads
from saas.indicators.over import COMPUTED, Figure, Given, by_indicator, worked
from saas.indicators.periods import period
from saas.indicators.rollup import Worked
from tenants import current, db

INSERT = """
    insert into indicator_values (tenant_id, indicator_id, name, subject_kind, subject_id, first_day, last_day, edition, value,
                                  state, source, noted_at, reason, version_id)
    select $1, g.indicator, '', g.kind, g.subject, $3, $4, g.edition, g.value, g.state, 'formula', $5, g.reason, g.version
      from jsonb_to_recordset($2) g (indicator uuid, kind text, subject uuid, edition int, value numeric, state text,
                                     reason jsonb, version uuid)
    on conflict do nothing"""


async def compute(first: date, last: date, *, now: datetime, today: date) -> int:
    """How many figures are new: an unchanged one is not written again, a changed one is the next edition.

    Only indicators counted by exactly this period are computed; each is provisional until the period is over, all
    leaves of its trees are there and no input is provisional any more.
    """
    made = {code: one for code, one in (await reads.defined()).items() if period(one.form.frequency, first) == (first, last)}
    known = by_indicator(f for f in await reads.figures(first, last) if (f.first_day, f.last_day) == (first, last))
    tree = await reads.subjects(on=last)
    given = {code: Given(one.id, one.number, one.form) for code, one in made.items()}
    rows: list[dict[str, Any]] = []
    for code, found in worked(given, tree, known).items():
        one, mine = made[code], known.get(made[code].id, [])
        stands = {f.subject_id: f for f in mine if f.name == COMPUTED}
        weak = last >= today or any(f.state == "provisional" for f in mine if f.name != COMPUTED)
        for subject, came in found.items():
            state = "provisional" if weak or came.missing else "confirmed"
            if row := _row(came, state, stands.get(subject)):
                rows.append(row | {"indicator": str(one.id), "version": str(one.version_id), "kind": tree[subject].kind,
                                   "subject": str(subject)})  # fmt: skip
    if rows:
        await db().execute(INSERT, current(), rows, first, last, now)
    return len(rows)


def _row(came: Worked, state: str, stands: Figure | None) -> dict[str, Any] | None:
    value = came.value if isinstance(came.value, Decimal) else None
    if stands is not None and (stands.value, stands.state) == (value, state):
        return None
    reason = _told(came.value) if isinstance(came.value, NotAvailable) else None
    return {"edition": 1 + (stands.edition if stands else 0), "value": None if value is None else str(value), "state": state,
            "reason": reason}  # fmt: skip


def _told(why: NotAvailable) -> dict[str, Any]:
    return {"message": why.message, "params": {key: str(value) for key, value in why.params.items()}}


def reason_of(kept: dict[str, Any] | None) -> NotAvailable | None:
    """The reason of a computed figure as it was kept."""
    return NotAvailable(kept["message"], **kept["params"]) if kept else None
