"""Fix the list, not the worker: points that tell nothing apart, and what a list without them would move. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from msgspec.structs import replace

from saas.scores.again import Again
from saas.scores.sheet import Sheet, SheetList
from saas.scores.sums import Sums
from saas.values import ZERO, exact

Kind = Literal["retire", "sample", "reword", "merge"]
# So many answers before a point is judged; 300 without a difference leave at most one in a hundred undiscovered (rule of three).
ENOUGH, ENOUGH_NA = 300, 100
SELDOM_APPLIES = Decimal("0.95")
COLUMNS = ("applied", "na", "earned", "raw", "sent", "sent_applied", "failed", "sent_failed")


@dataclass(frozen=True)
class Usage:
    """How a point was answered: `answered` times it applied, `differs` of them anything but passed; `na` it did not apply;
    `corrected` by a leader, `found`: findings of whatever source; `same`: (list, point) that asks the same of the same post.
    """

    answered: int
    differs: int
    na: int
    corrected: int
    found: int
    veto: bool = False
    same: tuple[str, str] | None = None


@dataclass(frozen=True)
class Bound:
    """What scoring a closed cycle without the point moves at most: places in the order of units, and points of score."""

    units: int
    places: int
    shift: Decimal


def proposal(usage: Usage) -> Kind | None:
    """What to do about a point, None where it earns its place. What sinks a list is never retired, only looked at by samples."""
    if usage.same is not None and not usage.veto:
        return "merge"
    asked = usage.answered + usage.na
    if asked >= ENOUGH_NA and Decimal(usage.na) / asked >= SELDOM_APPLIES:
        return "reword"
    if usage.answered < ENOUGH:
        return None
    if usage.differs == usage.answered:
        return "reword"
    if usage.differs or usage.corrected or usage.found:
        return None
    return "sample" if usage.veto else "retire"


def bound(sheet: Sheet, code: str, point: str) -> Bound:
    """Scores the sheet as it is and without the point, and looks how far each unit moves in the order of all."""
    with exact():
        again = Again()
        before, after = _figures(again, sheet), _figures(again, without(sheet, code, point))
    both = before.keys() & after.keys()
    places = [abs(_place(before, unit, both) - _place(after, unit, both)) for unit in both]
    return Bound(len(both), max(places, default=0), max((abs(before[unit] - after[unit]) for unit in both), default=ZERO))


def without(sheet: Sheet, code: str, point: str) -> Sheet:
    """The same cycle had the list not asked for the point."""
    lists = tuple(_list(each, point) if each.code == code else each for each in sheet.lists)
    return replace(sheet, lists=lists, sums=tuple(_sums(each, point) if each.list == code else each for each in sheet.sums))


def _figures(again: Again, sheet: Sheet) -> Mapping[str, Decimal]:
    units = again.score(sheet).units
    return {unit: score.figure for unit, score in units.items() if score.figure is not None}


def _place(figures: Mapping[str, Decimal], unit: str, among: set[str]) -> int:
    """Units of the same figure share a place."""
    return sum(figures[other] > figures[unit] for other in among)


def _list(each: SheetList, point: str) -> SheetList:
    sections = (replace(part, points=tuple(one for one in part.points if one.code != point)) for part in each.sections)
    return replace(each, sections=tuple(part for part in sections if part.points))


def _sums(each: Sums, point: str) -> Sums:
    if point not in each.points:
        return each
    at = each.points.index(point)
    cut = {name: column[:at] + column[at + 1 :] for name in COLUMNS if (column := getattr(each, name))}
    return replace(each, points=each.points[:at] + each.points[at + 1 :], **cut)
