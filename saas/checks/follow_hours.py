"""Bring what is laid out into line with changed working hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from saas.checks.lay_out import lay_out
from saas.checks.retime import retime
from tenants import current, db

# Today: what a closure stops. Later days: everything, for it is laid out anew.
UNDONE = """
    delete from due_checks d
     where d.tenant_id = $1 and d.business_date >= $2 and d.check_id is null and d.cause is null
       and (d.business_date > $2 or exists (
            select from own_days c join unit_lines l on l.tenant_id = $1 and l.ancestor_id = c.unit_id and l.unit_id = d.unit_id
             where c.tenant_id = $1 and c.lifted_at is null and not c.works and $2 between c.from_date and c.to_date))"""
SHIFTED = """
    select t.id from timetables t
     where t.tenant_id = $1 and (t.to_date is null or t.to_date > $2)
       and (t.body ->> 'kind' = 'rotation' or t.body -> 'windows' @? '$[*] ? (@.shift != "")')"""


async def follow_hours(*, shifts: bool, today: date, now: datetime) -> None:
    """After closures, extra workdays or (with `shifts`) the times of shifts and rotations have changed.

    Shifts change from tomorrow on. Whatever somebody has done already stays. Safe to run again.
    """
    await db().execute(UNDONE, current(), today)
    if shifts:
        for row in await db().fetch(SHIFTED, current(), today):
            await retime(row["id"], today + timedelta(days=1), today=today, now=now)
    for day in (today, today + timedelta(days=1)):
        await lay_out(day, now=now)
