"""Lines of a frozen sheet that cost a post something, and how one of them is put right. Pure.

A line is named like the figure it feeds: "checks/C1/P3" is a point of a list, "coverage/missed" a count, "ruled/R1" what
a person ruled, "indicators/K01" a value. What is put right is counted again by the scheme; nothing else of the sheet
changes. Of a point only what counts now is corrected: what was sent stays, so that the bridge tells it among the
corrections.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from saas.scores import curves
from saas.scores.data import PostData, post_data
from saas.scores.places import places
from saas.scores.sheet import Achieved, Sheet
from saas.scores.sums import Sums, Tally, sums_of
from saas.values import HUNDRED
from saas.words import N_

INDICATOR, RULED = "indicators/", "ruled/"
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
    """Every line of a post in which something was lost: points, what lost most first; counts; rulings; indicators."""
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
    return points + counts + _ruled(sheet, data) + _indicators(sheet, data)


def _ruled(sheet: Sheet, data: PostData) -> list[Line]:
    against = {rule.code for rule in sheet.scheme.rulings if rule.points < 0} | {veto.code for veto in sheet.scheme.vetoes}
    return [Line(RULED + row.code, Decimal(row.times)) for row in data.ruled if row.times > 0 and row.code in against]


def _indicators(sheet: Sheet, data: PostData) -> list[Line]:
    """By how much of full marks each that the scheme weighs falls short."""
    weights = sheet.scheme.indicator_weights(data.post.job_title)
    earned = {row.code: curves.points(row.curve, row.value) for row in data.achieved if weights.get(row.code)}
    short = {code: (HUNDRED - had) / HUNDRED for code, had in earned.items() if had is not None and had < HUNDRED}
    return [Line(INDICATOR + code, lost) for code, lost in short.items()]


def amend(sheet: Sheet, post: str, key: str, times: int, how: How, value: Decimal | None = None) -> Amended:
    """So many of a line put right; of an indicator, `value` is what it ought to be. Raises NoSuchLine where less was lost."""
    line = next((each for each in lines(sheet, post) if each.key == key), None)
    if line is None or not 0 < times <= line.most:
        raise NoSuchLine(f"{post}: {times} of {key}")
    if key.startswith("checks/"):
        return _point(sheet, post, key, times, how)
    if key.startswith(RULED):
        return _row(sheet, "ruled", lambda row: (row.post, RULED + row.code) == (post, key), {"times": -times})
    if key.startswith(INDICATOR):
        return _value(sheet, post, key.removeprefix(INDICATOR), None if how == "waived" else value, how)
    part, _, what = key.partition("/")
    return _row(sheet, part, lambda row: row.post == post, {name: by * times for name, by in MOVES[what, how].items()})


def _row(sheet: Sheet, part: str, mine: Callable[[Any], bool], by: Mapping[str, int]) -> Amended:
    """The counts of a row moved."""
    old = next(row for row in getattr(sheet, part) if mine(row))
    return _instead(sheet, part, old, replace(old, **{name: getattr(old, name) + each for name, each in by.items()}))


def _instead(sheet: Sheet, part: str, old: Any, new: Any) -> Amended:
    rows: tuple[Any, ...] = getattr(sheet, part)
    changed = tuple(new if row is old else row for row in rows)
    return Amended(replace(sheet, **{part: changed}), msgspec.to_builtins(old), msgspec.to_builtins(new))


def _value(sheet: Sheet, post: str, code: str, value: Decimal | None, how: How) -> Amended:
    """The value that the post answers for: its own, else its unit's, which then is another one for all who answer for it."""
    if value is None and how == "full":
        raise NoSuchLine(f"{post}: {code} without a value")
    unit = next(each.unit for each in sheet.staff if each.id == post)
    rows = [row for row in sheet.achieved if row.code == code and row.post in (post, unit)]
    old: Achieved = next((row for row in rows if row.post == post), rows[0])
    return _instead(sheet, "achieved", old, replace(old, value=value))


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
