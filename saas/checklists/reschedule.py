"""Change a timetable from a day on; what is laid out for the days before stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from saas import trail
from saas.checklists.planned import plan_from
from saas.checklists.schedule_reads import known
from saas.checklists.scheduled import claimed, kept, running, start_of
from saas.checklists.sign_excess import sign_excess
from saas.checks.retime import retime
from saas.refusals import Refused
from saas.revisions import revise
from tenants import current, db


async def reschedule(
    timetable: UUID, given: Mapping[str, str], *, seen: int, by: UUID, now: datetime, today: date
) -> UUID:  # fmt: skip
    """Tomorrow at the earliest, unless it has not begun yet. Returns the list's id.

    Refused: 404, 409 when it has ended or Stale, 422 at the fields.
    """
    checklist, _, first, last = await claimed(timetable)
    running(last, today)
    plan, problems = plan_from(given, await known(given))
    day, wrong = start_of(given, first if first > today else today + timedelta(days=1))
    if problems or wrong:
        raise Refused.all(problems + wrong)
    before = await kept(timetable, today)
    await db().execute(
        """update timetables set body = $3, from_date = case when from_date > $4 then $5 else from_date end
            where tenant_id = $1 and id = $2""",
        current(), timetable, msgspec.to_builtins(plan), today, day,
    )  # fmt: skip
    after = await kept(timetable, today) | {"from_date": day.isoformat()}
    await revise("schedule", timetable, seen, after, by=by, now=now, why=given.get("why") or None, before=before)
    await retime(timetable, day, today=today, now=now)
    await sign_excess(checklist, given.get("signed", ""), by=by, now=now, today=today)
    await trail.record("reschedule", "checklist", checklist, by=by, now=now, timetable=str(timetable))
    return checklist
