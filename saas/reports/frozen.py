"""What the frozen sheet of a closed cycle says of every unit: its counts and its largest gaps. Pure.

A closed cycle changes by restatements alone: this is worked out once a process for each, and kept for those last looked at.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from saas.plans.draft import Gap, draft
from saas.reports.marks import Counts, Text
from saas.reports.systems import SystemSum, by_system
from saas.scores.score import score
from saas.scores.sheet import Sheet
from saas.scores.tree import tree

GAPS = 5
KEPT = 64


@dataclass(frozen=True, slots=True)
class Frozen:
    """Of one unit: counts of its line, its gaps, largest loss first, and its systems by their codes."""

    counts: Counts
    gaps: tuple[Gap, ...]
    systems: tuple[SystemSum, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """The standard as it stood on the last day: (list, point) → system, and the systems' names in its order."""

    points: Mapping[tuple[str, str], str]
    names: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Known:
    """A closed cycle: its units and its systems."""

    units: Mapping[str, Frozen]
    systems: Sorted


class Kept:
    """The cycles last looked at, by tenant, cycle and its last restatement; the oldest makes room."""

    def __init__(self, size: int = KEPT) -> None:
        self._size = size
        self._rows: OrderedDict[tuple[UUID, UUID, int], Known] = OrderedDict()

    def get(self, tenant: UUID, cycle: UUID, edition: int) -> Known | None:
        if (tenant, cycle, edition) in self._rows:
            self._rows.move_to_end((tenant, cycle, edition))
        return self._rows.get((tenant, cycle, edition))

    def keep(self, tenant: UUID, cycle: UUID, edition: int, known: Known) -> None:
        self._rows[tenant, cycle, edition] = known
        while len(self._rows) > self._size:
            self._rows.popitem(last=False)


def freeze(sheet: Sheet, systems: Sorted) -> Known:
    """Every unit's counts, gaps and systems."""
    gaps = draft(sheet, score(sheet), {})
    house = tree(sheet.units, sheet.posts)
    own, sums = _post_counts(sheet), by_system(sheet, gaps, systems.points)
    units: dict[str, Frozen] = {}
    for unit in house.order:
        counts = sum((own.get(post.id, Counts()) for post in house.posts[unit]), Counts())
        counts = sum((units[child.id].counts for child in house.children[unit]), counts)
        units[unit] = Frozen(counts, tuple(gaps[unit][:GAPS]), sums[unit])
    return Known(units, systems)


def _post_counts(sheet: Sheet) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    rows = [(c.post, Counts(due=c.due, done=c.done, late=c.late, missed=c.missed)) for c in sheet.coverage]
    rows += [
        (f.post, Counts(by_self=f.found_by_self, by_leader=f.found_by_leader, to_close=f.due,
                        closed=f.closed_in_time, overdue=f.overdue))
        for f in sheet.findings
    ]  # fmt: skip
    rows += [(r.post, Counts(to_review=r.to_do, reviewed=r.in_time)) for r in sheet.reviews]
    for post, more in rows:
        counts[post] = counts.get(post, Counts()) + more
    return counts
