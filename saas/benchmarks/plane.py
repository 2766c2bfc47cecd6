"""Units by two measures at once: where their dots stand, to the right and up being better. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from saas.values import EXACT

HEIGHT = 320
# Dots keep off the edges, so that they are drawn whole and their names fit.
LEFT, RIGHT, TOP, BOTTOM = Decimal(3), Decimal(97), Decimal(46), Decimal(274)
HALF, LABEL = Decimal(50), 14


@dataclass(frozen=True)
class Dot:
    """A unit with its two figures."""

    name: dict[str, str]
    across: Decimal
    down: Decimal
    own: bool = False


@dataclass(frozen=True)
class Mark:
    """A dot at its place; `before`: its name stands left of it; `label`: the height of the name."""

    dot: Dot
    x: str
    y: str
    before: bool
    label: str
    better: tuple[bool, bool]


@dataclass(frozen=True)
class Plane:
    """The dots, the lines of the means, and the height of it all."""

    marks: list[Mark]
    x: str
    y: str
    middle: tuple[Decimal, Decimal]
    height: int = HEIGHT


def plane(dots: Sequence[Dot], middle: tuple[Decimal, Decimal], lower: tuple[bool, bool]) -> Plane:
    """`middle`: the means of the peers; `lower`: of which measure less is better: that one runs the other way."""
    across = _Scale([dot.across for dot in dots], middle[0], LEFT, RIGHT, lower[0])
    down = _Scale([dot.down for dot in dots], middle[1], BOTTOM, TOP, lower[1])
    marks, taken = [], list[Decimal]()
    for dot in sorted(dots, key=lambda one: (not one.own, down(one.down))):
        x, y = across(dot.across), down(dot.down)
        label = _free(y, taken)
        better = (
            dot.across <= middle[0] if lower[0] else dot.across >= middle[0],
            dot.down <= middle[1] if lower[1] else dot.down >= middle[1],
        )
        marks.append(Mark(dot, f"{x:.1f}%", f"{y:.1f}", x > HALF, f"{label:.1f}", better))
    return Plane(marks, f"{across(middle[0]):.1f}%", f"{down(middle[1]):.1f}", middle)


def _free(y: Decimal, taken: list[Decimal]) -> Decimal:
    """The nearest height below where no other name stands."""
    label = y
    while any(abs(label - other) < LABEL for other in taken):
        label += LABEL
        if label > BOTTOM + LABEL:
            label = y
            break
    taken.append(label)
    return label


class _Scale:
    """From a figure to its place; figures all the same stand in the middle."""

    def __init__(self, figures: Sequence[Decimal], middle: Decimal, low: Decimal, high: Decimal, turned: bool) -> None:
        self._from, self._to = min(*figures, middle), max(*figures, middle)
        self._low, self._high = (high, low) if turned else (low, high)

    def __call__(self, figure: Decimal) -> Decimal:
        if self._from == self._to:
            return EXACT.divide(self._low + self._high, Decimal(2))
        share = EXACT.divide(figure - self._from, self._to - self._from)
        return self._low + (self._high - self._low) * share
