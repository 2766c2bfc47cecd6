"""Spans of supervision, how much is owed of a round so far, and what a difference between two looks says. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Literal

Agreement = Literal["few", "same", "some", "often"]
# Fewer points than this are an accident, not a picture.
ENOUGH = 10
SOME, OFTEN = Decimal("0.10"), Decimal("0.25")
# Months of the spans that are whole months.
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def span(every: str, day: date) -> tuple[date, date]:
    """First and last day of the round that a day belongs to. A shift's round is its day; ten days and half a month are cut
    at the 10th, 20th and 15th.
    """
    if every in ("shift", "day"):
        return day, day
    if every == "week":
        monday = day - timedelta(days=day.isoweekday() - 1)
        return monday, monday + timedelta(days=6)
    if every in ("ten_days", "half_month"):
        return _part_of_month(day, 10 if every == "ten_days" else 15, 3 if every == "ten_days" else 2)
    length = MONTHS[every]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    month = first.month + length - 1
    return first, date(day.year, month, monthrange(day.year, month)[1])


def _part_of_month(day: date, days: int, parts: int) -> tuple[date, date]:
    part = min((day.day - 1) // days, parts - 1)
    last = monthrange(day.year, day.month)[1] if part == parts - 1 else (part + 1) * days
    return day.replace(day=part * days + 1), day.replace(day=last)


def owed(first: date, last: date, day: date, *, share: Decimal | None, number: int | None, pool: int) -> int:
    """How many checks a round should have drawn by the end of `day`: a number spread evenly over its days, or a share per
    cent of the `pool` of checks due so far. Rounded up: a round that asks for anything draws on its first day.
    """
    if number is not None:
        passed, whole = (day - first).days + 1, (last - first).days + 1
        return min(number, -(-number * passed // whole))
    asked = Decimal(pool) * (share or 0) / 100
    return int(asked.to_integral_value(ROUND_CEILING))


def agreement(compared: int, different: int) -> Agreement:
    """What so many differing points of so many compared say, in one word; too few say nothing."""
    if compared < ENOUGH:
        return "few"
    rate = Decimal(different) / compared
    return "same" if rate < SOME else "some" if rate < OFTEN else "often"
