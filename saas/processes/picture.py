"""The swim-lane picture: where a lane for each pair of hands, the boxes and the ways stand; the template only draws. Pure.

Time runs to the right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from saas.processes.flow import Activity, layers
from saas.processes.wrap import clip, wrap

Say = Callable[[object], str]
TYPE, SMALL, LINE, SMALL_LINE = 13, 11, 17, 14
HEAD, GAP, PAD, LANE_PAD, STACK = 112, 40, 10, 22, 14
NARROW, BROAD, USUAL = 108, 152, 1000
LINES = 4
STEP = 5  # between lines that run beside one another


@dataclass(frozen=True)
class Told:
    """One activity in words: what a box says."""

    code: str
    name: str
    lane: str
    limit: str = ""
    case: str = ""
    vacant: bool = False


@dataclass(frozen=True)
class Box:
    """An activity: its place and its lines of type. `number` is its place in the order."""

    code: str
    number: int
    x: int
    y: int
    w: int
    h: int
    lines: list[str]
    limit: str
    case: str
    vacant: bool
    starts: bool
    ends: bool

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def middle(self) -> int:
        return self.y + self.h // 2

    @property
    def centre(self) -> int:
        return self.x + self.w // 2

    @property
    def bottom(self) -> int:
        return self.y + self.h


@dataclass(frozen=True)
class Lane:
    """The row of one pair of hands."""

    y: int
    h: int
    lines: list[str]
    vacant: bool


@dataclass(frozen=True)
class Line:
    """A way between two activities as a path; `back` for a return."""

    d: str
    back: bool
    title: str


@dataclass(frozen=True)
class Picture:
    """Everything to draw, in pixels; `head` is the width of the lanes' names."""

    width: int
    height: int
    head: int
    lanes: list[Lane]
    boxes: list[Box]
    lines: list[Line]


@dataclass
class _Sheet:
    """What is known while the picture is laid out."""

    columns: dict[str, int]
    lanes: dict[str, list[str]]
    width: int
    lefts: list[int] = field(default_factory=list)
    tops: dict[str, tuple[int, int]] = field(default_factory=dict)
    used: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))


