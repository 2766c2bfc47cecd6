"""Did a measure work? Change of the treated units minus that of the comparison units, with an interval. Pure.

Metric, window, target and comparison units are fixed when the measure is approved; this only reads counts.
Method: difference in differences of pass shares. Each share is moved a little towards one half, by half a
pass and half a fail (Price and Bonett 2004, for four groups); the variance is widened where units of a group
moved apart more than chance explains; the quantile is Student's t for as many units as there are.
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

# Student's t, two-sided 95 %, in thousandths: degrees of freedom 1…30, then in steps.
_T = tuple(
    Decimal(thousandths).scaleb(-3)
    for thousandths in (
        *(12706, 4303, 3182, 2776, 2571, 2447, 2365, 2306, 2262, 2228),
        *(2201, 2179, 2160, 2145, 2131, 2120, 2110, 2101, 2093, 2086),
        *(2080, 2074, 2069, 2064, 2060, 2056, 2052, 2048, 2045, 2042),
    )
)
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
    spread     how many times wider than chance units moved apart; freedom: of Student's t. With the counts they give the
               interval again.
    """

    verdict: Verdict
    reason: Reason | None
    estimate: Decimal | None
    low: Decimal | None
    high: Decimal | None
    treated: tuple[Count, Count]
    comparison: tuple[Count, Count]
    spread: Decimal | None = None
    freedom: int | None = None


def effect(
    treated: Sequence[UnitCounts],
    comparison: Sequence[UnitCounts],
    expected: Decimal,
    wanted: Literal["higher", "lower"] = "higher",
) -> Effect:
    """The verdict on one measure. expected: the change of share promised at approval, positive.

    worked       the interval lies above no effect
    no_effect    it does not, and it lies below what was promised
    cannot_tell  anything else: too few answers (under 20 in a window), too few units (under 3 in all, or none
                 to compare with), or an interval that holds both "nothing" and "as promised"
    """
    with exact():
        groups = _group(treated), _group(comparison)
        cells = (*groups[0], *groups[1])
        estimate = _estimate([share(cell.passed, cell.applied) for cell in cells], wanted)
        few = _too_few(treated, comparison, cells)
        if few is not None:
            return Effect("cannot_tell", few, estimate, None, None, *groups)
        freedom = len(treated) + len(comparison) - 2
        spread = quantum(_spread(treated, comparison, freedom))
        low, high = interval(cells, spread, freedom, wanted)
        verdict, reason = verdict_of(low, high, expected)
        return Effect(verdict, reason, estimate, low, high, *groups, spread, freedom)


def interval(
    cells: Sequence[Count], spread: Decimal, freedom: int, wanted: Literal["higher", "lower"] = "higher"
) -> tuple[Decimal, Decimal]:  # fmt: skip
    """Both ends from the four cells (treated before, after, comparison before, after) and what was told beside them."""
    with exact():
        middle = _difference([_shrunk(cell) for cell in cells], wanted)
        half_width = quantile(freedom) * (sum((_variance(cell) for cell in cells), ZERO) * spread).sqrt()
        return quantum(middle - half_width), quantum(middle + half_width)


def _group(units: Sequence[UnitCounts]) -> tuple[Count, Count]:
    nothing = Count(ZERO, ZERO)
    return sum((unit.before for unit in units), nothing), sum((unit.after for unit in units), nothing)


def _too_few(treated: Sequence[UnitCounts], comparison: Sequence[UnitCounts], cells: Sequence[Count]) -> Reason | None:
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


def verdict_of(low: Decimal, high: Decimal, expected: Decimal) -> tuple[Verdict, Reason | None]:
    """From the two ends of the interval and what was promised."""
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
    changes = [_shrunk(unit.after) - _shrunk(unit.before) for unit in units]
    variances = [_variance(unit.after) + _variance(unit.before) for unit in units]
    rows = list(zip(changes, variances, strict=True))
    mean = sum((change / variance for change, variance in rows), ZERO) / sum(ONE / each for each in variances)
    return sum(((change - mean) ** 2 / variance for change, variance in rows), ZERO)


def quantile(freedom: int) -> Decimal:
    """The tabulated value for the next lower degrees of freedom: never too small."""
    if freedom <= len(_T):
        return _T[freedom - 1]
    return next((value for upto, value in _T_BEYOND if freedom <= upto), _T_MANY)
