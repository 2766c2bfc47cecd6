"""Which checks fall on the days to come, as a phone has to know them before they are laid out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec

from saas.calendar import Pattern, WorkCalendar, falls_on, moment

Text = dict[str, str]


class Line(msgspec.Struct, frozen=True):
    """One schedule of the reader's posts, and whatever ends it. `pauses` of its timetable: from, to (empty: open).

    `share`: each does it, they take turns, or any one is enough.
    """

    schedule: UUID
    checklist: UUID
    post: UUID
    unit: UUID
    object: UUID | None
    post_name: Text
    list_name: Text
    object_name: Text | None
    object_code: str | None
    opens_at: time
    closes_at: time
    late_minutes: int
    from_date: date
    to_date: date | None
    share: str
    pauses: tuple[tuple[date, date | None], ...]
    pattern: Pattern


class Version(msgspec.Struct, frozen=True):
    """A published version of a list, and from when it is in force."""

    id: UUID
    checklist: UUID
    number: int
    effective_from: date


class Coming(msgspec.Struct, frozen=True):
    """A check that will be due: the line it comes from, its version, its day and its times."""

    line: Line
    version: UUID
    day: date
    opens_at: datetime
    closes_at: datetime
    late_until: datetime


def coming(
    lines: Sequence[Line], versions: Sequence[Version], calendars: Sequence[WorkCalendar], units: Mapping[UUID, int],
    days: Sequence[date], zone: str,
) -> Iterator[Coming]:  # fmt: skip
    """By day, then in the order of the lines; `units`: whose calendar is which. Whose turn it is, is not known ahead."""
    for day in days:
        in_force = {one.checklist: one.id for one in _in_order(versions) if one.effective_from <= day}
        for line in lines:
            if line.checklist in in_force and _asks(line, day, calendars[units.get(line.unit, 0)]):
                yield _due(line, in_force[line.checklist], day, zone)


def due_id(schedule: UUID, day: date) -> UUID:
    """The id that a check will have once it is laid out; the database's function of this name says the same."""
    hashed = sha256(f"{schedule}{day.isoformat()}".encode()).hexdigest()
    return UUID(f"{(day - date(1970, 1, 1)).days * 86_400_000:012x}8{hashed[:3]}a{hashed[3:18]}")


def _in_order(versions: Sequence[Version]) -> list[Version]:
    return sorted(versions, key=lambda one: (one.effective_from, one.number))


def _asks(line: Line, day: date, calendar: WorkCalendar) -> bool:
    alive = line.from_date <= day and (line.to_date is None or line.to_date >= day) and line.share != "turn"
    paused = any(start <= day and (end is None or end >= day) for start, end in line.pauses)
    return alive and not paused and falls_on(day, line.pattern, calendar)


def _due(line: Line, version: UUID, day: date, zone: str) -> Coming:
    last = day + timedelta(days=line.closes_at <= line.opens_at)
    closes = moment(last, line.closes_at, zone)
    return Coming(line, version, day, moment(day, line.opens_at, zone), closes, closes + timedelta(minutes=line.late_minutes))
