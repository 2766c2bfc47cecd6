"""What the criteria of some stages came to, day by day: one statement for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from saas.rollout.judge import Criterion, Figure
from saas.rollout.measures import ALIKE, FRAME, PIECES
from tenants import current, db

# Thirds of a per cent have no end; what is kept, signed and hashed has four places.
PLACES = Decimal("0.0001")


async def evidence(
    criteria: Sequence[Criterion], heads: Mapping[UUID, Sequence[UUID]], *, today: date, now: datetime
) -> dict[UUID, list[Figure]]:
    """Criterion → its figures, oldest day first; days without any are left out. `heads`: stage → the heads of its lines."""
    asked = [_asked(one, heads[one.stage_id], today) for one in criteria if one.by in PIECES]
    if not asked:
        return {}
    pieces = [_piece(by) for by in PIECES if any(one["by"] == by for one in asked)]
    rows = await db().fetch(f"with {FRAME} {' union all '.join(pieces)} order by 1, 2", current(), asked, now)
    found: dict[UUID, list[Figure]] = defaultdict(list)
    for row in rows:
        found[row["id"]].append(Figure(row["day"], _round(row["low"]), _round(row["high"])))
    return found


def _asked(one: Criterion, units: Sequence[UUID], today: date) -> dict[str, Any]:
    first, last = one.window(today)
    return {
        "id": str(one.id), "by": one.by, "first": str(first), "last": str(last), "units": [str(unit) for unit in units],
        "lists": list(one.lists), "indicator": one.indicator,
    }  # fmt: skip


def _piece(by: str) -> str:
    high = "high" if by in ALIKE else "low"
    return f"select id, day, low::numeric as low, {high}::numeric as high from ({PIECES[by]}) {by}"  # noqa: S608 - our own pieces


def _round(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else figure.quantize(PLACES, rounding=ROUND_HALF_UP)
