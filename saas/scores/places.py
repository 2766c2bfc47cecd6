"""Where every point of a sheet stands, and how its weight counts there. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from msgspec import Struct

from saas.scores.sheet import Sheet
from saas.scores.sums import Column, Sums

PointKey = tuple[str, str]


class Place(Struct, frozen=True, gc=False):
    """The section a point stands in, by the key of its figure ("checks/C1/S1"), and its weight there."""

    key: str
    weight: Decimal
    veto: bool


class Keyed(Struct, frozen=True, gc=False):
    """A list with the keys of its figures: its own, and (weight, key) of every section; its weight among the lists."""

    code: str
    key: str
    weight: Decimal
    sections: tuple[tuple[Decimal, str], ...]


class Cut(NamedTuple):
    """The points of one section among the columns of a list: which they are, how to take them, how they weigh.

    weights: those of the points times `scale`, which makes whole numbers of them.
    """

    key: str
    points: tuple[str, ...]
    take: Callable[[Column], Column]
    weights: tuple[int, ...]
    scale: int


class Cuts(NamedTuple):
    """A list's columns by sections, and where among them its veto points stand."""

    sections: tuple[Cut, ...]
    vetoes: tuple[int, ...]


class Places(dict[PointKey, Place]):
    """(list code, point code) → its place; `lists`: those of the sheet by their keys, made once for all posts.

    `shares`: what leverage found for the figures of one post holds for every other post with the same ones.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lists: tuple[Keyed, ...] = ()
        self.shares: dict[tuple[str, ...], dict[str, Decimal]] = {}
        self._cuts: dict[tuple[str, tuple[str, ...]], Cuts] = {}

    def cuts(self, row: Sums) -> Cuts:
        """How the columns of a row fall into sections: the same for every post that was asked the same points."""
        at = row.list, row.points
        found = self._cuts.get(at)
        if found is None:
            found = self._cuts[at] = self._cut(*at)
        return found

    def _cut(self, code: str, points: tuple[str, ...]) -> Cuts:
        sections: dict[str, list[int]] = {}
        vetoes = []
        for i, point in enumerate(points):
            place = self.get((code, point))
            if place is not None:
                sections.setdefault(place.key, []).append(i)
                if place.veto:
                    vetoes.append(i)
        return Cuts(tuple(self._section(key, code, points, at) for key, at in sections.items()), tuple(vetoes))

    def _section(self, key: str, code: str, points: tuple[str, ...], at: list[int]) -> Cut:
        weights = [self[code, points[i]].weight for i in at]
        scale = 10 ** max(0, *(-int(weight.as_tuple().exponent) for weight in weights))
        return Cut(key, tuple(points[i] for i in at), _taker(at), tuple(int(weight * scale) for weight in weights), scale)


def _taker(at: Sequence[int]) -> Callable[[Column], Any]:
    """Takes places of a column; always a tuple, also of a single one."""
    first, last = at[0], at[-1]
    if last - first + 1 == len(at):
        return itemgetter(slice(first, last + 1))
    return itemgetter(*at)


def places(sheet: Sheet) -> Places:
    """Where every point stands. A tally of any other point belongs to no list of the sheet."""
    known = Places()
    lists = []
    for each in sheet.lists:
        sections = []
        for section in each.sections:
            key = f"checks/{each.code}/{section.code}"
            sections.append((section.weight, key))
            for point in section.points:
                known[each.code, point.code] = Place(key, point.weight, point.veto)
        lists.append(Keyed(each.code, f"checks/{each.code}", sheet.scheme.list_weight(each.code), tuple(sections)))
    known.lists = tuple(lists)
    return known
