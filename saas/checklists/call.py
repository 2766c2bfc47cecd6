"""Ask for a list now, because its event has happened."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.checklists.scheduled import claimed, running
from saas.checks.call_up import About, call_up
from saas.checks.spread import spread
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

THING = "select id, unit_id, kind_id from objects where tenant_id = $1 and code = $2 and retired_on is null"


async def call(
    timetable: UUID, cause: UUID, *, post: UUID | None, thing: str = "", by: UUID, now: datetime, today: date
) -> int:  # fmt: skip
    """How many checks are due now. `cause` comes with the form, so that pressing twice asks once. `thing`: code of an object.

    Refused: 404, 409 for a timetable that has ended, 422 where it waits for no event, or for an object that it is not about.
    """
    _, plan, _, ended = await claimed(timetable)
    running(ended, today)
    if plan.kind != "event":
        raise Refused(422, N_("这条安排按日子做，不用另外发起。"), field="post")
    about = await db().fetchrow(THING, current(), thing.split(maxsplit=1)[0]) if thing.strip() else None
    if thing.strip() and (about is None or plan.thing not in (None, about["kind_id"])):
        raise Refused(422, N_("没有找到这个管理对象。"), field="thing")
    where = About(about["unit_id"] if about else None, about["id"] if about else None, {"on": ""})
    await spread(today, timetable)
    made = await call_up(timetable, cause, where, post=post, within=plan.within, day=today, now=now)
    if made:
        await trail.record("call", "schedule", timetable, by=by, now=now, checks=made)
    return made
