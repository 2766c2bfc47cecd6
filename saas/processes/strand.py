"""The same picture for a phone: time runs down, each pair of hands has a track, the words stand beside it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from saas.processes.flow import Activity, layers
from saas.processes.picture import LINE, SMALL, SMALL_LINE, TYPE, Line, Told
from saas.processes.wrap import clip, wrap

TRACK, ROOM, EDGE, RISE, SIDE, SIDES = 16, 328, 10, 16, 7, 4
NARROW, FEW = 9, 5  # tracks are this close where there are more than a few


@dataclass(frozen=True)
class Knot:
    """An activity: its dot on the track, its words beside."""

    code: str
    number: int
    x: int
    y: int
    lines: list[str]
    lane: str
    limit: str
    case: str
    vacant: bool
    starts: bool
    ends: bool


@dataclass(frozen=True)
class Strand:
    """Everything to draw, in pixels; words begin at `text`."""

    width: int
    height: int
    text: int
    tracks: list[int]
    knots: list[Knot]
    lines: list[Line]


def strand(activities: Sequence[Activity], told: Sequence[Told], room: int = ROOM) -> Strand:
    """Rows in the order of time; what stands on one step keeps the order of the list."""
    columns = layers(activities)
    lanes = list(dict.fromkeys(each.lane for each in told))
    apart = TRACK if len(lanes) <= FEW else NARROW
    xs = {lane: EDGE + n * apart for n, lane in enumerate(lanes)}
    by_code = {each.code: each for each in activities}
    rows = sorted(enumerate(told, 1), key=lambda row: (columns[row[1].code], row[0]))
    beside = _beside(activities, [each.code for _, each in rows])
    text = EDGE + (len(lanes) - 1) * apart + 14 + min(beside, SIDES) * SIDE
    knots, y = [], RISE
    for number, each in rows:
        lines = wrap(each.name, TYPE, room - text, 3)
        lane, limit, case = (clip(said, SMALL, room - text) for said in (each.lane, each.limit, each.case))
        activity = by_code[each.code]
        knots.append(
            Knot(each.code, number, xs[each.lane], y, lines, lane, limit, case, each.vacant, activity.starts, not activity.ahead)
        )  # fmt: skip
        y += LINE * len(lines) + SMALL_LINE * (1 + bool(each.case) + bool(each.limit)) + 16
    ways = _lines(activities, knots, EDGE + (len(lanes) - 1) * apart + 8)
    return Strand(room, y, text, sorted(xs.values()), knots, ways)


def _beside(activities: Sequence[Activity], order: Sequence[str]) -> int:
    """How many ways do not lead to the next row."""
    place = {code: n for n, code in enumerate(order)}
    ways = [(each.code, way.to) for each in activities for way in (*each.ahead, *each.back) if way.to in place]
    return sum(place[to] != place[code] + 1 and to != code for code, to in ways)


def _lines(activities: Sequence[Activity], knots: list[Knot], side: int) -> list[Line]:
    """Neighbours are joined by a bend; what skips rows, and what goes back, runs beside the tracks."""
    place = {knot.code: n for n, knot in enumerate(knots)}
    found, far = [], 0
    for activity in activities:
        here = knots[place[activity.code]]
        for back, ways in ((False, activity.ahead), (True, activity.back)):
            for way in ways:
                if way.to not in place or way.to == activity.code:
                    continue
                there = knots[place[way.to]]
                if place[way.to] == place[activity.code] + 1:
                    path = _bend(here, there)
                else:
                    path = _aside(here, there, side + far % SIDES * SIDE)
                    far += 1
                found.append(Line(path, back or there.y < here.y, f"{activity.code} → {way.to}"))
    return found


def _bend(here: Knot, there: Knot) -> str:
    if here.x == there.x:
        return f"M{here.x} {here.y}V{there.y}"
    half = (here.y + there.y) // 2
    return f"M{here.x} {here.y}C{here.x} {half + 8} {there.x} {half - 8} {there.x} {there.y}"


def _aside(here: Knot, there: Knot, x: int) -> str:
    turn = 8 if there.y > here.y else -8
    return f"M{here.x} {here.y}Q{x} {here.y} {x} {here.y + turn}V{there.y - turn}Q{x} {there.y} {there.x} {there.y}"
