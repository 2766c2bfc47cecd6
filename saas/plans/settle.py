"""After a cycle: did the measures whose window is over do what was promised?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from saas.plans import evidence
from saas.plans.effect import Effect, UnitCounts, effect
from saas.plans.terms import SignedMeasure
from tenants import current, db


@dataclass(frozen=True)
class Settled:
    """A measure with its verdict."""

    measure: UUID
    effect: Effect
    posts: tuple[int, int]


async def settle(cycle: UUID) -> int:
    """Judge every signed measure whose window ended with a cycle and that has no effect yet; returns how many."""
    due = await evidence.unsettled(await evidence.last_day(cycle))
    counts = await evidence.counts_of(due)
    rows = [judge(each, counts) for each in due]
    await db().executemany(
        """insert into effects (tenant_id, measure_id, cycle_id, verdict, estimate, low, high, figures)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing""",
        [
            (
                current(),
                row.measure,
                cycle,
                row.effect.verdict,
                row.effect.estimate,
                row.effect.low,
                row.effect.high,
                _figures(row),
            )
            for row in rows
        ],
    )
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
        **{name: [[str(count.passed), str(count.applied)] for count in pair] for name, pair in cells.items()},
    }
