"""Two findings that may be the same thing: told in nearly the same words at the same place. A proposal, never a merging. Pure.

Alike is by signs, two at a time (二元字组): it needs no dictionary and takes Chinese and English the same way. It knows no
synonyms (不制冷 and 化了 are strangers) and hardly a 不: that is why a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations
from uuid import UUID

from saas.values import ZERO

# Half of the pairs of signs in common: two sentences about one thing, as people type them, mostly share more.
ALIKE = Decimal("0.5")
NEAR = timedelta(days=30)
MOST = 30


@dataclass(frozen=True)
class Waiting:
    """A finding that waits. `words` its title, `note` what was written; `others`: some were merged into it."""

    id: UUID
    number: int
    unit: UUID
    object: UUID | None
    subject: str | None
    words: str
    found_at: datetime
    others: bool = False
    parent: UUID | None = None
    note: str = ""


@dataclass(frozen=True)
class Pair:
    """The one to keep and the one that may go into it; `same` share of their words, `point`: of the same point besides."""

    kept: Waiting
    gone: Waiting
    same: Decimal
    point: bool


def pairs(waiting: Sequence[Waiting], apart: Iterable[tuple[UUID, UUID]]) -> list[Pair]:
    """The most alike first. `apart`: of which a leader said that they are not the same, the smaller id first."""
    told = set(apart)
    here: dict[UUID, list[Waiting]] = defaultdict(list)
    for one in waiting:
        here[one.unit].append(one)
    found = [
        pair for group in here.values() for first, then in combinations(sorted(group, key=lambda one: one.number), 2)
        if (min(first.id, then.id), max(first.id, then.id)) not in told
        for pair in _pair(first, then)
    ]  # fmt: skip
    return sorted(found, key=lambda pair: (not pair.point, -pair.same, pair.kept.number, pair.gone.number))[:MOST]


def alike(one: str, other: str) -> Decimal:
    """Twice the pairs of signs in common by all of both, 0 to 1; spaces, punctuation and case say nothing."""
    ours, theirs = _signs(one), _signs(other)
    return Decimal(2 * len(ours & theirs)) / (len(ours) + len(theirs)) if ours and theirs else ZERO


def _pair(first: Waiting, then: Waiting) -> Iterator[Pair]:
    """Of one thing, or where one of them names none. What was found by looking elsewhere is not what it was looked for."""
    elsewhere = then.id == first.parent or first.id == then.parent
    things = None not in (first.object, then.object)
    if elsewhere or (things and first.object != then.object) or abs(then.found_at - first.found_at) > NEAR:
        return
    point = things and first.subject is not None and first.subject == then.subject
    same = _same(first, then)
    if not point and same < ALIKE:
        return
    kept, gone = (then, first) if then.others and not first.others else (first, then)
    if not gone.others:
        yield Pair(kept, gone, same, point)


def _same(first: Waiting, then: Waiting) -> Decimal:
    """Titles are often a list's own words: where both wrote something, that has to be alike, too."""
    if first.note and then.note:
        return min(alike(first.words, then.words), alike(first.note, then.note))
    return alike(f"{first.words} {first.note}", f"{then.words} {then.note}")


def _signs(words: str) -> frozenset[str]:
    bare = "".join(sign for sign in words.casefold() if sign.isalnum())
    return frozenset(bare[at : at + 2] for at in range(max(len(bare) - 1, 1))) if bare else frozenset()