def picture(activities: Sequence[Activity], told: Sequence[Told], room: int = USUAL) -> Picture:
    """Columns by the longest way from the start, so that time runs to the right; boxes of one lane and column stand below
    one another. Ways that skip columns, and returns, run in the margins of the lanes. It is `room` wide, or wider where
    the boxes would be too narrow to read.
    """
    columns = layers(activities)
    many = max(columns.values(), default=0) + 1
    wide = min(BROAD, max(NARROW, (room - HEAD - GAP * many) // many))
    lanes: dict[str, list[str]] = defaultdict(list)
    for each in told:
        lanes[each.lane].append(each.code)
    sheet = _Sheet(columns, lanes, wide, [HEAD + GAP // 2 + n * (wide + GAP) for n in range(many)])
    boxes = _boxes(sheet, activities, told)
    by_code = {box.code: box for box in boxes}
    lines = [line for each in activities for line in _lines(sheet, each, by_code, told)]
    vacant = {each.lane for each in told if each.vacant}
    height = max((y + h for y, h in sheet.tops.values()), default=0)
    drawn = [Lane(*sheet.tops[name], wrap(name, TYPE, HEAD - 2 * PAD, LINES), name in vacant) for name in lanes]
    return Picture(HEAD + many * (wide + GAP), height, HEAD, drawn, boxes, lines)


def _boxes(sheet: _Sheet, activities: Sequence[Activity], told: Sequence[Told]) -> list[Box]:
    said = {each.code: (n, each) for n, each in enumerate(told, 1)}
    found: list[Box] = []
    y = 0
    starts = {each.code for each in activities if each.starts}
    ends = {each.code for each in activities if not each.ahead}
    for lane, codes in sheet.lanes.items():
        tall: dict[int, int] = defaultdict(int)
        first = len(found)
        for code in codes:
            n, each = said[code]
            column = sheet.columns[code]
            lines = wrap(each.name, TYPE, sheet.width - 2 * PAD, LINES)
            high = 2 * PAD + LINE * len(lines) + SMALL_LINE * bool(each.limit) + SMALL_LINE * bool(each.case)
            top = tall[column] + STACK * bool(tall[column])
            tall[column] = top + high
            small = sheet.width - 2 * PAD
            found.append(
                Box(code, n, sheet.lefts[column], y + LANE_PAD + top, sheet.width, high, lines, clip(each.limit, SMALL, small),
                    clip(each.case, SMALL, small), each.vacant, code in starts, code in ends)
            )  # fmt: skip
        inner = max(tall.values(), default=0)
        # A box alone in its column of the lane stands in the middle of it.
        found[first:] = [_centred(box, tall[sheet.columns[box.code]], inner) for box in found[first:]]
        sheet.tops[lane] = (y, inner + 2 * LANE_PAD)
        y += inner + 2 * LANE_PAD
    return sorted(found, key=lambda box: box.number)


def _centred(box: Box, tall: int, inner: int) -> Box:
    return Box(**{**box.__dict__, "y": box.y + (inner - tall) // 2})


def _lines(sheet: _Sheet, activity: Activity, boxes: dict[str, Box], told: Sequence[Told]) -> list[Line]:
    names = {each.code: each.name for each in told}
    here, found = boxes[activity.code], []
    for back, ways in ((False, activity.ahead), (True, activity.back)):
        for way in ways:
            there = boxes.get(way.to)
            if there is not None and there is not here:
                behind = back or sheet.columns[way.to] <= sheet.columns[activity.code]
                path = _return(sheet, here, there) if behind else _ahead(sheet, here, there)
                found.append(Line(path, behind, f"{names[activity.code]} → {names[way.to]}"))
    return found


def _ahead(sheet: _Sheet, here: Box, there: Box) -> str:
    """To the next column straight or with one step in the gap; farther on in the upper margin of the lane it goes to."""
    trunk = here.right + GAP // 2 + _beside(sheet, "gap", sheet.columns[here.code], here.number) - STEP
    if sheet.columns[there.code] == sheet.columns[here.code] + 1:
        if here.middle == there.middle:
            return f"M{here.right} {here.middle}H{there.x}"
        return f"M{here.right} {here.middle}H{trunk}V{there.middle}H{there.x}"
    margin = _top(sheet, there) + 6 + _beside(sheet, "top", _top(sheet, there), here.number)
    last = there.x - GAP // 2 + 6
    return f"M{here.right} {here.middle}H{trunk}V{margin}H{last}V{there.middle}H{there.x}"


def _return(sheet: _Sheet, here: Box, there: Box) -> str:
    """Out below, along the lower margins of the lanes, in from below."""
    out = _bottom(sheet, here) - 6 - _beside(sheet, "low", _bottom(sheet, here), here.number)
    foot = here.centre + 8
    if _bottom(sheet, here) == _bottom(sheet, there):
        return f"M{foot} {here.bottom}V{out}H{there.centre}V{there.bottom}"
    into = _bottom(sheet, there) - 6 - _beside(sheet, "low", _bottom(sheet, there), here.number)
    gap = there.right + GAP // 2 + 6 + _beside(sheet, "back", sheet.columns[there.code], here.number)
    return f"M{foot} {here.bottom}V{out}H{gap}V{into}H{there.centre}V{there.bottom}"


def _beside(sheet: _Sheet, kind: str, at: int, whose: int) -> int:
    """How far to the side a line runs, so that lines of different activities do not lie on one another."""
    key = (f"{kind}{at}/{whose}", 0)
    if key not in sheet.used:
        sheet.used[key] = sheet.used[(kind, at)] % 3 * STEP
        sheet.used[(kind, at)] += 1
    return sheet.used[key]


def _lane(sheet: _Sheet, box: Box) -> tuple[int, int]:
    return next((y, h) for y, h in sheet.tops.values() if y <= box.y < y + h)


def _top(sheet: _Sheet, box: Box) -> int:
    return _lane(sheet, box)[0]


def _bottom(sheet: _Sheet, box: Box) -> int:
    y, h = _lane(sheet, box)
    return y + h
