"""Business dates, and the working calendar with Chinese make-up workdays.

Scoring and schedules read the calendar from the database (source and confirmed are kept with each row);
the library only seeds it, because it knows announced years alone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
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


async def seed_calendar(connection: Any) -> None:
    """Holidays and make-up workdays that differ from the plain week, for every announced year; existing rows stay."""
    from chinese_calendar.constants import holidays, workdays

    rows = [(day, False, name, "chinesecalendar", True) for day, name in holidays.items()]
    rows += [(day, True, name, "chinesecalendar", True) for day, name in workdays.items()]
    await connection.executemany(
        """insert into calendar_days (day, workday, name, source, confirmed) values ($1, $2, $3, $4, $5)
           on conflict (day) do nothing""",
        rows,
    )


def is_workday(day: date, exceptions: dict[date, bool]) -> bool:
    """Workday by the calendar's rows, else by the week (Monday to Friday)."""
    return exceptions.get(day, day.isoweekday() <= 5)
