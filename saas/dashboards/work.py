"""Recurring work done: cells of units by weeks, and of lists by days. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from saas.values import HUNDRED, ZERO, share

Text = dict[str, str]
WEEKS, DAYS = 13, 14
# Below it a cell falls short: one thing in ten that was due was not done.
FLOOR, GOAL = Decimal(80), Decimal(90)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Count:
    """What was due of a row at a time (a Monday, or a day), and how much of it was done."""

    row: UUID
    at: date
    due: int
    done: int
    late: int = 0


@dataclass(frozen=True)
class Strip:
    """One row of the picture; `values` in percent, None where nothing was due; the counts stand in the same order."""

    id: UUID
    name: Text
    values: tuple[Decimal | None, ...]
    counts: tuple[Count | None, ...]

    @property
    def due(self) -> int:
        return sum(each.due for each in self.counts if each)

    @property
    def done(self) -> int:
        return sum(each.done for each in self.counts if each)

    @property
    def percent(self) -> Decimal | None:
        return percent(self.done, self.due)


def percent(done: int, due: int) -> Decimal | None:
    """100 × done ÷ due; None where nothing was due."""
    told = share(done, due)
    return None if told is None else told * HUNDRED


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def mondays(today: date, weeks: int = WEEKS) -> list[date]:
    """The last so many weeks, this one the last."""
    return [monday(today) - WEEK * n for n in reversed(range(weeks))]


def days_up_to(last: date, many: int = DAYS) -> list[date]:
    return [last - timedelta(days=n) for n in reversed(range(many))]


def strips(rows: Sequence[tuple[UUID, Text]], times: Sequence[date], counts: Iterable[Count]) -> list[Strip]:
    """A strip for every row that was asked for anything, in the order of `rows`."""
    known = {(each.row, each.at): each for each in counts}
    found = []
    for id_, name in rows:
        mine = tuple(known.get((id_, at)) for at in times)
        if any(each and each.due for each in mine):
            found.append(Strip(id_, name, tuple(percent(c.done, c.due) if c else None for c in mine), mine))
    return found


def weakest(found: Sequence[Strip], most: int = 3) -> list[Strip]:
    """The rows that fall short most over the whole time, the weakest first."""
    short = [each for each in found if (each.percent or ZERO) < GOAL and each.due]
    return sorted(short, key=lambda each: each.percent or ZERO)[:most]
