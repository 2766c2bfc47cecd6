"""Who found the faults of a post or a unit: itself, or its leaders. Told as credit, never as a charge. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from saas.scores.sheet import Sheet

ENOUGH = 5  # of fewer findings a share says nothing


@dataclass(frozen=True)
class Credit:
    """`own` of `of` findings were found by the posts themselves."""

    own: int
    of: int

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.own) / self.of if self.of >= ENOUGH else None


def credit(sheet: Sheet, kind: str, subject: str) -> Credit | None:
    """Of a post, or of all posts of a unit and of those below it; None where nothing was found."""
    posts = {subject} if kind == "post" else _posts(sheet, subject)
    rows = [row for row in sheet.findings if row.post in posts]
    own, leaders = sum(row.found_by_self for row in rows), sum(row.found_by_leader for row in rows)
    return Credit(own, own + leaders) if own + leaders else None


def _posts(sheet: Sheet, unit: str) -> set[str]:
    below, more = set[str](), {unit}
    while more:
        below |= more
        more = {each.id for each in sheet.units if each.parent in more} - below
    return {post.id for post in sheet.posts if post.unit in below}
