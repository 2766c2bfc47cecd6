"""How much more likely something is where lists are ticked off than where they are done. Natural logarithms; 0 says nothing.

Each evidence is measured against what is usual of the same list among the others, never against a company-wide figure: a
list that nearly everybody passes says nothing by being passed. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from saas.values import ONE, ZERO

KINDS = ("time", "all_pass", "same_reading", "same_photo", "standard_photo", "burst", "leader_gap")
LEAST, MOST = Decimal(-3), Decimal(5)  # no single kind decides
RAREST, HALF = Decimal("0.002"), Decimal("0.5")
# Ticking off takes a quarter of the usual time, and people who tick off differ by a third.
QUARTER, TICKED = Decimal(4).ln(), Decimal("0.35")


@dataclass(frozen=True)
class Evidence:
    """One kind of one person and list: `hits` of `of`, what is `usual` of the list (a share, or seconds a point), and how far
    it speaks for a look.
    """

    kind: str
    of: int
    hits: Decimal
    usual: Decimal
    strength: Decimal
    checks: tuple[UUID, ...] = field(default=())


def often(hits: int, of: int, usual: Decimal, *, rote: Decimal, alike: Decimal) -> Decimal:
    """Log likelihood ratio of so many hits: `rote` would be the rate where nobody looks, `usual` is the rate of the others.

    `alike`: how much one case resembles the next of the same person (0 to 1). Honest work has streaks, too: many cases count
    like 1 / alike at most.
    """
    if of == 0:
        return ZERO
    usual = min(max(usual, RAREST), rote)
    counted = ONE / (1 + (of - 1) * alike)
    told = hits * (rote / usual).ln() + (of - hits) * ((1 - rote) / (1 - usual)).ln()
    return _within(told * counted)


def quick(mean: Decimal, of: int, *, usual: Decimal, between: Decimal, within: Decimal) -> Decimal:
    """Log likelihood ratio of the mean log seconds a point of `of` checks.

    `usual`: the list's median over people, `between` the spread of people, `within` of one person's checks. Ticking off takes
    about a quarter of the time; slower than usual says no more than usual does.
    """
    if of == 0:
        return ZERO
    mean = max(min(mean, usual), usual - QUARTER)
    own = within**2 / of
    return _within(_normal(mean, usual - QUARTER, (TICKED**2 + own).sqrt()) - _normal(mean, usual, (between**2 + own).sqrt()))


def pooled(evidence: Sequence[Evidence], weights: Mapping[str, Decimal]) -> Decimal:
    """The sum over kinds, shrunk by what leaders answered about each kind before (`weights`, 1 where nothing was answered)."""
    return sum((each.strength * weights.get(each.kind, ONE) for each in evidence), ZERO)


def weight(useful: int, fine: int) -> Decimal:
    """How far a kind of evidence is believed on a list, from what leaders answered: half where they always said "fine", and
    never more than by half above 1. Two answers of each sort are assumed.
    """
    return HALF + Decimal(useful + 2) / (useful + fine + 4)


def shrunk(hits: Decimal, of: Decimal, prior: Decimal, strength: int) -> Decimal:
    """A rate, drawn towards `prior` as if `strength` more cases had shown that one."""
    return (hits + prior * strength) / (of + strength)


def _normal(x: Decimal, mean: Decimal, spread: Decimal) -> Decimal:
    return -HALF * ((x - mean) / spread) ** 2 - spread.ln()


def _within(told: Decimal) -> Decimal:
    return min(max(told, LEAST), MOST)
