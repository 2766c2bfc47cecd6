"""Resume a paused timetable from today on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.checklists.scheduled import claimed
from saas.checks.lay_out import lay_out
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


async def resume(timetable: UUID, *, by: UUID, now: datetime, today: date) -> UUID:
    """Today and tomorrow are laid out again; returns the list's id. Refused: 404, 409 where nothing is paused."""
    checklist, *_ = await claimed(timetable)
    done = await db().execute(
        """update pauses set to_date = $3::date - 1, resumed_by = $4, resumed_at = $5
            where tenant_id = $1 and timetable_id = $2 and (to_date is null or to_date >= $3)""",
        current(), timetable, today, by, now,
    )  # fmt: skip
    if done.endswith(" 0"):
        raise Refused(409, N_("这条安排没有暂停，可能已经有人恢复。"))
    for day in (today, today + timedelta(days=1)):
        await lay_out(day, now=now, timetable=timetable)
    await trail.record("resume", "schedule", timetable, by=by, now=now)
    return checklist
