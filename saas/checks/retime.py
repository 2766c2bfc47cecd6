"""Make a changed timetable hold from a day on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas.checks.lay_out import lay_out
from saas.checks.spread import spread
from tenants import current, db

UNDONE = """
    delete from due_checks d using schedules s
     where d.tenant_id = $1 and s.tenant_id = $1 and s.id = d.schedule_id and s.timetable_id = $2 and d.business_date >= $3
       and d.check_id is null and d.cause is null"""
NEVER_BEGUN = """
    delete from schedules s where s.tenant_id = $1 and s.timetable_id = $2 and s.from_date >= $3
       and not exists (select from due_checks d where d.tenant_id = $1 and d.schedule_id = s.id)"""
ENDED = """
    update schedules set to_date = $3::date - 1
     where tenant_id = $1 and timetable_id = $2 and (to_date is null or to_date >= $3)"""


async def retime(timetable: UUID, day: date, *, today: date, now: datetime) -> None:
    """What was laid out for `day` and after and nobody did goes; what the timetable says now is laid out, as far as
    the clock would have done it already (today and tomorrow). Days before stay as they are.
    """
    for statement in (UNDONE, NEVER_BEGUN, ENDED):
        await db().execute(statement, current(), timetable, day)
    await spread(day, timetable)
    for each in (today, today + timedelta(days=1)):
        if each >= day:
            await lay_out(each, now=now, timetable=timetable)
