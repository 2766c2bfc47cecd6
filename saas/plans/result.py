"""Did a measure move its indicator? Change of the treated minus that of the comparison, with an interval. Pure.

Indicator, promise and subjects are fixed when the measure is approved; this only reads what they came to. Method: the mean
over the periods of the window minus the mean over those before, subject by subject; the difference of both groups' means;
one variance for all subjects, Student's t for as many as there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from saas.plans.effect import FEWEST_UNITS, Verdict, quantile, verdict_of
from saas.values import ZERO, exact, quantum

Reason = Literal["no_figures", "too_few_units", "no_spread", "interval_too_wide"]


@dataclass(frozen=True, slots=True)
class Way:
    """Which way is better: "higher", "lower", or "range", and then between which ends."""

    direction: str
    low: Decimal | None = None
    high: Decimal | None = None

    def better(self, value: Decimal) -> Decimal:
        """The value turned so that more is better; of a range, how near it is."""
        if self.direction == "higher":
            return value
        if self.direction == "lower":
            return -value
        below = self.low - value if self.low is not None else ZERO
        above = value - self.high if self.high is not None else ZERO
        return -max(ZERO, below, above)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a subject came to on the mean: in the periods before the measure, and in those of its window."""

    subject: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """Figures in the indicator's own unit of measure, more being better; None where nothing can be said."""

    verdict: Verdict
    reason: Reason | None
    estimate: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def result(treated: Sequence[Moved], comparison: Sequence[Moved], promise: Decimal, way: Way) -> Result:
    """The verdict, by the same rule as for a pass share: worked where the interval lies above nothing, no effect where it lies
    below what was promised, and cannot tell for anything else.
    """
    if not treated:
        return Result("cannot_tell", "no_figures")
    with exact():
        groups = [[way.better(one.after) - way.better(one.before) for one in side] for side in (treated, comparison)]
        freedom = len(treated) + len(comparison) - 2
        if not comparison or freedom + 2 < FEWEST_UNITS:
            return Result("cannot_tell", "too_few_units")
        means = [sum(side, ZERO) / len(side) for side in groups]
        estimate = means[0] - means[1]
        scatter = sum(((one - mean) ** 2 for side, mean in zip(groups, means, strict=True) for one in side), ZERO)
        if scatter == 0:
            # Subjects that all moved alike to the last digit say nothing of how they move by chance.
            return Result("cannot_tell", "no_spread", quantum(estimate))
        half = quantile(freedom) * (scatter / freedom * (Decimal(1) / len(treated) + Decimal(1) / len(comparison))).sqrt()
        low, high = quantum(estimate - half), quantum(estimate + half)
        verdict, wide = verdict_of(low, high, promise)
        return Result(verdict, "interval_too_wide" if wide else None, quantum(estimate), low, high)
