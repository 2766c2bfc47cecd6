"""Limits: when an activity is due, and how long it took. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from saas.calendar import WorkCalendar
from saas.values import EXACT

MINUTES = {"minutes": Decimal(1), "hours": Decimal(60), "days": Decimal(1440)}
FARTHEST = 3_660
PLAIN = WorkCalendar()


def due(
    at: datetime, amount: Decimal | None, per: str | None, zone: str, calendar: WorkCalendar = PLAIN
) -> datetime | None:  # fmt: skip
    """The moment by which it must be done; None without a limit.

    Workdays end at the same time of the day, that many days of work on, by the calendar of who does it: holidays and
    closures do not count, make-up days do. A part of a workday counts as that part of a day.
    """
    if amount is None or per is None:
        return None
    if per in MINUTES:
        return at + minutes(amount * MINUTES[per])
    local, whole = at.astimezone(ZoneInfo(zone)), int(amount)
    day = local
    left = whole
    for _ in range(FARTHEST):
        if left == 0:
            break
        day += timedelta(days=1)
        left -= calendar.works(day.date())
    return (day + minutes((amount - whole) * MINUTES["days"])).astimezone(at.tzinfo)


def minutes(figure: Decimal) -> timedelta:
    """Minutes as a length of time, to the second."""
    return timedelta(seconds=int(EXACT.multiply(figure, Decimal(60))))


def in_minutes(length: timedelta | None) -> Decimal | None:
    """A length of time in minutes, exactly."""
    if length is None:
        return None
    seconds = Decimal(length.days) * 86_400 + length.seconds
    return EXACT.divide(EXACT.add(seconds, Decimal(length.microseconds).scaleb(-6)), Decimal(60))


def limit_minutes(amount: Decimal | None, per: str | None) -> Decimal | None:
    """A limit in minutes where that is the same on every day; workdays are not."""
    return None if amount is None or per not in MINUTES else amount * MINUTES[per]
