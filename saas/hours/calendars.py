"""Working calendars as the company has them: the public one, and closures and make-up days of its units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from saas.calendar import WorkCalendar, month_end
from tenants import current, db

# Of two closures that hold for a unit the nearer one counts, of two as near the later.
CALENDARS = """
    select null::uuid as unit_id, jsonb_agg(jsonb_build_array(day, workday)) as spans
      from calendar_days where day between $2 and $3
    union all
    select l.unit_id, jsonb_agg(jsonb_build_array(c.from_date, c.to_date, c.works) order by l.depth desc, c.made_at, c.id)
      from own_days c join unit_lines l on l.tenant_id = $1 and l.ancestor_id = c.unit_id
     where c.tenant_id = $1 and c.lifted_at is null and c.from_date <= $3 and c.to_date >= $2
     group by l.unit_id"""


async def calendars_around(day: date, until: date | None = None) -> tuple[list[WorkCalendar], dict[UUID, int]]:
    """The calendars of the months from `day` to `until`: the public one, then each that some units share; and whose is which."""
    first, last = day.replace(day=1), month_end(until or day)
    rows = await db().fetch(CALENDARS, current(), first, last)
    shared = next(row["spans"] or [] for row in rows if row["unit_id"] is None)
    public = {date.fromisoformat(on): works for on, works in shared}
    found, units = [WorkCalendar(public)], {}
    numbers: dict[str, int] = {}
    for row in rows:
        if row["unit_id"] is None:
            continue
        key = repr(row["spans"])
        if key not in numbers:
            numbers[key] = len(found)
            found.append(WorkCalendar(public, own_days(row["spans"], first, last)))
        units[row["unit_id"]] = numbers[key]
    return found, units


def own_days(spans: Sequence[Sequence[Any]], first: date, last: date) -> dict[date, bool]:
    """Spans (from, to, works), the one that counts most last, as days between first and last."""
    found: dict[date, bool] = {}
    for start, end, works in spans:
        at, stop = max(date.fromisoformat(start), first), min(date.fromisoformat(end), last)
        found |= {at + timedelta(days=n): works for n in range((stop - at).days + 1)}
    return found


async def calendar_of(unit: UUID, first: date, last: date) -> WorkCalendar:
    """The one that holds for a unit, in the months from first to last."""
    calendars, units = await calendars_around(first, last)
    return calendars[units.get(unit, 0)]
