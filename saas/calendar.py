"""Business dates, and the working calendar with Chinese make-up workdays.

Scoring and schedules read the calendar's exceptions from the database. Pure.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def business_date(now: datetime, zone: str) -> date:
    """The date a moment belongs to in the company's time zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def moment(day: date, at: time, zone: str) -> datetime:
    """A local time of a business date as UTC."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def days(first: date, last: date) -> list[date]:
    """Every date from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
