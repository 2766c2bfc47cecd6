"""What the frozen sheet of a closed cycle says of every unit: its counts and its largest gaps. Pure.

A closed cycle changes by restatements alone: this is worked out once a process for each, and kept for those last looked at.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from saas.plans.draft import Gap, draft
from saas.reports.marks import Counts
from saas.scores.score import score
from saas.scores.sheet import Sheet
from saas.scores.tree import tree

GAPS = 5
KEPT = 64


@dataclass(frozen=True, slots=True)
class Frozen:
    """Of one unit: counts of its line and its gaps, largest loss first."""

    counts: Counts
    gaps: tuple[Gap, ...]


class Kept:
    """The cycles last looked at, by tenant, cycle and its last restatement; the oldest makes room."""

    def __init__(self, size: int = KEPT) -> None:
        self._size = size
        self._rows: OrderedDict[tuple[UUID, UUID, int], Mapping[str, Frozen]] = OrderedDict()

    def get(self, tenant: UUID, cycle: UUID, edition: int) -> Mapping[str, Frozen] | None:
        if (tenant, cycle, edition) in self._rows:
            self._rows.move_to_end((tenant, cycle, edition))
        return self._rows.get((tenant, cycle, edition))

    def keep(self, tenant: UUID, cycle: UUID, edition: int, units: Mapping[str, Frozen]) -> None:
        self._rows[tenant, cycle, edition] = units
        while len(self._rows) > self._size:
            self._rows.popitem(last=False)


def freeze(sheet: Sheet) -> dict[str, Frozen]:
    """Unit id → its counts and gaps."""
    gaps = draft(sheet, score(sheet), {})
    house = tree(sheet.units, sheet.posts)
    own = _post_counts(sheet)
    units: dict[str, Frozen] = {}
    for unit in house.order:
        counts = sum((own.get(post.id, Counts()) for post in house.posts[unit]), Counts())
        counts = sum((units[child.id].counts for child in house.children[unit]), counts)
        units[unit] = Frozen(counts, tuple(gaps[unit][:GAPS]))
    return units


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
