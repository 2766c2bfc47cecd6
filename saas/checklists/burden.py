"""What a list costs the people who fill it in: people × minutes × days. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from saas.values import HUNDRED, ZERO, add_up, half_up

SECONDS_A_POINT = Decimal(12)  # assumed where nothing was measured yet
MEASURED_LEAST = 5  # fewer checks than that say nothing about the usual one
AS_PLANNED = 10  # the plan counts like so many checks: a dozen quick ones do not overturn it, hundreds do
MINUTE = Decimal(60)


@dataclass(frozen=True)
class Doer:
    """A post that fills the list in: how often a week, and how many people hold it now."""

    post: UUID
    name: Mapping[str, str]
    unit: Mapping[str, str]
    a_week: int
    people: int


@dataclass(frozen=True)
class Burden:
    """Minutes for one check, before (None without a version) and after; per week over all posts in hours."""

    minutes: Decimal
    minutes_before: Decimal | None
    measured: int
    a_week: int
    people: int
    doers: tuple[Doer, ...]

    @property
    def hours(self) -> Decimal:
        return half_up(self.minutes * self.a_week / MINUTE, 1)

    @property
    def hours_before(self) -> Decimal | None:
        return None if self.minutes_before is None else half_up(self.minutes_before * self.a_week / MINUTE, 1)


def burden(points: int, points_before: int, seconds: Decimal | None, measured: int, doers: Sequence[Doer]) -> Burden:
    """`seconds`: the median a point of `measured` checks of the list; without enough of them 12 s.

    A changed list is expected to take as long a point as the list did before.
    """
    known = measured >= MEASURED_LEAST and points_before > 0
    each = a_point(seconds, measured) if known else SECONDS_A_POINT
    before = half_up(each * points_before / MINUTE, 1) if points_before else None
    a_week, people = sum(doer.a_week for doer in doers), sum(doer.people for doer in doers)
    return Burden(half_up(each * points / MINUTE, 1), before, measured if known else 0, a_week, people, tuple(doers))


def a_point(seconds: Decimal | None, measured: int) -> Decimal:
    """Seconds to reckon with: the median of so many checks, drawn towards the plan; the plan where too few were measured."""
    if seconds is None or measured < MEASURED_LEAST:
        return SECONDS_A_POINT
    return (seconds * measured + SECONDS_A_POINT * AS_PLANNED) / (measured + AS_PLANNED)


def balanced(weights: Sequence[Decimal]) -> list[Decimal]:
    """The same proportions with a sum of 100, to one place; equal shares where nothing has weight."""
    total = sum(weights, ZERO)
    if not weights:
        return []
    shares = [HUNDRED * weight / total if total else HUNDRED / len(weights) for weight in weights]
    return add_up(shares, HUNDRED, 1)
