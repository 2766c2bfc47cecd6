"""Groups of companies of one industry and size: none below five, and no two published ones that differ by fewer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from uuid import UUID

from saas.calendar import month_end
from saas.values import EXACT, ZERO, half_up

LIMIT = 5
# Seats from where on a company counts as larger; neighbouring sizes are put together until they are enough.
SIZES = (0, 50, 200, 1000)
PLACES = 0
# A quarter is published this long after its end: whoever takes part has closed it by then.
WAIT = timedelta(days=60)
SHORTEST = timedelta(days=45)


@dataclass(frozen=True)
class Share:
    """What a company puts in: its figure and its seats."""

    company: UUID
    figure: Decimal
    heads: int


@dataclass(frozen=True)
class Group:
    """What is published: companies (rounded down to fives) of heads_from…heads_to seats, and their mean, rounded."""

    heads_from: int
    heads_to: int | None
    companies: int
    mean: Decimal
    members: frozenset[UUID]


Members = frozenset[UUID]


def published(shares: Iterable[Share], earlier: Sequence[Sequence[Members]]) -> list[Group]:
    """The groups of one industry, measure and quarter; `earlier`: members of the groups of each quarter before."""
    found: list[Group] = []
    for low, high, rows in _sizes(shares):
        figures = {one.company: one.figure for one in rows}
        chosen = _admitted(frozenset(figures), [group.members for group in found], earlier)
        if chosen is not None:
            mean = half_up(EXACT.divide(sum((figures[one] for one in chosen), ZERO), Decimal(len(chosen))), PLACES)
            found.append(Group(low, high, len(chosen) // LIMIT * LIMIT, mean, chosen))
    return found


def _sizes(shares: Iterable[Share]) -> list[tuple[int, int | None, list[Share]]]:
    """Neighbouring sizes together until there are enough of them; what is left over goes with the one before."""
    rows = list(shares)
    found: list[tuple[int, int | None, list[Share]]] = []
    low, some = 0, list[Share]()
    for at, start in enumerate(SIZES):
        end = SIZES[at + 1] if at + 1 < len(SIZES) else None
        some += [one for one in rows if one.heads >= start and (end is None or one.heads < end)]
        if len(some) >= LIMIT:
            found.append((low, end, some))
            low, some = end or 0, []
    if found and found[-1][1] is not None:
        found[-1] = (found[-1][0], None, found[-1][2] + some)
    return found


def _admitted(now: Members, beside: Sequence[Members], earlier: Sequence[Sequence[Members]]) -> Members | None:
    """All of them; else those who were published before, and newcomers wait until they hide each other; else nobody."""
    before = [members for quarter in reversed(earlier) for members in quarter if members <= now]
    for chosen in (now, *before):
        if len(chosen) >= LIMIT and all(_safe([*beside, chosen], quarter) for quarter in earlier):
            return chosen
    return None


def _safe(here: Sequence[Members], there: Sequence[Members]) -> bool:
    """Whatever groups are put together on either side, they are the same companies or differ by five or more."""
    return all(one == other or len(one ^ other) >= LIMIT for one in _unions(here) for other in _unions(there))


def _unions(groups: Sequence[Members]) -> list[Members]:
    return [
        frozenset[UUID]().union(*some) for many in range(1, len(groups) + 1) for some in combinations(groups, many)
    ]


def quarter_of(day: date) -> str:
    """2026-Q3."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_end(quarter: str) -> date:
    """Its last day."""
    return month_end(date(int(quarter[:4]), 3 * int(quarter[-1]), 1))


def due(today: date) -> list[str]:
    """The quarters of the last year that may be published by now, the oldest first."""
    ends, at = list[str](), today
    for _ in range(5):
        ends.append(quarter_of(at))
        at = date(at.year, 3 * ((at.month - 1) // 3) + 1, 1) - timedelta(days=1)
    return [quarter for quarter in reversed(ends) if quarter_end(quarter) + WAIT <= today]


def counts_as_quarter(first: date, last: date) -> bool:
    """Whether a cycle tells of one quarter."""
    return quarter_of(first) == quarter_of(last) and last - first >= SHORTEST
