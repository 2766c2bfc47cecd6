"""What is a gap or an overlap of responsibility: facts in, gaps out. Pure.

A responsibility at a unit holds for its whole line until a lower unit names a post of its own. One gap stands for
one place where it is mended: a cell of the matrix, the appointment to a post, a post's place, a checklist, a process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from uuid import UUID

GapKind = Literal[
    "no_owner", "two_owners", "vacant", "self_review", "outside_line", "unchecked", "closed_post", "retired_detail",
    "step_owner", "step_vacant", "step_handover", "step_limit", "step_way",
]  # fmt: skip
OF_MATRIX: tuple[GapKind, ...] = (
    "no_owner", "two_owners", "self_review", "outside_line", "vacant", "closed_post", "unchecked", "retired_detail",
)  # fmt: skip
OF_PROCESSES: tuple[GapKind, ...] = ("step_owner", "step_handover", "step_limit", "step_way", "step_vacant")
KINDS = (*OF_MATRIX, *OF_PROCESSES)


@dataclass(frozen=True)
class Gap:
    """A gap: where it is and who is concerned. `details` counts the details behind it, `detail` is one of them.

    Of a process: `details` counts its activities behind it, `activity` is one of them; `fault` says what is wrong with its way.
    """

    kind: GapKind
    detail: str | None = None
    unit: UUID | None = None
    post: UUID | None = None
    other: UUID | None = None
    details: int = 1
    process: UUID | None = None
    activity: str | None = None
    fault: str | None = None

    @property
    def key(self) -> str:
        """The same text for the same gap in every run: what is counted or merely exemplary stays out."""
        if self.kind == "step_vacant":
            return str(self.post)
        if self.process:
            return f"{self.process}|{self.fault or self.activity}"
        pair = self.kind in ("self_review", "outside_line") and self.post != self.other
        if self.kind == "no_owner" and self.unit:
            return str(self.unit)
        of_posts = pair or self.kind in ("vacant", "closed_post")
        named = (self.post, self.other) if of_posts else (self.detail, self.unit, self.post, self.other)
        return "|".join("" if part is None else str(part) for part in named)


@dataclass(frozen=True)
class Unheld:
    """A detail that nobody answers for anywhere, or a unit with `details` at work that nobody answers for there."""

    detail: str
    unit: UUID | None
    details: int = 1


@dataclass(frozen=True)
class Manned:
    """A post that is named in the matrix: `details` it is responsible for, `named` rows of any kind."""

    post: UUID
    unit: UUID
    closed: bool
    held: bool
    details: int
    named: int


@dataclass(frozen=True)
class Claim:
    """A unit names `post` although `other`, named higher up, answers for it; `own`: the post sits in the unit or below."""

    detail: str
    unit: UUID
    post: UUID
    other: UUID
    own: bool


@dataclass(frozen=True)
class Pairing:
    """Who reviews whom for a detail in a unit."""

    detail: str
    unit: UUID
    reviewer: UUID
    doer: UUID
    same_person: bool
    in_line: bool


@dataclass(frozen=True)
class Facts:
    """Everything the check looks at. `unchecked`: details that no point of a published list checks, without a reason; `retired`:
    codes in the matrix that the standard in force, or a published one to come, does not know.
    """

    unheld: Iterable[Unheld] = ()
    unchecked: Iterable[str] = ()
    retired: Iterable[str] = ()
    posts: Iterable[Manned] = ()
    claims: Iterable[Claim] = ()
    pairings: Iterable[Pairing] = ()


def gaps(facts: Facts) -> list[Gap]:
    """All gaps, each once, in the order of KINDS."""
    found = [
        *(Gap("no_owner", detail=each.detail, unit=each.unit, details=each.details) for each in facts.unheld),
        *(Gap("unchecked", detail=code) for code in facts.unchecked),
        *(Gap("retired_detail", detail=code) for code in facts.retired),
        *_of_posts(facts.posts),
        *(Gap("two_owners", each.detail, each.unit, each.post, each.other) for each in facts.claims if _clash(each)),
        *_of_pairings(facts.pairings),
    ]
    once = {(gap.kind, gap.key): gap for gap in found}
    return sorted(once.values(), key=lambda gap: (KINDS.index(gap.kind), gap.detail or "", gap.key))


def besides(found: Iterable[Gap], others: Iterable[Gap]) -> list[Gap]:
    """With what other parts of the house found: a vacancy that is told already is not told again."""
    mine = list(found)
    vacant = {gap.post for gap in mine if gap.kind == "vacant"}
    return [*mine, *(gap for gap in others if gap.kind != "step_vacant" or gap.post not in vacant)]


def _of_posts(posts: Iterable[Manned]) -> Iterator[Gap]:
    """A closed post is not vacant besides; a vacant one matters where it is responsible."""
    for each in posts:
        if each.closed:
            yield Gap("closed_post", unit=each.unit, post=each.post, details=each.named)
        elif not each.held and each.details:
            yield Gap("vacant", unit=each.unit, post=each.post, details=each.details)


def _clash(claim: Claim) -> bool:
    """A unit may name a post of its own instead of the one above; another unit's post is a second owner."""
    return claim.post != claim.other and not claim.own


def _of_pairings(pairings: Iterable[Pairing]) -> Iterator[Gap]:
    """One post in both parts is mended in its cell; two posts that do not fit, once for all their details."""
    different = []
    for each in pairings:
        if each.reviewer == each.doer:
            yield Gap("self_review", each.detail, each.unit, each.reviewer, each.doer)
        elif each.same_person or not each.in_line:
            different.append(each)
    different.sort(key=lambda each: (str(each.reviewer), str(each.doer), each.detail, str(each.unit)))
    for (reviewer, doer), rows in groupby(different, lambda each: (each.reviewer, each.doer)):
        all_rows = list(rows)
        kind: GapKind = "self_review" if any(each.same_person for each in all_rows) else "outside_line"
        yield Gap(kind, all_rows[0].detail, None, reviewer, doer, len({each.detail for each in all_rows}))
