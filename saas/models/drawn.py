"""Where the marks of the tornado and of the break-even line stand: percent across, pixels down. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from saas.models.form import Said
from saas.models.program import Program
from saas.models.run import Given, figure, run
from saas.models.what_if import Even, Swing
from saas.values import HUNDRED, ZERO, half_up

MOST_BARS = 12
POINTS = 40
HEIGHT = Decimal(150)
ROOM = Decimal(8)


@dataclass(frozen=True)
class TornadoBar:
    """From the lower to the higher result; `falls`: the result falls where the input rises. `base`: as it stands."""

    swing: Swing
    title: Said
    x: str
    w: str
    falls: bool


@dataclass(frozen=True)
class Tornado:
    bars: list[TornadoBar]
    base: str
    low: Decimal
    high: Decimal
    left_out: int


@dataclass(frozen=True)
class Line:
    """The result along an input: strokes (x1, y1, x2, y2), the goal's height, where it stands and where it breaks even."""

    strokes: list[tuple[str, str, str, str]]
    goal: str
    here: tuple[str, str] | None
    even: tuple[str, str] | None
    low: Decimal
    high: Decimal
    bottom: Decimal
    top: Decimal
    height: int


def tornado(swings: list[Swing], value: Decimal) -> Tornado | None:
    """The widest dozen; None where nothing moves the result."""
    kept = swings[:MOST_BARS]
    if not kept:
        return None
    ends = [end for swing in kept for end in (swing.at_low, swing.at_high)]
    low, high = min([*ends, value]), max([*ends, value])
    bars = [_bar(swing, low, high) for swing in kept]
    return Tornado(bars, _percent(value, low, high), low, high, len(swings) - len(kept))


def _bar(swing: Swing, low: Decimal, high: Decimal) -> TornadoBar:
    left, right = sorted((swing.at_low, swing.at_high))
    width = half_up((right - left) / (high - low) * HUNDRED, 2)
    return TornadoBar(swing, swing.title, _percent(left, low, high), f"{width}%", swing.at_high < swing.at_low)


def _percent(value: Decimal, low: Decimal, high: Decimal) -> str:
    return f"{half_up((value - low) / (high - low) * HUNDRED, 2)}%" if high > low else "50%"


def line(made: Program, result: str, over: str, given: Given, even: Even, goal: Decimal = ZERO) -> Line | None:
    """None where the result has no figures there."""
    low, high = _window(made, over, given, even)
    steps = [low + (high - low) * n / POINTS for n in range(POINTS + 1)]
    stands = given.get(over, made.start[made.at[over]])
    cells = run(made, [{**given, over: step} for step in [*steps, stands]])
    values = [figure(cells, made.at[result], n) for n in range(len(steps) + 1)]
    there = [value for value in values if isinstance(value, Decimal)]
    if not there or low == high:
        return None
    bottom, top = min([*there, goal]), max([*there, goal])
    bottom, top = (bottom, top) if top > bottom else (bottom - 1, top + 1)

    def spot(x: Decimal, y: Decimal) -> tuple[str, str]:
        down = ROOM + (top - y) / (top - bottom) * (HEIGHT - 2 * ROOM)
        return _percent(x, low, high), f"{half_up(down, 1)}"

    spots = [spot(x, y) if isinstance(y, Decimal) else None for x, y in zip(steps, values, strict=False)]
    strokes = [(*one, *other) for one, other in pairwise(spots) if one and other]
    last = values[-1]
    here = spot(stands, last) if stands is not None and isinstance(last, Decimal) else None
    mark = spot(even.at, goal) if even.at is not None else None
    return Line(strokes, spot(low, goal)[1], here, mark, low, high, bottom, top, int(HEIGHT))


def _window(made: Program, over: str, given: Given, even: Even) -> tuple[Decimal, Decimal]:
    """Wide enough for where it stands and where it breaks even, and not much wider."""
    stands = given.get(over, made.start[made.at[over]]) or ZERO
    marks = [stands * 2, ZERO] + ([even.at, even.at * Decimal("1.2")] if even.at is not None else [])
    low, high = min(marks), max(marks)
    return (even.low, even.high) if low == high else (low, high)
