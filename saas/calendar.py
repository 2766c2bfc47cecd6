"""Business dates, the working calendar with Chinese make-up workdays, and the days on which a pattern falls.

Exceptions and closures come from the database. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import msgspec

LAST_DAY, LAST_WORKDAY, FIRST_WORKDAY = -1, -2, -3
WEEK = (1, 2, 3, 4, 5, 6, 7)
FRIDAY = 5


def business_date(now: datetime, zone: str) -> date:
    """The date a moment belongs to in the company's time zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def moment(day: date, at: time, zone: str) -> datetime:
    """A local time of a business date as UTC."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def days(first: date, last: date) -> list[date]:
    """Every date from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class Pattern(msgspec.Struct, frozen=True):
    """On which days something is due.

    With `cycle_days`: on the days `cycle_on` (0 is the anchor's) of a round. With `month_days`: on those of the
    months (none named: every month); 29 to 31 mean the last day of a shorter month. Else on weekdays (1 = Monday),
    every so many weeks counted from the anchor's. `workdays_only` leaves out public holidays and takes make-up workdays.
    """

    weekdays: tuple[int, ...] = WEEK
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    workdays_only: bool = False
    every_weeks: int = 1
    anchor: date | None = None
    cycle_days: int = 0
    cycle_on: tuple[int, ...] = ()


class WorkCalendar(msgspec.Struct, frozen=True):
    """Days that differ from the plain week: `public` for everybody, `own` for the unit; True means work.

    An own day without work is a closure: nothing at all falls on it. A public holiday only stops what asks for workdays.
    """

    public: Mapping[date, bool] = {}
    own: Mapping[date, bool] = {}

    def works(self, day: date) -> bool:
        return self.own.get(day, self.public.get(day, day.isoweekday() <= FRIDAY))

    def made_up(self, day: date) -> bool:
        """A day of work that the plain week leaves free."""
        return self.own.get(day, self.public.get(day, False))

    def closed(self, day: date) -> bool:
        return not self.own.get(day, True)


def falls_on(day: date, pattern: Pattern, calendar: WorkCalendar) -> bool:
    """Whether a pattern falls on a day. Never on a closure of one's own."""
    if calendar.closed(day):
        return False
    if pattern.cycle_days:
        return pattern.anchor is not None and (day - pattern.anchor).days % pattern.cycle_days in pattern.cycle_on
    if pattern.month_days:
        return _in_month(day, pattern, calendar) and (calendar.works(day) or not pattern.workdays_only)
    if pattern.workdays_only:
        on = calendar.works(day) and (day.isoweekday() in pattern.weekdays or calendar.made_up(day))
    else:
        on = day.isoweekday() in pattern.weekdays
    return on and _in_week(day, pattern)


def _in_week(day: date, pattern: Pattern) -> bool:
    if pattern.every_weeks == 1 or pattern.anchor is None:
        return True
    return (_monday(day) - _monday(pattern.anchor)).days // 7 % pattern.every_weeks == 0


def _in_month(day: date, pattern: Pattern, calendar: WorkCalendar) -> bool:
    if pattern.months and day.month not in pattern.months:
        return False
    last = month_end(day)
    if day.day in pattern.month_days:
        return True
    if day == last and any(n == LAST_DAY or n > day.day for n in pattern.month_days):
        return True
    if LAST_WORKDAY in pattern.month_days and calendar.works(day) and not any(map(calendar.works, days(day, last)[1:])):
        return True
    before = days(day.replace(day=1), day)[:-1]
    return FIRST_WORKDAY in pattern.month_days and calendar.works(day) and not any(map(calendar.works, before))


@cache
def month_end(day: date) -> date:
    """The last day of the month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)
