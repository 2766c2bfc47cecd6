"""Where the marks of a chart stand: figures in, percentages and pixels out; the macros only draw.

Across is in percent, so that a chart is as wide as its column while its type keeps its size; down is
in pixels. Bars stand on a zero base. Coordinates are texts, ready for an attribute: "12.5%", "40.0".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

Figure = Decimal | int | str
HUNDRED = Decimal(100)
LEFT = Decimal(1)  # lines begin here, so that a dot is drawn whole
RIGHT = Decimal(80)  # lines end here; what is right of it holds their labels
LINE_OF_TYPE = Decimal(15)


@dataclass(frozen=True)
class Bar:
    """A bar from x over w; `at` is the edge where the next one goes on; down when it fell short."""

    x: str
    w: str
    at: str
    down: bool


@dataclass(frozen=True)
class Dot:
    """A value at its place in the row of values; short when it lies outside what is asked."""

    x: str
    y: str
    value: Decimal
    short: bool
    index: int


@dataclass(frozen=True)
class Rule:
    """A horizontal line with its value; `label` is the height of its text, moved where texts would touch."""

    y: str
    label: str
    value: Decimal
    key: str


@dataclass(frozen=True)
class Plot:
    """Dots, the lines between neighbours (x1, y1, x2, y2), and rules."""

    dots: list[Dot]
    lines: list[tuple[str, str, str, str]]
    rules: list[Rule]
    height: int
    zero: str = ""


def waterfall(before: Figure, parts: Sequence[Figure]) -> dict[str, Any]:
    """The bridge: totals as marks, each part as a bar from where the one before it ended.

    The axis holds differences and is cut to their range, so totals are marks and never bars.
    """
    totals = [Decimal(before)]
    for part in parts:
        totals.append(totals[-1] + Decimal(part))
    low, high = _room(totals)
    bars = [_bar(one, other, low, high) for one, other in pairwise(totals)]
    return {"start": _across(totals[0], low, high), "end": _across(totals[-1], low, high), "bars": bars}


def inside(start: Figure, parts: Sequence[Figure], before: Figure, whole: Sequence[Figure]) -> list[Bar]:
    """Bars of the parts of one part, on the axis of the waterfall (before, whole), from `start` on."""
    totals = [Decimal(before)]
    for part in whole:
        totals.append(totals[-1] + Decimal(part))
    low, high = _room(totals)
    at, bars = Decimal(start), []
    for part in parts:
        bars.append(_bar(at, at + Decimal(part), low, high))
        at += Decimal(part)
    return bars


def bullet(
    value: Figure, goal: Figure | None = None, others: Figure | None = None, high: Figure = 100
) -> dict[str, Any]:
    """A bar from zero, the goal as a mark, the comparison (others, the cycle before) as a thin mark."""
    top = max([Decimal(x) for x in (value, goal, others, high) if x is not None])
    zero = Decimal(0)
    missing = max(Decimal(goal) - Decimal(value), zero) if goal is not None else zero
    return {
        "w": _across(Decimal(value), zero, top),
        "gap": _across(missing, zero, top),
        "goal": None if goal is None else _across(Decimal(goal), zero, top),
        "others": None if others is None else _across(Decimal(others), zero, top),
        "short": missing > 0,
    }


def bars(values: Sequence[Figure]) -> list[str]:
    """Widths of horizontal bars on one zero base; the largest takes the whole width."""
    top = max([Decimal(x) for x in values], default=Decimal(0))
    return [_across(Decimal(x), Decimal(0), top) if top else "0%" for x in values]


def pareto(counts: Sequence[int]) -> list[dict[str, Any]]:
    """Largest first as given: width of each bar, its share and the share so far."""
    whole, so_far, rows = sum(counts), 0, []
    for count, width in zip(counts, bars(counts), strict=True):
        so_far += count
        vital = (so_far - count) * 5 < whole * 4
        shares = (Decimal(count) / whole, Decimal(so_far) / whole) if whole else (None, None)
        rows.append({"w": width, "share": shares[0], "so_far": shares[1], "vital": vital})
    return rows


def line(
    values: Sequence[Figure | None],
    height: int = 120,
    rules: Mapping[str, Figure | None] | None = None,
    bounds: tuple[Figure, Figure] | None = None,
) -> Plot:
    """A line over equal steps; gaps where a value is not available. Also the sparkline and the control chart.

    Rules named `upper` and `lower` are limits: a dot outside them is short; without `lower`, one below
    `goal` is.
    """
    drawn = {key: Decimal(x) for key, x in (rules or {}).items() if x is not None}
    known = [Decimal(x) for x in values if x is not None]
    low, high = map(Decimal, bounds) if bounds else _room([*known, *drawn.values()])
    step = (RIGHT - LEFT) / max(len(values) - 1, 1)
    dots = [
        Dot(
            _percent(LEFT + step * at),
            _down(Decimal(x), low, high, height),
            Decimal(x),
            _short(Decimal(x), drawn),
            at,
        )
        for at, x in enumerate(values)
        if x is not None
    ]
    joined = [(a.x, a.y, b.x, b.y) for a, b in pairwise(dots) if b.index == a.index + 1]
    return Plot(dots, joined, _rules(drawn, low, high, height), height)


def columns(values: Sequence[Figure | None], height: int = 140, goal: Figure | None = None) -> dict[str, Any]:
    """Columns on a zero base, with the goal as a rule over all of them."""
    known = [Decimal(x) for x in values if x is not None]
    top = max([*known, Decimal(goal or 0), Decimal(0)]) or Decimal(1)
    slot = (RIGHT if goal is not None else HUNDRED) / max(len(values), 1)
    room = Decimal(height) - 2 * LINE_OF_TYPE
    drawn = []
    for at, x in enumerate(values):
        tall = room * Decimal(x or 0) / top
        drawn.append(
            {
                "x": _percent(slot * at + slot / 8),
                "w": _percent(slot * 3 / 4),
                "mid": _percent(slot * at + slot / 2),
                "y": _pixel(LINE_OF_TYPE + room - tall),
                "h": _pixel(tall),
                "gap": _pixel(room * Decimal(goal or 0) / top - tall),
                "value": x,
                "short": goal is not None and x is not None and Decimal(x) < Decimal(goal),
            }
        )
    mark = None if goal is None else _pixel(LINE_OF_TYPE + room - room * Decimal(goal) / top)
    return {"bars": drawn, "base": _pixel(LINE_OF_TYPE + room), "goal": mark, "height": height}


def heat(
    values: Sequence[Figure | None], goal: Figure | None = None, floor: Figure = 0
) -> list[dict[str, Any]]:
    """One strip of cells: five steps of depth from `floor` to 100; below the goal it fell short."""
    slot = HUNDRED / max(len(values), 1)
    cells = []
    for at, x in enumerate(values):
        share = None if x is None else (Decimal(x) - Decimal(floor)) / (HUNDRED - Decimal(floor))
        level = None if share is None else min(max(int(share * 5), 0), 4)
        short = x is not None and goal is not None and Decimal(x) < Decimal(goal)
        cells.append(
            {
                "x": _percent(slot * at),
                "w": _percent(slot * 92 / 100),
                "level": level,
                "short": short,
                "value": x,
                "mid": _percent(slot * at + slot * 46 / 100),
            }
        )
    return cells


def _short(x: Decimal, rules: Mapping[str, Decimal]) -> bool:
    low, high = rules.get("lower", rules.get("goal")), rules.get("upper")
    return (low is not None and x < low) or (high is not None and x > high)


def _rules(drawn: Mapping[str, Decimal], low: Decimal, high: Decimal, height: int) -> list[Rule]:
    ordered = sorted(drawn.items(), key=lambda pair: -pair[1])
    rules: list[Rule] = []
    free = Decimal(0)
    for key, value in ordered:
        y = _down(value, low, high, height)
        label = max(Decimal(y) + 4, free)
        free = label + LINE_OF_TYPE
        rules.append(Rule(y, _pixel(label), value, key))
    return rules


def _bar(one: Decimal, other: Decimal, low: Decimal, high: Decimal) -> Bar:
    left, right = min(one, other), max(one, other)
    width = (right - left) * HUNDRED / (high - low)
    return Bar(_across(left, low, high), _percent(width), _across(other, low, high), other < one)


def _room(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The range of the values with a little air; a row of equal values still has one."""
    if not values:
        return Decimal(0), Decimal(1)
    low, high = min(values), max(values)
    air = (high - low) * 8 / HUNDRED or abs(high) / HUNDRED or Decimal(1)
    return low - air, high + air


def _across(x: Decimal, low: Decimal, high: Decimal) -> str:
    return _percent((x - low) * HUNDRED / (high - low)) if high != low else "0%"


def _down(x: Decimal, low: Decimal, high: Decimal, height: int) -> str:
    share = (x - low) / (high - low) if high != low else Decimal("0.5")
    return _pixel((1 - share) * (height - 12) + 6)


def _percent(x: Decimal) -> str:
    return f"{x.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def _pixel(x: Decimal) -> str:
    return f"{x.quantize(Decimal('0.1'), ROUND_HALF_UP)}"


SHAPES = {f.__name__: f for f in (waterfall, inside, bullet, bars, pareto, line, columns, heat)}
