"""Pareto of losses: points of lists by the score points they cost, and the line that adds them up. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from saas.values import ZERO, share

VITAL = Decimal("0.8")


@dataclass(frozen=True)
class Loss:
    """One point: score points lost against full marks, earned share of the answers, how many answers, whose post."""

    list: str
    point: str
    lost: Decimal
    earned: Decimal
    applied: Decimal
    post: UUID | None

    @property
    def key(self) -> str:
        return f"{self.list}/{self.point}"


@dataclass(frozen=True)
class Bar:
    """A row of the picture: its share of all that is lost, the share so far, and whether it is of the vital few."""

    loss: Loss
    share: Decimal
    so_far: Decimal
    vital: bool


@dataclass(frozen=True)
class Pareto:
    """`rest`: what the points that are not drawn cost together; `many` of them make four fifths."""

    bars: tuple[Bar, ...]
    whole: Decimal
    rest: Decimal

    @property
    def many(self) -> int:
        return sum(bar.vital for bar in self.bars)


def pareto(losses: Sequence[Loss], whole: Decimal, most: int = 15) -> Pareto:
    """The largest first; vital is every row up to the one with which four fifths are reached."""
    ordered = sorted((each for each in losses if each.lost > 0), key=lambda each: (-each.lost, each.list, each.point))[:most]
    bars, so_far = [], ZERO
    for each in ordered:
        before = share(so_far, whole) or ZERO
        so_far += each.lost
        bars.append(Bar(each, share(each.lost, whole) or ZERO, share(so_far, whole) or ZERO, before < VITAL))
    return Pareto(tuple(bars), whole, max(whole - so_far, ZERO))
