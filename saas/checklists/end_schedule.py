"""End a timetable after a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.checklists.scheduled import claimed, kept, running
from saas.checks.retime import retime
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def end_schedule(
    timetable: UUID, last: date, *, seen: int, why: str, by: UUID, now: datetime, today: date
) -> UUID:  # fmt: skip
    """`last` is its last day, today at the earliest: what is laid out today stays. Returns the list's id.

    Refused: 404, 409 when it has ended or Stale, 422 for a day that is past.
    """
    checklist, _, _, ended = await claimed(timetable)
    running(ended, today)
    if last < today:
        raise Refused(422, N_("最后一天不能早于今天。"), field="to_date")
    before = await kept(timetable, today)
    await db().execute("update timetables set to_date = $3 where tenant_id = $1 and id = $2", current(), timetable, last)
    await revise("schedule", timetable, seen, await kept(timetable, today), by=by, now=now, why=why or None, before=before)
    await retime(timetable, last + timedelta(days=1), today=today, now=now)
    await trail.record("end_schedule", "checklist", checklist, by=by, now=now, why=why or None, timetable=str(timetable))
    return checklist
