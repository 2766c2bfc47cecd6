"""From an indicator's value to points: the curves that a target may have. Pure; every result is kept to 12 decimals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from saas.values import HUNDRED, ZERO, quantum

Kind = Literal["linear", "steps", "ratio", "per_unit", "range"]
Direction = Literal["higher", "lower", "range"]
PASS = Decimal(60)


class Knot(Struct, frozen=True, gc=False):
    """From this value on, in the good direction, so many points."""

    value: Decimal
    points: Decimal


class Curve(Struct, frozen=True, gc=False):
    """How a value is scored: never below 0, at most `cap` (100 where none is stated).

    linear    `zero` 0 points, `floor` 60, `target` 100, `stretch` the cap; straight between. Beyond zero, and below a floor
              without a zero, 0.
    steps     the points of the last knot that was reached, else 0
    ratio     100 · value ÷ target; target ÷ value where lower is better. Not available where it divides by 0.
    per_unit  100 less `minus` for every `unit` short of the target, or outside target_low…target_high
    range     100 inside target_low…target_high, 0 at `zero` or more beyond it, straight between; without `zero` 0 outside
    """

    kind: Kind = "linear"
    direction: Direction = "higher"
    target: Decimal | None = None
    floor: Decimal | None = None
    stretch: Decimal | None = None
    target_low: Decimal | None = None
    target_high: Decimal | None = None
    zero: Decimal | None = None
    unit: Decimal | None = None
    minus: Decimal | None = None
    cap: Decimal | None = None
    knots: tuple[Knot, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it says enough to score anything."""
        if self.kind == "steps":
            return bool(self.knots)
        if self.kind == "range" or self.direction == "range":
            return self.target_low is not None or self.target_high is not None
        return self.target is not None


# What a trace prints of a curve, in this order; knots follow.
FIGURES = ("target", "floor", "stretch", "target_low", "target_high", "zero", "unit", "minus", "cap")


def points(curve: Curve, value: Decimal | None) -> Decimal | None:
    """The points of a value, None where there is no value or nothing to hold it against."""
    if value is None or not curve.complete:
        return None
    found = _KINDS[curve.kind](curve, value)
    top = HUNDRED if curve.cap is None else curve.cap
    return None if found is None else quantum(min(top, max(ZERO, found)))


def _linear(curve: Curve, value: Decimal) -> Decimal | None:
    if curve.direction == "range":
        return _range(curve, value)
    sign = -1 if curve.direction == "lower" else 1
    stops = [(curve.zero, ZERO), (curve.floor, PASS), (curve.target, HUNDRED), (curve.stretch, curve.cap or HUNDRED)]
    known = [(at * sign, earned) for at, earned in stops if at is not None]
    return _between(known, value * sign)


def _between(stops: Sequence[tuple[Decimal, Decimal]], value: Decimal) -> Decimal:
    """Straight lines between stops (value, points) that rise; 0 before the first, the last one's points beyond it."""
    if value < stops[0][0]:
        return ZERO
    for (low, less), (high, more) in pairwise(stops):
        if low <= value < high:
            return less + (more - less) * (value - low) / (high - low)
    return stops[-1][1]


def _steps(curve: Curve, value: Decimal) -> Decimal:
    if curve.direction == "lower":
        return max((knot.points for knot in curve.knots if value <= knot.value), default=ZERO)
    return max((knot.points for knot in curve.knots if value >= knot.value), default=ZERO)


def _ratio(curve: Curve, value: Decimal) -> Decimal | None:
    over, under = (curve.target, value) if curve.direction == "lower" else (value, curve.target)
    return HUNDRED * over / under if over is not None and under else None


def _per_unit(curve: Curve, value: Decimal) -> Decimal | None:
    short, unit = _short(curve, value), curve.unit or Decimal(1)
    return HUNDRED - (curve.minus or ZERO) * short / unit


def _range(curve: Curve, value: Decimal) -> Decimal:
    short = _outside(curve, value)
    if not short:
        return HUNDRED
    return HUNDRED - HUNDRED * short / curve.zero if curve.zero else ZERO


def _short(curve: Curve, value: Decimal) -> Decimal:
    if curve.direction == "range" or curve.target is None:
        return _outside(curve, value)
    return max(ZERO, value - curve.target if curve.direction == "lower" else curve.target - value)


def _outside(curve: Curve, value: Decimal) -> Decimal:
    """How far a value lies outside target_low…target_high."""
    below = ZERO if curve.target_low is None else curve.target_low - value
    above = ZERO if curve.target_high is None else value - curve.target_high
    return max(ZERO, below, above)


_KINDS = {"linear": _linear, "steps": _steps, "ratio": _ratio, "per_unit": _per_unit, "range": _range}
