"""After a line of a closed cycle was put right: gaps, and the plans that are not signed, go by the scores as they stand now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

from saas.plans import evidence, weigh
from saas.plans.beside import Pooled, pooled
from saas.plans.draft import HALF, PERCENT, Gap
from saas.scores.places import PointKey
from saas.values import EXACT, ONE, ZERO, exact, quantum, share
from tenants import current, db

At = tuple[str, PointKey]
LATER = """
    select y.id from cycles c join cycles y on y.tenant_id = $1 and y.from_date > c.to_date
     where c.tenant_id = $1 and c.id = $2 and exists (select from point_gaps g where g.tenant_id = $1 and g.cycle_id = y.id)
     order by y.from_date limit $3"""
DRAFTED = """
    select m.id, p.unit_id, m.list_code, m.point_code, m.baseline, m.target from measures m
      join plans p on p.tenant_id = $1 and p.id = m.plan_id
     where m.tenant_id = $1 and p.cycle_id = $2 and m.dropped_at is null and not exists (
           select from approvals a where a.tenant_id = $1 and a.plan_id = p.id) order by m.id for update of m"""


async def weigh_again(cycle: UUID, *, now: datetime) -> int:
    """Returns how many measures of drafts were put right. What is signed stays: its page says since when scores differ.

    Later cycles are held against this one, so their gaps are told anew, too.
    """
    sheet = await evidence.frozen(cycle)
    if sheet is None or not await evidence.drafted(cycle):
        return 0
    gaps = await weigh.worth(cycle, sheet)
    await weigh.keep(cycle, sheet, gaps)
    at = {(each.unit, (each.list, each.point)): each for rows in gaps.values() for each in rows}
    changed = await _drafts(cycle, at, pooled(sheet))
    await _noted(cycle, now)
    for after in await db().fetch(LATER, current(), cycle, evidence.EARLIER):
        await weigh.weigh(after["id"])
    return changed


async def _drafts(cycle: UUID, gaps: Mapping[At, Gap], sums: Pooled) -> int:
    rows = []
    for row in await db().fetch(DRAFTED, current(), cycle):
        at: At = str(row["unit_id"]), (row["list_code"], row["point_code"])
        gap, count = gaps.get(at), sums.get(at)
        now = share(count.passed, count.applied) if count else None
        baseline = row["baseline"] if now is None else quantum(now)
        rows.append((row["id"], *_again(gap.loss if gap else ZERO, baseline, row["target"])))
    await _write(rows)
    return len(rows)


def _again(loss: Decimal, baseline: Decimal | None, target: Decimal) -> tuple[Decimal, Decimal | None, Decimal, Decimal]:
    """Gap, baseline, target and gain. A target that the truth has overtaken is set anew, half of the way to full marks; where
    nothing is lost any more, nothing is to be won.
    """
    if baseline is None:
        return loss, None, target, ZERO
    with exact():
        room = ONE - baseline
        if target <= baseline:
            target = (baseline + room * HALF).quantize(PERCENT, rounding=ROUND_CEILING, context=EXACT)
        part = share(target - baseline, room) if room > 0 else ONE
        return loss, baseline, target, quantum(loss * (part or ZERO))


async def _write(rows: Sequence[tuple[object, ...]]) -> None:
    # Somebody may have the form open: the edition goes up where a figure differs.
    await db().executemany(
        """update measures set gap = $3, baseline = $4, target = $5, expected_gain = $6, version = version + 1
            where tenant_id = $1 and id = $2 and (gap, baseline, target, expected_gain) is distinct from ($3, $4, $5, $6)""",
        [(current(), *row) for row in rows],
    )


async def _noted(cycle: UUID, now: datetime) -> None:
    await db().execute(
        """insert into gap_weighings (tenant_id, cycle_id, number, at)
           select $1, $2, coalesce(max(r.number), 0), $3 from restatements r where r.tenant_id = $1 and r.cycle_id = $2
           on conflict do nothing""",
        current(), cycle, now,
    )  # fmt: skip
