"""Ask for a list now, because its event has happened."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.checklists.scheduled import claimed, running
from saas.checks.call_up import call_up
from saas.checks.spread import spread
from saas.refusals import Refused
from saas.words import N_


async def call(
    timetable: UUID, cause: UUID, *, post: UUID | None, by: UUID, now: datetime, today: date
) -> int:  # fmt: skip
    """How many checks are due now. `cause` comes with the form, so that pressing twice asks once.

    Refused: 404, 409 for a timetable that has ended, 422 where it waits for no event or nobody would do it.
    """
    _, plan, _, ended = await claimed(timetable)
    running(ended, today)
    if plan.kind != "event":
        raise Refused(422, N_("这条安排按日子做，不用另外发起。"), field="post")
    await spread(today, timetable)
    made = await call_up(timetable, cause, post=post, within=plan.within, day=today, now=now)
    if made:
        await trail.record("call", "schedule", timetable, by=by, now=now, checks=made)
    return made
