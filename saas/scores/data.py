"""The sheet, post by post. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from saas.scores.sheet import Achieved, Coverage, FindingCount, Post, ReviewCount, Ruled, Share, Sheet, sums_by_post
from saas.scores.sums import Sums, Tally

Row = TypeVar("Row", Share, Achieved, Ruled)


class PostData(Struct, frozen=True, gc=False):
    """Everything the sheet says about one post, or about the seat of a unit."""

    post: Post
    sums: Sequence[Sums]
    coverage: Coverage
    reviews: ReviewCount
    findings: FindingCount
    shares: tuple[Share, ...] = ()
    achieved: tuple[Achieved, ...] = ()
    ruled: tuple[Ruled, ...] = ()

    @property
    def tallies(self) -> list[Tally]:
        """The sums point by point."""
        return [tally for row in self.sums for tally in row.tallies()]


def post_data(sheet: Sheet) -> Iterable[PostData]:
    """The sheet, post by post; a post without a row has counts of 0."""
    sums = sums_by_post(sheet)
    coverage = {row.post: row for row in sheet.coverage}
    reviews = {row.post: row for row in sheet.reviews}
    findings = {row.post: row for row in sheet.findings}
    shares, achieved, ruled = _by_post(sheet.shares), _by_post(sheet.achieved), _by_post(sheet.ruled)
    for post in sheet.staff:
        yield PostData(
            post,
            sums.get(post.id, ()),
            coverage.get(post.id) or Coverage(post.id),
            reviews.get(post.id) or ReviewCount(post.id),
            findings.get(post.id) or FindingCount(post.id),
            tuple(sorted(shares[post.id], key=lambda row: row.component)) if post.id in shares else (),
            _achieved(achieved, post) if achieved else (),
            tuple(sorted(ruled[post.id], key=lambda row: row.code)) if post.id in ruled else (),
        )


def _by_post(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.post].append(row)
    return dict(found)


def _achieved(rows: Mapping[str, list[Achieved]], post: Post) -> tuple[Achieved, ...]:
    """Its own values, and those of its unit where it has none."""
    own = {row.code: row for row in rows.get(post.unit, ())} | {row.code: row for row in rows.get(post.id, ())}
    return tuple(own[code] for code in sorted(own))
