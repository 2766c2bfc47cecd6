"""A unit by the systems of the standard: what the points of each earned, and what they cost. Pure.

A point belongs to the system whose detail it checks, as the standard stood on the last day of the cycle; one that checks none
belongs to UNSORTED.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import add

from saas.plans.draft import Gap
from saas.scores.places import places
from saas.scores.sheet import Sheet
from saas.scores.sums import WHOLE, Figure
from saas.scores.tree import tree_of
from saas.values import HUNDRED, ZERO, exact, quantum, share

UNSORTED = "-"
PointKey = tuple[str, str]
# By list and its points: a column of what was earned, in ten-thousandths, and one of what applied.
Columns = dict[tuple[str, tuple[str, ...]], tuple[tuple[Figure, ...], tuple[Figure, ...]]]


@dataclass(frozen=True, slots=True)
class SystemSum:
    """earned, applied: answers times the weight of their point; answers: how many applied; loss: score points of the unit."""

    code: str
    earned: Decimal
    applied: Decimal
    answers: Decimal
    loss: Decimal

    @property
    def value(self) -> Decimal | None:
        """0 to 100, to 12 decimals; None where nothing applied."""
        part = share(self.earned, self.applied)
        return None if part is None else quantum(HUNDRED * part)


def by_system(
    sheet: Sheet, gaps: Mapping[str, Iterable[Gap]], known: Mapping[PointKey, str]
) -> dict[str, tuple[SystemSum, ...]]:
    """Unit id → its systems with answers, by their codes. known: (list, point) → system."""
    weights = {key: place.weight for key, place in places(sheet).items()}
    with exact():
        found = {}
        for unit, points in _points(sheet).items():
            sums: dict[str, list[Decimal]] = {}
            for key, (earned, applied) in points.items():
                if key in weights and applied:
                    row = sums.setdefault(known.get(key, UNSORTED), [ZERO, ZERO, ZERO, ZERO])
                    row[0] += weights[key] * earned / WHOLE
                    row[1] += weights[key] * applied
                    row[2] += applied
            for gap in gaps[unit]:
                if (code := known.get((gap.list, gap.point), UNSORTED)) in sums:
                    sums[code][3] += gap.loss
            found[unit] = tuple(SystemSum(code, *sums[code]) for code in sorted(sums) if sums[code][1])
        return found


def _points(sheet: Sheet) -> dict[str, dict[PointKey, tuple[Decimal, Decimal]]]:
    """Unit → point → earned in ten-thousandths, applied; over its own posts and all below it."""
    house, homes = tree_of(sheet), {post.id: post.unit for post in sheet.posts}
    columns: dict[str, Columns] = {unit: {} for unit in house.order}
    for row in sheet.sums:
        if row.post in homes:
            _pour(columns[homes[row.post]], {(row.list, row.points): (row.earned, row.applied)})
    for unit in house.order:
        for child in house.children[unit]:
            _pour(columns[unit], columns[child.id])
    return {unit: _told(columns[unit]) for unit in house.order}


def _pour(into: Columns, more: Columns) -> None:
    for at, told in more.items():
        was = into.get(at)
        into[at] = told if was is None else (tuple(map(add, was[0], told[0])), tuple(map(add, was[1], told[1])))


def _told(columns: Columns) -> dict[PointKey, tuple[Decimal, Decimal]]:
    points: dict[PointKey, tuple[Decimal, Decimal]] = {}
    for (list_, names), told in columns.items():
        for name, earned, applied in zip(names, *told, strict=True):
            was = points.get((list_, name), (ZERO, ZERO))
            points[list_, name] = was[0] + earned, was[1] + applied
    return points
