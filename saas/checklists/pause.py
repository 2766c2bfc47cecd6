"""Pause a timetable: from a day on it asks for nothing."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.checklists.scheduled import claimed, running
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

UNDONE = """
    delete from due_checks d using schedules s
     where d.tenant_id = $1 and s.tenant_id = $1 and s.id = d.schedule_id and s.timetable_id = $2 and d.business_date >= $3
       and ($4::date is null or d.business_date <= $4) and d.check_id is null and d.cause is null"""


async def pause(
    timetable: UUID, first: date, last: date | None, *, why: str, by: UUID, now: datetime, today: date
) -> UUID:  # fmt: skip
    """From `first` to `last`, or until it is resumed; what is laid out for those days and not done goes. Returns the list's id.

    Refused: 404, 409 when it has ended or is paused then already, 422 at from_date, to_date, reason.
    """
    checklist, _, _, ended = await claimed(timetable)
    running(ended, today)
    if first < today:
        raise Refused(422, N_("最早从今天起。"), field="pause_from")
    if last is not None and last < first:
        raise Refused(422, N_("最后一天不能早于第一天。"), field="pause_to")
    if not why.strip():
        raise Refused(422, N_("请用一句话写明。"), field="reason")
    taken = await db().fetchval(
        """select true from pauses where tenant_id = $1 and timetable_id = $2 and (to_date is null or to_date >= $3)
              and ($4::date is null or from_date <= $4)""",
        current(), timetable, first, last,
    )  # fmt: skip
    if taken:
        raise Refused(409, N_("这几天已经暂停。"))
    await db().execute(
        """insert into pauses (tenant_id, timetable_id, from_date, to_date, reason, made_by, made_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        current(), timetable, first, last, why.strip(), by, now,
    )  # fmt: skip
    await db().execute(UNDONE, current(), timetable, first, last)
    await trail.record("pause", "schedule", timetable, by=by, now=now, why=why.strip())
    return checklist
