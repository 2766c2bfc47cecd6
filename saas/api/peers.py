"""Units among their peers: the same read as the page, so that ranking is on or off in both alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from saas.api.resources import Call, read
from saas.benchmarks import reads, shown
from saas.words import N_
from tenants import current, db

COMPANY = "select array_agg(id) from units where tenant_id = $1 and parent_id is null"


class ApiStanding(Struct, frozen=True, omit_defaults=True):
    """A unit by one measure. `place`: only where units are put in order; `mean`: of its peers, rounded."""

    unit: UUID
    measure: str
    figure: Decimal | None
    mean: Decimal | None
    peers: int
    place: int | None = None


class ApiBenchmarks(Struct, frozen=True):
    """What the newest closing told of peers."""

    cycle: UUID | None
    to_date: date | None
    units: list[ApiStanding]


@read("/benchmarks", "read:scores", N_("单元和同类"), answer=ApiBenchmarks)
async def benchmarks(_: Call) -> ApiBenchmarks:
    top = await db().fetchval(COMPANY, current())
    frame, rows = await reads.frame(), await reads.board(top or [])
    found = []
    for measure in frame.measures.values():
        for line in shown.lines(rows, frame, measure):
            if (told := line.standing) is not None and told.figure is not None:
                unit = line.row.unit_id
                found.append(ApiStanding(unit, measure.key, told.figure, told.mean, told.peers, told.place_of(unit)))
    return ApiBenchmarks(rows[0].cycle_id if rows else None, rows[0].to_date if rows else None, found)
