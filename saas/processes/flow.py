"""An activity, and where work goes from it: forward, back, and what can still come. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec

Text = Mapping[str, str]
Owner = Literal["nobody", "title", "post", "anyone", "outside"]
PER = ("minutes", "hours", "days", "workdays")
OWNERS: tuple[Owner, ...] = ("title", "post", "anyone", "outside")


class Way(msgspec.Struct, frozen=True):
    """A way to another activity. Forward without a case it is always taken; with one when the giver says so."""

    to: str
    when: dict[str, str] | None = None


class Activity(msgspec.Struct, frozen=True):
    """One step of a process. `amount` with `per` is its limit; without `ahead` the process ends there.

    `owner`: a job title (at `unit`, or nearest to where the run began), one `post`, anyone, or somebody `outside`.
    `owner_name`, `vacant`, `edition`: as the reader sees it; they are not stored here.
    """

    code: str
    name: dict[str, str]
    owner: Owner = "nobody"
    job_title: str | None = None
    unit: UUID | None = None
    post: UUID | None = None
    outside: dict[str, str] | None = None
    condition: dict[str, str] = {}
    amount: Decimal | None = None
    per: str | None = None
    limit_note: dict[str, str] = {}
    ahead: tuple[Way, ...] = ()
    back: tuple[Way, ...] = ()
    starts: bool = False
    checklist: str | None = None
    details: tuple[str, ...] = ()
    mark: dict[str, Any] | None = None
    position: int = 0
    id: UUID | None = None
    owner_name: dict[str, str] | None = None
    unit_name: dict[str, str] | None = None
    vacant: bool = False
    edition: int = 0

    @property
    def hands(self) -> tuple[Any, ...]:
        """Whose hands it is in: between two activities of the same hands nothing is handed over."""
        return self.owner, self.job_title, self.unit, self.post, (self.outside or {}).get("zh")


def starts(activities: Sequence[Activity]) -> list[Activity]:
    """Where it may begin: those that say so, else the first."""
    return [each for each in activities if each.starts] or list(activities[:1])


def forward(activities: Iterable[Activity]) -> dict[str, tuple[str, ...]]:
    """Code → codes that come next; ways to what is not there are left out."""
    all_ = list(activities)
    known = {each.code for each in all_}
    return {each.code: tuple(way.to for way in each.ahead if way.to in known) for each in all_}


def reach(ways: Mapping[str, Sequence[str]], begin: Iterable[str]) -> set[str]:
    """Everything that can be come to from `begin`, with it."""
    found: set[str] = set()
    ahead = [code for code in begin if code in ways]
    while ahead:
        code = ahead.pop()
        if code not in found:
            found.add(code)
            ahead += ways[code]
    return found


def circles(ways: Mapping[str, Sequence[str]]) -> set[str]:
    """Codes that stand on a circle of forward ways."""
    return {code for code in ways if code in reach(ways, ways[code])}


def layers(activities: Sequence[Activity]) -> dict[str, int]:
    """Code → the longest way to it from a start, over forward ways; what closes a circle is left out."""
    ways, found = forward(activities), dict.fromkeys((each.code for each in activities), 0)
    for code in _sorted(ways):
        for to in ways[code]:
            if code not in reach(ways, [to]):
                found[to] = max(found[to], found[code] + 1)
    return found


def gathers(activities: Sequence[Activity], code: str, open_codes: Iterable[str]) -> bool:
    """Whether an activity still has to wait for a branch: something open may yet come to it on a forward way."""
    ways = forward(activities)
    return any(code in reach(ways, ways[one]) for one in open_codes if one in ways and one != code)


def _sorted(ways: Mapping[str, Sequence[str]]) -> list[str]:
    """An order in which whatever comes before stands before, as far as circles allow; else as given."""
    left = {code: {one for one in ways if code in ways[one] and one not in reach(ways, ways[code])} for code in ways}
    order: list[str] = []
    while left:
        free = next((code for code, before in left.items() if not before & left.keys()), next(iter(left)))
        order.append(free)
        del left[free]
    return order
