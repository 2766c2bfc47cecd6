"""Green, amber or red; deviation; where the period will end; and which points of a series are out of control. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from saas.indicators.form import Indicator
from saas.indicators.over import Wanted
from saas.values import EXACT, HUNDRED, ONE, ZERO

FEWEST, FEWEST_POINTS, RUN = 3, 8, 8
# Individuals chart: 3 ÷ d₂ with d₂ = 1.128 for ranges of two.
LIMIT = Decimal("2.66")
# About nineteen in twenty.
WIDTH = Decimal(2)


def lamp(form: Indicator, value: Decimal | None, wanted: Wanted) -> str:
    """green: met; amber: missed, but not beyond the floor (without a floor: by no more than `amber` percent of the target);
    red: beyond; none: no figure or nothing wanted.
    """
    if value is None:
        return "none"
    if form.direction == "range":
        return _in_range(form, value)
    if wanted.target is None:
        return "none"
    sign = -1 if form.direction == "lower" else 1
    if value * sign >= wanted.target * sign:
        return "green"
    edge = wanted.floor if wanted.floor is not None else wanted.target - sign * abs(wanted.target) * form.amber / HUNDRED
    return "amber" if value * sign >= edge * sign else "red"


def _in_range(form: Indicator, value: Decimal) -> str:
    low, high = form.target_low, form.target_high
    if low is None or high is None:
        return "none"
    if low <= value <= high:
        return "green"
    slack = (high - low) * form.amber / HUNDRED
    return "amber" if low - slack <= value <= high + slack else "red"


@dataclass(frozen=True)
class Deviation:
    """actual − wanted, and in percent of the wanted (None where that is 0)."""

    amount: Decimal
    percent: Decimal | None


def deviation(actual: Decimal | None, wanted: Decimal | None) -> Deviation | None:
    """Of a figure from its target, or from what was expected of it."""
    if actual is None or wanted is None:
        return None
    amount = EXACT.subtract(actual, wanted)
    return Deviation(amount, EXACT.divide(EXACT.multiply(amount, HUNDRED), abs(wanted)) if wanted else None)


@dataclass(frozen=True)
class Past:
    """A part of the time that is over: its figure and its working days; `season`: how last year's figure of the same part
    stood to the mean of last year's parts, 1 where that is not known.
    """

    value: Decimal
    days: int
    season: Decimal = ONE


@dataclass(frozen=True)
class Forecast:
    value: Decimal
    low: Decimal
    high: Decimal


def forecast(past: Sequence[Past], ahead: Sequence[tuple[int, Decimal]], *, adds: bool) -> Forecast | None:
    """Where it will end: what is there and, for what is ahead (working days, season), the rate a day so far.

    `adds`: the figures of the parts add up (sales); else the whole is their mean by days (a rate). None, cannot tell:
    fewer than three parts are over. low…high: twice the spread of the parts.
    """
    known = [part for part in past if part.days > 0]
    if len(known) < FEWEST:
        return None
    if not adds:
        return _mean(known, ahead)
    base = sum((part.days * part.season for part in known), ZERO)
    if not base:
        return None
    done = sum((part.value for part in known), ZERO)
    rate = EXACT.divide(done, base)
    more = sum((days * season for days, season in ahead), ZERO)
    spread = _spread([EXACT.divide(part.value, part.days * part.season) for part in known if part.season])
    n = Decimal(len(known))
    room = WIDTH * spread * more * (ONE / n + (ONE / Decimal(len(ahead)) if ahead else ZERO)).sqrt()
    return Forecast(done + rate * more, done + rate * more - room, done + rate * more + room)


def _mean(known: Sequence[Past], ahead: Sequence[tuple[int, Decimal]]) -> Forecast | None:
    days, more = Decimal(sum(p.days for p in known)), Decimal(sum(d for d, _ in ahead))
    level = EXACT.divide(sum((EXACT.divide(p.value * p.days, p.season) for p in known if p.season), ZERO), days)
    done = sum((p.value * p.days for p in known), ZERO)
    coming = sum((level * d * season for d, season in ahead), ZERO)
    whole = EXACT.divide(done + coming, days + more)
    share = more / (days + more)
    n = Decimal(len(known))
    spread = _spread([EXACT.divide(p.value, p.season) for p in known if p.season])
    room = WIDTH * spread * share * (ONE / n + (ONE / Decimal(len(ahead)) if ahead else ZERO)).sqrt()
    return Forecast(whole, whole - room, whole + room)


def _spread(values: Sequence[Decimal]) -> Decimal:
    """Standard deviation of a sample."""
    if len(values) <= 1:
        return ZERO
    mean = EXACT.divide(sum(values, ZERO), Decimal(len(values)))
    squares = sum((EXACT.multiply(v - mean, v - mean) for v in values), ZERO)
    return EXACT.divide(squares, Decimal(len(values) - 1)).sqrt(EXACT)


@dataclass(frozen=True)
class Control:
    """Limits of a series, and the places of the points that are out: beyond a limit, or the last of eight on one side."""

    centre: Decimal
    low: Decimal
    high: Decimal
    out: tuple[int, ...]


def control(values: Sequence[Decimal | None]) -> Control | None:
    """Of single values with moving ranges; None for fewer than eight points."""
    known = [(n, value) for n, value in enumerate(values) if value is not None]
    if len(known) < FEWEST_POINTS:
        return None
    figures = [value for _, value in known]
    centre = EXACT.divide(sum(figures, ZERO), Decimal(len(figures)))
    steps = [abs(b - a) for a, b in pairwise(figures)]
    room = LIMIT * EXACT.divide(sum(steps, ZERO), Decimal(len(steps)))
    out, run, side = [], 0, 0
    for n, value in known:
        now = (value > centre) - (value < centre)
        run, side = (run + 1 if now == side and now else 1), now
        if abs(value - centre) > room or run >= RUN:
            out.append(n)
    return Control(centre, centre - room, centre + room, tuple(out))
