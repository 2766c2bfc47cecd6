"""Lines of a frozen sheet that cost a post something, and how one of them is put right. Pure.

A line is named like the figure it feeds: "checks/C1/P3" is a point of a list, "coverage/missed" a count. What is put
right is counted again by the scheme; nothing else of the sheet changes. Of a point only what counts now is corrected:
what was sent stays, so that the bridge tells it among the corrections.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from saas.scores.data import PostData, post_data
from saas.scores.places import places
from saas.scores.sheet import Sheet
from saas.scores.sums import Sums, Tally, sums_of
from saas.words import N_

How = Literal["full", "waived"]  # counts as done well; does not count at all


class Line(NamedTuple):
    """A line with what it cost: so many answers or occurrences short."""

    key: str
    lost: Decimal

    @property
    def most(self) -> int:
        """How many of them can be put right; part of an answer is put right as a whole."""
        return int(self.lost.to_integral_value("ROUND_CEILING"))


class Amended(NamedTuple):
    """The sheet as corrected, and the row of it before and after, as plain values."""

    sheet: Sheet
    before: dict[str, Any]
    after: dict[str, Any]


class NoSuchLine(ValueError):
    """The sheet has no such line for this post, or less was lost in it."""


def lines(sheet: Sheet, post: str) -> list[Line]:
    """Every line of a post in which something was lost, what lost most first within checks, then the counts."""
    data = next((each for each in post_data(sheet) if each.post.id == post), None)
    if data is None:
        return []
    known = places(sheet)
    points = [
        Line(f"checks/{tally.list}/{tally.point}", tally.applied - tally.earned)
        for tally in data.tallies if tally.at in known and tally.earned < tally.applied
    ]  # fmt: skip
    points.sort(key=lambda line: (-line.lost, line.key))
    counts = [Line(key, Decimal(lost(data))) for key, lost in LOST.items() if lost(data) > 0]
    return points + counts


def amend(sheet: Sheet, post: str, key: str, times: int, how: How) -> Amended:
    """So many of a line put right. Raises NoSuchLine where less was lost."""
    line = next((each for each in lines(sheet, post) if each.key == key), None)
    if line is None or not 0 < times <= line.most:
        raise NoSuchLine(f"{post}: {times} of {key}")
    if key.startswith("checks/"):
        return _point(sheet, post, key, times, how)
    part, _, what = key.partition("/")
    rows: tuple[Any, ...] = getattr(sheet, part)
    old = next(row for row in rows if row.post == post)
    new = replace(old, **{field: getattr(old, field) + by * times for field, by in MOVES[what, how].items()})
    changed = tuple(new if row is old else row for row in rows)
    return Amended(replace(sheet, **{part: changed}), msgspec.to_builtins(old), msgspec.to_builtins(new))


def _point(sheet: Sheet, post: str, key: str, times: int, how: How) -> Amended:
    _, code, point = key.split("/", 2)
    row = next(each for each in sheet.sums if (each.post, each.list) == (post, code) and point in each.points)
    tallies = list(row.tallies())
    old = next(each for each in tallies if each.point == point)
    new = _restored(old, times) if how == "full" else _waived(old, times)
    told = [new if each is old else each for each in tallies]
    (corrected,) = sums_of(told)
    sums: tuple[Sums, ...] = tuple(corrected if each is row else each for each in sheet.sums)
    return Amended(replace(sheet, sums=sums), _plain(old), _plain(new))


def _restored(old: Tally, times: int) -> Tally:
    earned = min(old.earned + times, old.applied)
    return replace(
        old, earned=earned, raw=max(old.raw, earned), failed=max(old.failed - times, 0), **_as_sent(old)
    )  # fmt: skip


def _waived(old: Tally, times: int) -> Tally:
    applied = old.applied - times
    return replace(
        old, applied=applied, na=old.na + times, earned=min(old.earned, applied), raw=min(old.raw, applied),
        failed=max(old.failed - times, 0), **_as_sent(old),
    )  # fmt: skip


def _as_sent(old: Tally) -> dict[str, Any]:
    """What was sent, written out: it no longer follows from what counts."""
    return {
        "sent_applied": old.applied if old.sent_applied is None else old.sent_applied,
        "sent_failed": old.failed if old.sent_failed is None else old.sent_failed,
    }


def _plain(row: Tally) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(row)
    return told


# What the counts are called; points have the words of their list.
COUNTS = {
    "coverage/missed": N_("漏查"), "coverage/late": N_("迟交"), "findings/overdue": N_("整改逾期"),
    "findings/found_by_leader": N_("领导发现的问题"), "findings/found_by_self": N_("自己报告的问题"),
    "reviews/behind": N_("复核不及时"),
}  # fmt: skip
# What a count costs, and what putting one right moves.
LOST: Mapping[str, Callable[[PostData], int]] = {
    "coverage/missed": lambda data: data.coverage.missed,
    "coverage/late": lambda data: data.coverage.late,
    "findings/overdue": lambda data: data.findings.overdue,
    "findings/found_by_leader": lambda data: data.findings.found_by_leader,
    "findings/found_by_self": lambda data: data.findings.found_by_self,
    "reviews/behind": lambda data: data.reviews.to_do - data.reviews.in_time,
}
MOVES: Mapping[tuple[str, How], Mapping[str, int]] = {
    ("missed", "full"): {"missed": -1, "done": 1},
    ("missed", "waived"): {"missed": -1, "due": -1},
    ("late", "full"): {"late": -1},
    ("late", "waived"): {"late": -1, "done": -1, "due": -1},
    ("overdue", "full"): {"overdue": -1, "closed_in_time": 1},
    ("overdue", "waived"): {"overdue": -1, "due": -1},
    ("found_by_leader", "full"): {"found_by_leader": -1},
    ("found_by_leader", "waived"): {"found_by_leader": -1},
    ("found_by_self", "full"): {"found_by_self": -1},
    ("found_by_self", "waived"): {"found_by_self": -1},
    ("behind", "full"): {"in_time": 1},
    ("behind", "waived"): {"to_do": -1},
}
