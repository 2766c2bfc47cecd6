"""Which units are like each other: in size, in how much they check, in what they check and what they look after. Pure.

Groups do not overlap and have at least `least` units each, so that no unit can be worked out from two of them
(microaggregation: the unit farthest from all others with its nearest, again and again).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST, USUAL, MOST = 3, 5, 30
WHOLE = 10_000


@dataclass(frozen=True)
class Facts:
    """A unit with all below it in one cycle: seats, checks done, checks by list, objects by kind and segment."""

    heads: int
    checks: int
    lists: Mapping[str, int]
    objects: Mapping[str, int]


@dataclass(frozen=True)
class Likeness:
    """How alike two are, each in ten-thousandths."""

    heads: int
    checks: int
    lists: int
    objects: int

    @property
    def apart(self) -> int:
        """0: the same in everything; 40,000: in nothing."""
        return 4 * WHOLE - self.heads - self.checks - self.lists - self.objects


def likeness(one: Facts, other: Facts) -> Likeness:
    """Of sizes the smaller over the larger; of mixes what their shares have in common."""
    return Likeness(
        _size(one.heads, other.heads), _size(one.checks, other.checks), _mix(one.lists, other.lists),
        _mix(one.objects, other.objects),
    )  # fmt: skip


def _size(one: int, other: int) -> int:
    return WHOLE if one == other else WHOLE * min(one, other) // max(one, other)


def _mix(one: Mapping[str, int], other: Mapping[str, int]) -> int:
    mine, theirs = sum(one.values()), sum(other.values())
    if not mine or not theirs:
        return WHOLE if mine == theirs else 0
    return sum(min(WHOLE * many // mine, WHOLE * other.get(what, 0) // theirs) for what, many in one.items())


def groups(units: Sequence[tuple[str, Facts]], least: int = USUAL) -> list[list[str]]:
    """Units of one layer in groups of `least` to 2·least − 1; one group of all where there are fewer; none below three."""
    if len(units) < FEWEST:
        return []
    apart = [[likeness(one, other).apart for _, other in units] for _, one in units]
    left = list(range(len(units)))
    far = [sum(row) for row in apart]
    found = []
    while len(left) >= 2 * least:
        edge = max(left, key=lambda at: (far[at], -at))
        row = apart[edge]
        chosen = sorted(left, key=lambda at: (at != edge, row[at], at))[:least]
        left = [at for at in left if at not in chosen]
        for at in left:
            far[at] -= sum(apart[at][gone] for gone in chosen)
        found.append(sorted(chosen))
    found.append(left)
    return [[units[at][0] for at in group] for group in sorted(found)]
