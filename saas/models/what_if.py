"""What moves a result: where it breaks even over an input, and how far each input swings it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from saas.models.form import Said
from saas.models.program import Program
from saas.models.run import figure, run
from saas.values import EXACT, ONE, PLACES, ZERO, exact, half_up

Given = Mapping[str, Decimal | None]
SWING = Decimal("0.1")
GRID = 400
HALVINGS = 130
CLOSE = Decimal("1e-30")


@dataclass(frozen=True)
class Even:
    """`at`: the input's value where the result is `goal`; None where it is nowhere within `low` and `high`."""

    kind: Literal["linear", "searched", "none"]
    at: Decimal | None
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Swing:
    """A result at the low and at the high end of one input, others as they stand."""

    path: str
    title: Said
    uom: str
    low: Decimal
    high: Decimal
    at_low: Decimal
    at_high: Decimal

    @property
    def size(self) -> Decimal:
        return abs(self.at_high - self.at_low)


def break_even(made: Program, result: str, over: str, given: Given, goal: Decimal = ZERO) -> Even:
    """Exact where the result is a straight line of the input; else the crossing nearest to where the input stands."""
    low, high, start = _range(made, over, given)
    with exact():
        points = [low + (high - low) * n / GRID for n in range(GRID + 1)]
        values = _along(made, result, over, given, points, goal)
        straight = _straight(made, result, over, given, goal, start)
        if straight is not None:
            return Even("linear", straight, low, high)
        crossing = _crossing(points, values, start)
        if crossing is None:
            return Even("none", None, low, high)
        return Even("searched", _halved(made, result, over, given, goal, crossing), low, high)


def swings(made: Program, result: str, given: Given, by: Decimal = SWING) -> list[Swing]:
    """Every input a tenth down and up (or its own low and high), the widest swing first; without effect: left out."""
    spans = [span for at in made.start if (span := _span(made, made.cells[at].path, given, by))]
    if not spans:
        return []
    cells = run(made, [{**given, path: value} for path, low, high in spans for value in (low, high)])
    found = []
    for n, (path, low, high) in enumerate(spans):
        one, other = (figure(cells, made.at[result], 2 * n + side) for side in (0, 1))
        if isinstance(one, Decimal) and isinstance(other, Decimal) and one != other:
            cell = made.cells[made.at[path]]
            found.append(Swing(path, cell.title, cell.uom, low, high, one, other))
    return sorted(found, key=lambda swing: -swing.size)


def _span(made: Program, path: str, given: Given, by: Decimal) -> tuple[str, Decimal, Decimal] | None:
    value = given.get(path, made.start[made.at[path]])
    own = next((one for one in made.model.inputs if one.name == path), None)
    if own is not None and own.low is not None and own.high is not None:
        return path, own.low, own.high
    if not value:
        return None
    with exact():
        ends = sorted((value * (ONE - by), value * (ONE + by)))
    return path, ends[0], ends[1]


def _range(made: Program, over: str, given: Given) -> tuple[Decimal, Decimal, Decimal]:
    """Between which values is searched: the input's own bounds, or from 0 to ten times what it is."""
    own = next((one for one in made.model.inputs if one.name == over), None)
    value = given.get(over, made.start[made.at[over]]) or ZERO
    far = abs(value) * 10 or Decimal(1000)
    low = own.low if own and own.low is not None else (-far if value < 0 else ZERO)
    high = own.high if own and own.high is not None else (ZERO if value < 0 else far)
    return low, high, value


def _along(made: Program, result: str, over: str, given: Given, points: list[Decimal], goal: Decimal) -> list[Decimal | None]:
    cells = run(made, [{**given, over: point} for point in points])
    found = [figure(cells, made.at[result], n) for n in range(len(points))]
    return [value - goal if isinstance(value, Decimal) else None for value in found]


def _straight(made: Program, result: str, over: str, given: Given, goal: Decimal, start: Decimal) -> Decimal | None:
    """Two values tell the line; it is one if its root is a root."""
    one, other = _along(made, result, over, given, [start, start + ONE], goal)
    if one is None or other is None or one == other:
        return None
    root = EXACT.divide(start * other - (start + ONE) * one, other - one)
    middle = (start + root) / 2
    there, half = _along(made, result, over, given, [root, middle], goal)
    if there is None or half is None:
        return None
    size = abs(one) + abs(goal) + ONE
    return +root if abs(there) <= CLOSE * size and abs(half - one / 2) <= CLOSE * size else None


def _crossing(points: list[Decimal], values: list[Decimal | None], start: Decimal) -> tuple[Decimal, Decimal] | None:
    found = []
    for n in range(len(points) - 1):
        one, other = values[n], values[n + 1]
        if one is not None and other is not None and (one == 0 or (one < 0) != (other < 0)):
            found.append((points[n], points[n + 1]))
    return min(found, key=lambda pair: abs((pair[0] + pair[1]) / 2 - start)) if found else None


def _halved(made: Program, result: str, over: str, given: Given, goal: Decimal, ends: tuple[Decimal, Decimal]) -> Decimal:
    low, high = ends
    at_low = _along(made, result, over, given, [low], goal)[0] or ZERO
    if at_low == 0:
        return low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        there = _along(made, result, over, given, [middle], goal)[0]
        if not there:
            return middle
        if (there < 0) == (at_low < 0):
            low = middle
        else:
            high = middle
    middle = (low + high) / 2
    # A root that can be written down is told as it is written.
    near = half_up(middle, PLACES)
    return near if _along(made, result, over, given, [near], goal)[0] == 0 else middle
