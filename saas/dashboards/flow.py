"""The flow of findings: opened and closed by week, how many are open at the end of each, and how old the open ones are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from saas.words import N_

# Up to so many days old; the last one has no end.
AGES = ((7, N_("7 天以内")), (14, N_("8 至 14 天")), (30, N_("15 至 30 天")), (60, N_("31 至 60 天")), (None, N_("60 天以上")))


@dataclass(frozen=True)
class Week:
    """From its Monday: found and closed in it, and open when it ended."""

    monday: date
    opened: int
    closed: int
    open: int


@dataclass(frozen=True)
class Age:
    """Open findings of an age, how many of them past their day."""

    text: str
    count: int
    overdue: int


def weeks(mondays: Sequence[date], before: int, moves: Mapping[date, tuple[int, int]]) -> list[Week]:
    """`before`: how many were open when the first week began; `moves`: Monday → (opened, closed)."""
    found, left = [], before
    for monday in mondays:
        opened, closed = moves.get(monday, (0, 0))
        left += opened - closed
        found.append(Week(monday, opened, closed, left))
    return found


def ages(rows: Iterable[tuple[int, int, int]]) -> list[Age]:
    """(days open, how many, how many of them overdue) put into the classes of AGES."""
    told = list(rows)
    found, least = [], 0
    for most, text in AGES:
        mine = [(n, late) for days, n, late in told if days >= least and (most is None or days <= most)]
        found.append(Age(text, sum(n for n, _ in mine), sum(late for _, late in mine)))
        least = (most or 0) + 1
    return found


def trend(found: Sequence[Week]) -> int:
    """How many more are open than four weeks ago; 0 for a shorter time."""
    return found[-1].open - found[-5].open if len(found) > 4 else 0  # noqa: PLR2004  this week and four before it
