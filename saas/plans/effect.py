"""Did a measure work? Change of the treated units minus change of the comparison units, with an interval. Pure.

Metric, window, target and comparison units are fixed when the measure is approved; this only reads the counts.
Method: difference in differences of pass shares; each share moved a little towards one half for small numbers
(Price and Bonett 2004: four groups, half a pass and half a fail added in all to each); the variance widened where units
of a group moved apart more than chance explains; the quantile of Student's t for the units there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from saas.values import ONE, ZERO, exact, quantum, share

Verdict = Literal["worked", "no_effect", "cannot_tell"]
Reason = Literal["too_few_answers", "too_few_units", "interval_too_wide"]

FEWEST_ANSWERS = 20
FEWEST_UNITS = 3
HALF = Decimal("0.5")

# Student's t, two-sided 95 %: degrees of freedom 1…30, then steps; beyond the last the normal quantile is near enough.
_T = tuple(Decimal(q) for q in (
    "12.706 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262 2.228 2.201 2.179 2.160 2.145 2.131 "
    "2.120 2.110 2.101 2.093 2.086 2.080 2.074 2.069 2.064 2.060 2.056 2.052 2.048 2.045 2.042"
).split())
_T_BEYOND = ((40, Decimal("2.042")), (60, Decimal("2.021")), (120, Decimal("2.000")))
_T_MANY = Decimal("1.980")


@dataclass(frozen=True, slots=True)
class Count:
    """Answers that passed (effective Σ g) of those that applied."""

    passed: Decimal
    applied: Decimal

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.applied + other.applied)


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """One unit's answers on the metric, in the window before the measure and in the window after it."""

    unit: str
    before: Count
    after: Count


@dataclass(frozen=True, slots=True)
class Effect:
    """All figures are differences of shares: 0.05 is five percentage points, signed so that more is better.

    estimate   (treated after − before) − (comparison after − before); None where a share is not available
    low, high  95 % interval; None where the counts are too few to give one
    """

    verdict: Verdict
    reason: Reason | None
    estimate: Decimal | None
    low: Decimal | None
    high: Decimal | None
    treated: tuple[Count, Count]
    comparison: tuple[Count, Count]


def effect(
    treated: Sequence[UnitCounts], comparison: Sequence[UnitCounts], expected: Decimal,
    wanted: Literal["higher", "lower"] = "higher",
) -> Effect:
    """The verdict on one measure. expected: the change of share promised at approval, positive.

    worked       the interval lies above no effect
    no_effect    it does not, and it lies below what was promised
    cannot_tell  anything else: too few answers (under 20 in a window), too few units (under 3 in all, or none to
                 compare with), or an interval that holds both "nothing" and "as promised"
    """
    with exact():
        groups = _group(treated), _group(comparison)
        cells = (*groups[0], *groups[1])
        estimate = _estimate([share(cell.passed, cell.applied) for cell in cells], wanted)
        few = _too_few(treated, comparison, cells)
        if few is not None:
            return Effect("cannot_tell", few, estimate, None, None, *groups)
        low, high = _interval(treated, comparison, cells, wanted)
        verdict, reason = _verdict(low, high, expected)
        return Effect(verdict, reason, estimate, quantum(low), quantum(high), *groups)


def _group(units: Sequence[UnitCounts]) -> tuple[Count, Count]:
    nothing = Count(ZERO, ZERO)
    return sum((unit.before for unit in units), nothing), sum((unit.after for unit in units), nothing)


def _too_few(
    treated: Sequence[UnitCounts], comparison: Sequence[UnitCounts], cells: Sequence[Count]
) -> Reason | None:
    if not treated or not comparison or len(treated) + len(comparison) < FEWEST_UNITS:
        return "too_few_units"
    return "too_few_answers" if min(cell.applied for cell in cells) < FEWEST_ANSWERS else None


def _estimate(shares: Sequence[Decimal | None], wanted: str) -> Decimal | None:
    known = [each for each in shares if each is not None]
    return quantum(_difference(known, wanted)) if len(known) == len(shares) else None


def _difference(shares: Sequence[Decimal], wanted: str) -> Decimal:
    before, after, other_before, other_after = shares
    change = (after - before) - (other_after - other_before)
    return change if wanted == "higher" else -change


def _interval(
    treated: Sequence[UnitCounts], comparison: Sequence[UnitCounts], cells: Sequence[Count], wanted: str
) -> tuple[Decimal, Decimal]:
    middle = _difference([_shrunk(cell) for cell in cells], wanted)
    freedom = len(treated) + len(comparison) - 2
    variance = sum((_variance(cell) for cell in cells), ZERO) * _spread(treated, comparison, freedom)
    half_width = _quantile(freedom) * variance.sqrt()
    return middle - half_width, middle + half_width


def _verdict(low: Decimal, high: Decimal, expected: Decimal) -> tuple[Verdict, Reason | None]:
    if low > 0:
        return "worked", None
    if high < max(expected, ZERO) or high <= 0:
        return "no_effect", None
    return "cannot_tell", "interval_too_wide"


def _shrunk(cell: Count) -> Decimal:
    return (cell.passed + HALF) / (cell.applied + ONE)


def _variance(cell: Count) -> Decimal:
    passing = _shrunk(cell)
    return passing * (ONE - passing) / (cell.applied + ONE)


def _spread(treated: Sequence[UnitCounts], comparison: Sequence[UnitCounts], freedom: int) -> Decimal:
    """How many times wider than chance the units of a group moved apart; never below 1."""
    chi_square = sum((_scatter(units) for units in (treated, comparison)), ZERO)
    return max(ONE, chi_square / freedom)


def _scatter(units: Sequence[UnitCounts]) -> Decimal:
    """Σ (change of a unit − weighted mean change)² ÷ its variance."""
    rows = [(_shrunk(unit.after) - _shrunk(unit.before), _variance(unit.after) + _variance(unit.before)) for unit in units]
    weights = sum((ONE / variance for _, variance in rows), ZERO)
    mean = sum((change / variance for change, variance in rows), ZERO) / weights
    return sum(((change - mean) ** 2 / variance for change, variance in rows), ZERO)


def _quantile(freedom: int) -> Decimal:
    """The tabulated value for the next lower degrees of freedom: never too small."""
    if freedom <= len(_T):
        return _T[freedom - 1]
    return next((value for upto, value in _T_BEYOND if freedom <= upto), _T_MANY)
