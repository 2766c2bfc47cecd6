"""Keep what a closed cycle lost by unit and point, beside the best that was reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.plans import evidence
from saas.plans.beside import Pooled, own_best, peer_best, pooled
from saas.plans.draft import Gap, draft
from saas.scores.score import score
from saas.scores.sheet import Sheet
from tenants import current, db

MOST = 15
# Less than this many points of a score is not worth a measure.
WORTH = Decimal("0.05")


async def weigh(cycle: UUID) -> int:
    """Write the gaps of a closed cycle, in place of those that stand there; returns how many."""
    sheet = await evidence.frozen(cycle)
    if sheet is None:
        return 0
    return await keep(cycle, sheet, await worth(cycle, sheet))


async def worth(cycle: UUID, sheet: Sheet) -> dict[str, list[Gap]]:
    """Unit that makes plans → its gaps that are worth a measure, largest first."""
    wanted = await evidence.planning_units()
    every = draft(sheet, score(sheet), await evidence.found(cycle))
    return {unit: [gap for gap in rows if gap.loss >= WORTH] for unit, rows in every.items() if unit in wanted}


async def keep(cycle: UUID, sheet: Sheet, gaps: Mapping[str, Sequence[Gap]]) -> int:
    """The same with the gaps at hand, by unit, largest first."""
    sums = pooled(sheet)
    earlier = [(str(row), pooled(past)) for row, past in await evidence.frozen_before(cycle)]
    rows = [
        _row(cycle, position, gap, sheet, sums, earlier)
        for each in gaps.values() for position, gap in enumerate(each[:MOST], 1)
    ]  # fmt: skip
    await db().execute("delete from point_gaps where tenant_id = $1 and cycle_id = $2", current(), cycle)
    await db().executemany(
        """insert into point_gaps (tenant_id, cycle_id, unit_id, list_code, point_code, position, loss, pass_share, na_rate,
                                   from_veto, applied, found, posts, own_best, own_cycle_id, peer_best, peer_unit_id, peers)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)""",
        [(current(), *row) for row in rows],
    )
    return len(rows)


def _row(
    cycle: UUID, position: int, gap: Gap, sheet: Sheet, sums: Pooled, earlier: Sequence[tuple[str, Pooled]]
) -> tuple[Any, ...]:  # fmt: skip
    at = gap.list, gap.point
    own, peer = own_best(gap.unit, at, earlier), peer_best(gap.unit, at, sheet, sums)
    return (
        cycle, UUID(gap.unit), gap.list, gap.point, position, gap.loss, gap.pass_share, gap.na_rate, gap.from_veto,
        gap.applied, gap.found, [UUID(post) for post in gap.posts],
        own.share if own else None, UUID(own.whose) if own else None,
        peer.share if peer else None, UUID(peer.whose) if peer else None, peer.of if peer else 0,
    )  # fmt: skip
