"""Where the marks of an effect's picture stand: before and after of both groups, and the interval over nothing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from saas.values import HUNDRED, ZERO, exact, share

HEIGHT, EDGE = 120, 14
APART, HALF = Decimal(14), Decimal(50)


@dataclass(frozen=True)
class Side:
    """One group: its shares before and in the window, and how far down they stand; `start` and `label` keep texts apart."""

    before: Decimal
    after: Decimal
    y1: str
    y2: str
    start: str
    label: str


@dataclass(frozen=True)
class Span:
    """The interval on a line with its zero, in percent of the width; late: the zero stands far to the right."""

    x: str
    w: str
    dot: str
    zero: str
    late: bool


@dataclass(frozen=True)
class Picture:
    treated: Side
    comparison: Side
    span: Span | None
    height: int = HEIGHT


def picture(
    figures: Mapping[str, Any], estimate: Decimal | None, low: Decimal | None, high: Decimal | None
) -> Picture | None:  # fmt: skip
    """None where a group has no answers before or after."""
    with exact():
        shares = [share(Decimal(pair[0]), Decimal(pair[1])) for side in ("treated", "comparison") for pair in figures[side]]
        known = [each for each in shares if each is not None]
        if len(known) < len(shares):
            return None
        bottom, top = min(known), max(known)
        room = (top - bottom) or Decimal("0.01")
        down = [EDGE + (top - each) / room * (HEIGHT - 2 * EDGE) for each in known]
        starts, labels = _apart(down[0], down[2]), _apart(down[1], down[3])
        sides = [
            Side(
                known[n], known[n + 1], _pixel(down[n]), _pixel(down[n + 1]), _pixel(starts[n // 2]), _pixel(labels[n // 2])
            )
            for n in (0, 2)
        ]  # fmt: skip
        return Picture(sides[0], sides[1], _span(estimate, low, high))


def _apart(one: Decimal, other: Decimal) -> tuple[Decimal, Decimal]:
    """Heights of two texts that do not touch."""
    missing = APART - abs(one - other)
    if missing <= 0:
        return one, other
    way = 1 if one > other else -1
    return one + way * missing / 2, other - way * missing / 2


def _span(estimate: Decimal | None, low: Decimal | None, high: Decimal | None) -> Span | None:
    if estimate is None or low is None or high is None:
        return None
    left, right = min(low, ZERO), max(high, ZERO)
    air = (right - left) / 20 or Decimal("0.01")
    left, right = left - air, right + air

    def x(value: Decimal) -> Decimal:
        return (value - left) / (right - left) * HUNDRED

    return Span(_percent(x(low)), _percent(x(high) - x(low)), _percent(x(estimate)), _percent(x(ZERO)), x(ZERO) > HALF)


def _pixel(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP)}"


def _percent(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"
