"""The days to come: how many checks each timetable will ask for on each of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from saas.calendar import WorkCalendar, days, falls_on

if TYPE_CHECKING:
    from saas.checklists.schedule_reads import Lines, Timetable

DAYS_AHEAD = 60


@dataclass(frozen=True)
class Day:
    """`checks` that are laid out on it; `free`: no workday for the company as a whole; `made_up`: a workday by exception."""

    day: date
    checks: int
    free: bool
    made_up: bool


def last_day(today: date) -> date:
    return today + timedelta(days=DAYS_AHEAD - 1)


def ahead(
    timetables: Sequence[Timetable], calendars: Sequence[WorkCalendar], units: Mapping[UUID, int], today: date
) -> list[Day]:
    """From today on; `units`: whose calendar is which."""
    public = calendars[0]
    return [
        Day(day, sum(checks_on(one, day, calendars, units) for one in timetables), not public.works(day), public.made_up(day))
        for day in days(today, last_day(today))
    ]


def checks_on(one: Timetable, day: date, calendars: Sequence[WorkCalendar], units: Mapping[UUID, int]) -> int:
    """How many checks a timetable asks for on a day; taking turns it is one a window."""
    if one.plan.kind == "event" or one.paused(day):
        return 0
    on = [line for line in one.lines if _on(line, day, calendars[units.get(line.unit_id, 0)])]
    if one.plan.share == "turn":
        return len({line.shift for line in on})
    return sum(line.n for line in on)


def _on(line: Lines, day: date, calendar: WorkCalendar) -> bool:
    alive = line.from_date <= day and (line.to_date is None or line.to_date >= day)
    return alive and falls_on(day, line.pattern, calendar)
