"""After a cycle: did the measures whose window is over do what was promised?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from saas.plans import evidence
from saas.plans.effect import Effect, UnitCounts, effect
from saas.plans.tell import tell_judged
from saas.plans.tell_money import tell_money
from saas.plans.terms import SignedMeasure
from saas.suggestions.follow import tell_verdicts
from tenants import current, db

# A list that was filled in without a network comes in within days.
LATE = timedelta(days=3)


@dataclass(frozen=True)
class Settled:
    """A measure with its verdict."""

    measure: UUID
    effect: Effect
    posts: tuple[int, int]


async def settle(cycle: UUID, *, now: datetime) -> int:
    """Judge every signed measure whose window ended with a cycle and that has no effect yet; returns how many."""
    due = await evidence.unsettled(await evidence.last_day(cycle))
    return await _settle(due, dict.fromkeys((each.measure for each in due), cycle), now)


async def settle_due(today: date, *, now: datetime) -> int:
    """The same for windows that ended some days ago, whatever cycle is open: what came in late has had its time."""
    due = await evidence.unsettled(today - LATE)
    cycles = await evidence.cycles_of(sorted({each.window.last for each in due}))
    due = [each for each in due if each.window.last in cycles]
    return await _settle(due, {each.measure: cycles[each.window.last] for each in due}, now)


async def _settle(due: Sequence[SignedMeasure], cycles: Mapping[UUID, UUID], now: datetime) -> int:
    counts = await evidence.counts_of(due)
    rows = [judge(each, counts) for each in due]
    await db().executemany(
        """insert into effects (tenant_id, measure_id, cycle_id, verdict, estimate, low, high, figures)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing""",
        [
            (current(), row.measure, cycles[row.measure], row.effect.verdict, row.effect.estimate, row.effect.low,
             row.effect.high, _figures(row))
            for row in rows
        ],
    )  # fmt: skip
    judged = [row.measure for row in rows]
    await tell_money(judged, now=now)
    await tell_judged(judged, now=now)
    await tell_verdicts(judged, now=now)
    return len(rows)


def judge(signed: SignedMeasure, counts: dict[tuple[UUID, UUID], UnitCounts]) -> Settled:
    """The verdict on one measure from the counts of (measure,
    post); a post that was never asked plays no part.
    """
    treated, comparison = (_counted(signed, posts, counts) for posts in (signed.treated, signed.comparison))
    promised = signed.target - signed.baseline if signed.baseline is not None else Decimal(0)
    return Settled(signed.measure, effect(treated, comparison, promised), (len(treated), len(comparison)))


def _counted(signed: SignedMeasure, posts: Iterable[UUID], counts: dict[tuple[UUID, UUID], UnitCounts]) -> list[UnitCounts]:
    return [counts[signed.measure, post] for post in posts if (signed.measure, post) in counts]


def _figures(row: Settled) -> dict[str, object]:
    """Everything somebody needs to compute the estimate again: Σ passed and Σ applied of the four cells."""
    cells = {"treated": row.effect.treated, "comparison": row.effect.comparison}
    return {
        "reason": row.effect.reason,
        "posts": dict(zip(cells, row.posts, strict=True)),
        "spread": None if row.effect.spread is None else str(row.effect.spread),
        "freedom": row.effect.freedom,
        **{name: [[str(count.passed), str(count.applied)] for count in pair] for name, pair in cells.items()},
    }
