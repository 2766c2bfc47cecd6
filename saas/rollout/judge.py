"""Whether a gate holds: every criterion on every day of its window. Pure.

A day that fails shuts the gate, whatever the others say; a day on which nothing was due neither opens it nor
shuts it, but how things stand has to be known on every day, and a window without a single figure proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

Side = Literal["entry", "exit"]
Why = Literal["holds", "failed", "too_short", "no_figure", "gaps", "not_noted", "noted_no", "not_passed"]

BY_PERSON = ("decision", "other")
STAGE_BEFORE = "stage_before"
# Figures of the day itself: the window ends with the last whole day. All others tell how things stand, today included.
OF_DAYS = ("checks_on_time", "reviews_sampled", "review_agreement", "ledger_match", "findings_closed")
# Where nothing came up, nothing is wrong.
MAY_BE_EMPTY = ("findings_closed", "signals_looked_at")
# How things stand is known on every day, or the window is not proven: a figure that came yesterday says nothing of last month.
EVERY_DAY = ("owners_covered", "data_fresh", "indicator", "score")
# Nobody wrote down how they stood on earlier days.
TODAY_ONLY = ("standards_covered", "ledger_complete")


@dataclass(frozen=True)
class Criterion:
    """`low`: at least; `high`: at most; both None for what a person judges. `lists`: codes of checklists, none for all."""

    id: UUID
    stage_id: UUID
    side: Side
    code: str
    text: dict[str, str]
    by: str
    low: Decimal | None = None
    high: Decimal | None = None
    uom: str = ""
    days: int | None = None
    indicator: str | None = None
    lists: tuple[str, ...] = ()

    @property
    def by_person(self) -> bool:
        return self.by in BY_PERSON

    def window(self, today: date) -> tuple[date, date]:
        """First and last day that have to hold."""
        last = today - timedelta(days=1) if self.by in OF_DAYS else today
        return last - timedelta(days=(self.days or 1) - 1), last


@dataclass(frozen=True)
class Figure:
    """What was measured on a day: between `low` and `high` where several units are in it, None where there was nothing."""

    day: date
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Note:
    """What a person said of a criterion."""

    met: bool
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Judged:
    """A criterion against its figures. `failed`: the days that did not hold; `measured`: days with a figure."""

    criterion: Criterion
    why: Why
    first: date | None = None
    last: date | None = None
    days: tuple[Figure, ...] = ()
    failed: tuple[Figure, ...] = ()
    measured: int = 0
    note: Note | None = None
    missing: int = 0

    @property
    def holds(self) -> bool:
        return self.why == "holds"

    @property
    def latest(self) -> Figure | None:
        return next((one for one in reversed(self.days) if one.low is not None), None)

    @property
    def worst(self) -> Decimal | None:
        """The figure furthest from what is asked for."""
        if self.criterion.low is not None:
            return min((one.low for one in self.days if one.low is not None), default=None)
        return max((one.high for one in self.days if one.high is not None), default=None)


def judge(
    criterion: Criterion, figures: Sequence[Figure], *, today: date, since: date | None = None, note: Note | None = None
) -> Judged:
    """`since`: the first day on which the stage ran, for its exit: its window cannot begin before."""
    if criterion.by_person:
        return Judged(criterion, "not_noted" if note is None else "holds" if note.met else "noted_no", note=note)
    first, last = criterion.window(today)
    known = {one.day: one for one in figures}
    days = tuple(known.get(day, Figure(day, None, None)) for day in _days(first, last))
    failed = tuple(one for one in days if not _holds(criterion, one))
    measured = sum(one.low is not None for one in days)
    missing = max((since - first).days, 0) if since else 0
    why: Why = "holds"
    if failed:
        why = "failed"
    elif missing:
        why = "too_short"
    elif not measured and criterion.by not in MAY_BE_EMPTY:
        why = "no_figure"
    elif measured < len(days) and criterion.by in EVERY_DAY:
        why = "gaps"
    return Judged(criterion, why, first, last, days, failed, measured, missing=missing)


def opens(judged: Iterable[Judged]) -> bool:
    """All of them hold; what asks for nothing proves nothing, and is for a person to force."""
    told = list(judged)
    return bool(told) and all(one.holds for one in told)


def frozen(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """The figures of a decision as they are kept: plain JSON, decimals as text, every day of every window."""
    return [_frozen(one) for one in judged]


def print_of(figures: Any) -> str:
    """SHA-256 over the figures in one writing: sorted keys, no blanks."""
    return sha256(json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _holds(criterion: Criterion, figure: Figure) -> bool:
    if figure.low is None or figure.high is None:
        return True
    low = criterion.low is None or figure.low >= criterion.low
    return low and (criterion.high is None or figure.high <= criterion.high)


def _frozen(one: Judged) -> dict[str, Any]:
    asked = one.criterion
    told: dict[str, Any] = {
        "code": asked.code, "text": asked.text, "by": asked.by, "low": _text(asked.low), "high": _text(asked.high),
        "uom": asked.uom, "why": one.why,
    }  # fmt: skip
    if asked.by_person or asked.by == STAGE_BEFORE:
        note = one.note
        said = {"met": note.met, "text": note.text, "by": note.by, "at": note.at.isoformat()} if note else None
        return told | {"note": said}
    span = {"first": str(one.first), "last": str(one.last), "lists": list(asked.lists), "indicator": asked.indicator}
    days = [[str(day.day), _text(day.low), _text(day.high)] for day in one.days]
    return told | span | {"days": days, "failed": [str(day.day) for day in one.failed], "measured": one.measured}


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure.normalize():f}"
