"""Schedule a list: who does it when, from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from saas import trail
from saas.checklists import reads
from saas.checklists.planned import plan_from
from saas.checklists.schedule_reads import known
from saas.checklists.scheduled import kept, start_of
from saas.checklists.sign_excess import sign_excess
from saas.checks.retime import retime
from saas.refusals import Refused
from saas.revisions import revise
from tenants import current, db


async def schedule(checklist: UUID, given: Mapping[str, str], *, by: UUID, now: datetime, today: date) -> UUID:
    """The new timetable's id; what falls on today or tomorrow is laid out at once.

    Refused: 404 no such list, 422 at the fields.
    """
    await reads.checklist(checklist)
    plan, problems = plan_from(given, await known(given))
    day, wrong = start_of(given, today)
    if problems or wrong:
        raise Refused.all(problems + wrong)
    made: UUID = await db().fetchval(
        "insert into timetables (tenant_id, checklist_id, body, from_date) values ($1, $2, $3, $4) returning id",
        current(), checklist, msgspec.to_builtins(plan), day,
    )  # fmt: skip
    await retime(made, day, today=today, now=now)
    await sign_excess(checklist, given.get("signed", ""), by=by, now=now, today=today)
    await revise("schedule", made, 0, await kept(made, today), by=by, now=now, why=given.get("why") or None)
    await trail.record("schedule", "checklist", checklist, by=by, now=now, timetable=str(made))
    return made
