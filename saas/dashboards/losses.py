"""Pareto of losses: points of lists by the score points they cost, and the line that adds them up. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from saas.values import HUNDRED, ZERO, half_up, share

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
    width: str = "0%"

    @property
    def comes(self) -> str:
        """Where the line comes in from the row above."""
        return across(self.so_far - self.share)

    @property
    def goes(self) -> str:
        return across(self.so_far)


@dataclass(frozen=True)
class Pareto:
    """`rest`: what the points that are not drawn cost together; `many`: so few points make four fifths of all, None where
    those that are drawn do not reach them.
    """

    bars: tuple[Bar, ...]
    whole: Decimal
    rest: Decimal

    @property
    def many(self) -> int | None:
        found = sum(bar.vital for bar in self.bars)
        return found if self.bars and self.bars[-1].so_far >= VITAL else None

    @property
    def drawn(self) -> Decimal:
        """The share of all that the picture shows."""
        return self.bars[-1].so_far if self.bars else ZERO


def pareto(losses: Sequence[Loss], whole: Decimal, most: int = 15) -> Pareto:
    """The largest first, drawn on the axis of the whole, as the line is; vital is every row up to the one with which four
    fifths are reached.
    """
    ordered = sorted((each for each in losses if each.lost > 0), key=lambda each: (-each.lost, each.list, each.point))[:most]
    bars, so_far = [], ZERO
    for each in ordered:
        before = share(so_far, whole) or ZERO
        so_far += each.lost
        part = share(each.lost, whole) or ZERO
        bars.append(Bar(each, part, share(so_far, whole) or ZERO, before < VITAL, across(part)))
    return Pareto(tuple(bars), whole, max(whole - so_far, ZERO))


def across(part: Decimal) -> str:
    """A share as a place on the axis, ready for an attribute."""
    return f"{half_up(part * HUNDRED, 2)}%"
