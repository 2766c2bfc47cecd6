"""The formulas of a score, each defined once: scoring, traces and recomputation call the same. Pure.

Every result is kept to 12 decimals, and later formulas start from the kept figure, so that a printed figure
can be recomputed from printed inputs to the last digit. None means not available.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from saas.scores.scheme import Missed
from saas.values import HUNDRED, ONE, ZERO, quantum

Rule = tuple[str, Decimal, Decimal, Decimal | None]


def pooled(rows: Iterable[tuple[Decimal, Decimal, Decimal]]) -> Decimal | None:
    """100 · Σ weight·earned ÷ Σ weight·applied, over rows (weight, earned, applied)."""
    earned = applied = ZERO
    for weight, got, asked in rows:
        earned += weight * got
        applied += weight * asked
    return quantum(HUNDRED * earned / applied) if applied else None


def mean(rows: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """Σ weight·value ÷ Σ weight, over the rows (weight, value) whose value is available."""
    total = weights = ZERO
    for weight, value in rows:
        if value is not None:
            total += weight * value
            weights += weight
    return mean_of(total, weights)


def mean_of(total: Decimal, weights: Decimal) -> Decimal | None:
    """The mean whose Σ weight·value and Σ weight are known."""
    return quantum(total / weights) if weights else None


def lowest(rows: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The lowest available value; weights play no part."""
    return min((value for _, value in rows if value is not None), default=None)


def ratio(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """100 · part ÷ whole."""
    return quantum(HUNDRED * part / whole) if whole else None


def covered(
    rule: Missed,
    due: Decimal | int,
    done: Decimal | int,
    late: Decimal | int,
    missed: Decimal | int,
    late_penalty: Decimal,
) -> Decimal | None:
    """100 · (done − late_penalty·late) ÷ due; missed ones leave due if the scheme says so."""
    counted = due - missed if rule == "left_out" else due
    return quantum(HUNDRED * (done - late_penalty * late) / counted) if counted > 0 else None


def capped(times: Decimal | int, points: Decimal, cap: Decimal | None) -> Decimal:
    """So many points each time, at most the cap."""
    whole = points * times
    return whole if cap is None else min(whole, cap)


def found(own: Rule, leaders: Rule) -> Decimal:
    """Points off for findings; `own` and `leaders` are (name, times, points each, cap).

    One reported by the post itself never costs more than one found by a leader: its points are cut down to
    the leader's, and the leader's cap holds for both together.
    """
    _, own_times, own_points, own_cap = own
    _, leader_times, leader_points, leader_cap = leaders
    both = capped(own_times, min(own_points, leader_points), own_cap) + leader_points * leader_times
    return both if leader_cap is None else min(both, leader_cap)


def ruled(times: Decimal, points: Decimal, cap: Decimal | None, again: Sequence[Decimal]) -> Decimal:
    """So many points each time, from the second time on by the factors of `again` (the last one stays), at most the cap."""
    first, more = min(times, ONE), list(again) or [ONE]
    later = [more[min(i, len(more) - 1)] for i in range(max(0, int(times) - 1))]
    whole = abs(points) * (first + sum(later, ZERO))
    return whole if cap is None else min(whole, cap)


def bounded(base: Decimal, off: Decimal, plus: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """What is left of base − off + plus within low…high."""
    return quantum(min(high, max(low, base - off + plus)))
