"""What a reader may be told of peers: places and names where ranking is on, else nothing but a mean that hides everybody.

One function, `ranks`, decides for page, paper, sheet and interface alike. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from saas.benchmarks.peers import USUAL
from saas.values import EXACT, ZERO, half_up

ALL = "all"
# A mean is told where at least so many of those in it are nobody the reader sees by name.
HIDDEN = 3
DIGITS = 3
# Where the supervisor forbids places, a company begins without them.
WITHOUT_RANKING = frozenset({"bank"})
Unit = TypeVar("Unit")


@dataclass(frozen=True)
class Rules:
    """`ranking` of the company, and of single measures where that differs; `least` units in a group from now on."""

    ranking: bool = True
    least: int = USUAL
    off: frozenset[str] = frozenset()


def ranks(rules: Rules, *measures: str) -> bool:
    """Whether units may be put in order, and told by name, by all of these measures."""
    return rules.ranking and not any(measure in rules.off for measure in measures)


@dataclass(frozen=True)
class Place(Generic[Unit]):
    """A peer by name, with its place (the same for the same figure) and figure."""

    unit: Unit
    figure: Decimal
    place: int


@dataclass(frozen=True)
class Standing(Generic[Unit]):
    """One unit by one measure. `mean` None: `few` says that too few are hidden in it, else there is no figure at all.

    peers: how many have a figure, itself among them; places: all of them by name, best first; empty where ranking is off.
    """

    figure: Decimal | None
    mean: Decimal | None
    few: bool
    peers: int
    places: tuple[Place[Unit], ...] = ()

    @property
    def best(self) -> Place[Unit] | None:
        return self.places[0] if self.places else None

    def place_of(self, unit: Unit) -> int | None:
        return next((one.place for one in self.places if one.unit == unit), None)


def standing(
    unit: Unit, figures: Mapping[Unit, Decimal | None], *, rank: bool, seen: Collection[Unit], lower: bool = False
) -> Standing[Unit]:
    """`figures`: of the whole group; `seen`: units whose figures the reader sees anyway; `lower`: less is better."""
    known = {one: figure for one, figure in figures.items() if figure is not None}
    own, hidden = known.get(unit), sum(1 for one in known if one not in seen)
    if rank:
        return Standing(own, _mean(known.values()), False, len(known), placed(known, lower=lower))
    few = 0 < hidden < HIDDEN
    return Standing(own, None if few else _mean(known.values()), few, len(known))


def placed(known: Mapping[Unit, Decimal], *, lower: bool) -> tuple[Place[Unit], ...]:
    """Best first; equals share a place, and the next one is counted on."""
    order = sorted(known.items(), key=lambda each: each[1] if lower else -each[1])
    found: list[Place[Unit]] = []
    for at, (unit, figure) in enumerate(order, 1):
        same = found and found[-1].figure == figure
        found.append(Place(unit, figure, found[-1].place if same else at))
    return tuple(found)


def better(
    figures: Mapping[Unit, Decimal | None], *, rank: bool, seen: Collection[Unit], own: Unit, lower: bool = False
) -> list[Unit]:
    """Whose ways of working are shown: the best peer's; without ranking those better than the mean, if they hide each other."""
    known = {one: figure for one, figure in figures.items() if figure is not None}
    if rank:
        best = placed(known, lower=lower)[:1]
        return [one.unit for one in best if one.unit != own]
    mean = _mean(known.values())
    if mean is None:
        return []
    found = [one for one, figure in known.items() if one != own and (figure < mean if lower else figure > mean)]
    return found if len([one for one in found if one not in seen]) >= HIDDEN else []


def _mean(figures: Collection[Decimal]) -> Decimal | None:
    """Rounded to three digits: what stands behind them would tell more than the mean."""
    if not figures:
        return None
    mean = EXACT.divide(sum(figures, ZERO), Decimal(len(figures)))
    return half_up(mean, max(0, DIGITS - 1 - mean.adjusted()))
