"""The due check that a phone filled in before the server had laid it out, or while its timetable was changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import structs

from saas.calendar import business_date
from saas.checks.lay_out import lay_out
from saas.checks.sent import Sent, parse
from saas.checks.submit import Sender
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import db, inside

AWAY_LONGEST = timedelta(days=100)
NOT_ASKED = N_("这一天的安排里已经没有这张检查表（排班改过）。内容仍在本机，可以导出后交给主管。")

# A changed timetable goes on with schedules of its own; of two windows a day the one at the same time is meant.
FIND = """
    select jsonb_build_object('id', d.id, 'version_id', d.version_id, 'post_id', d.post_id, 'unit_id', d.unit_id,
             'object_id', d.object_id, 'check_id', d.check_id, 'state', d.state, 'business_date', d.business_date,
             'opens_at', d.opens_at, 'closes_at', d.closes_at,
             'book', (select jsonb_object_agg(l.point_code, l.figure::text) from ledger_figures l
                       where l.tenant_id = $1 and l.object_id = d.object_id))
      from schedules s
      join schedules z on z.tenant_id = $1 and z.checklist_id = s.checklist_id and z.post_id = s.post_id
           and z.object_id is not distinct from s.object_id
      join due_checks d on d.tenant_id = $1 and d.schedule_id = z.id and d.business_date = $3 and d.cause is null
     where s.tenant_id = $1 and s.id = $2 and (s.post_id = any ($4) or held_on($1, $5, s.post_id, $3))
     order by d.check_id = $6 desc nulls last, z.id = s.id desc, z.shift = s.shift desc, z.opens_at = s.opens_at desc,
              d.check_id is null desc, abs(extract(epoch from z.opens_at - s.opens_at))
     limit 1"""

TIMETABLE = """
    select s.timetable_id from schedules s
     where s.tenant_id = $1 and s.id = $2 and (s.post_id = any ($3) or held_on($1, $4, s.post_id, $5))"""


async def sent_for(due: UUID, check: UUID, body: bytes, *, by: Sender, zone: str, now: datetime) -> tuple[Sent, dict[str, Any]]:
    """What was sent for a due check that is not there under this id, and the one that it is for. Refused: 404, or as below."""
    try:
        sent = parse(body)
    except Refused:
        raise not_found() from None
    if sent.due != due or sent.schedule is None or sent.day is None:
        raise not_found()
    found = await find_due(sent.schedule, sent.day, check, by=by, zone=zone, now=now)
    if found is None:
        raise not_found()
    return structs.replace(sent, due=UUID(found["id"])), found


async def find_due(schedule: UUID, day: date, check: UUID, *, by: Sender, zone: str, now: datetime) -> dict[str, Any] | None:
    """What a schedule of the sender's asked for on a day, as `enter` tells it; None where there is no such schedule.

    `check` is what was sent, found again if it was taken before. A day that was not laid out yet is laid out now. Refused:
    409 where that day asks for nothing of the kind any more.
    """
    asked = (by.tenant, schedule, day, by.posts, by.member, check)
    async with inside(by.tenant):
        found = await db().fetchval(FIND, *asked)
        if found is None:
            timetable = await db().fetchrow(TIMETABLE, by.tenant, schedule, by.posts, by.member, day)
            if timetable is None:
                return None
            today = business_date(now, zone)
            if today - AWAY_LONGEST <= day <= today + timedelta(days=1):
                await lay_out(day, now=now, timetable=timetable["timetable_id"])
                found = await db().fetchval(FIND, *asked)
    if found is None:
        raise Refused(409, NOT_ASKED)
    return found
