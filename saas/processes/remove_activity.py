"""Take an activity out of a draft; the way closes over it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from saas.processes.flow import Activity, Way
from saas.processes.form import fields_of, told_of
from saas.processes.gate import held, save
from saas.revisions import revise
from tenants import current, db


async def remove_activity(activity: UUID, *, seen: int, by: UUID, now: datetime, today: date) -> UUID:
    """Whoever led to it leads to where it led; returns to it go. Returns the process.

    Refused: 404 for an unknown activity, 409 without an open draft or Stale.
    """
    draft, known, gone = await held(activity, today)
    await revise("draft_activity", activity, seen, {"removed": True}, by=by, now=now, before=told_of(gone))
    await db().execute("delete from draft_activities where tenant_id = $1 and id = $2", current(), activity)
    rest = [each for each in known if each is not gone]
    for n, each in enumerate(rest, 1):
        closed = without(each, gone)
        if closed is not each and each.id:
            await revise("draft_activity", each.id, each.edition, fields_of(closed), by=by, now=now, before=told_of(each))
        closed = msgspec.structs.replace(closed, position=n, starts=closed.starts or (n == 1 and gone.starts))
        if closed != each:
            await save(closed)
    return draft.process


def without(activity: Activity, gone: Activity) -> Activity:
    """The activity as it is when another is not there any more; the same object where nothing differs."""
    if all(way.to != gone.code for way in (*activity.ahead, *activity.back)):
        return activity
    ahead: dict[str, Way] = {}
    for way in activity.ahead:
        for one in gone.ahead if way.to == gone.code else (way,):
            if one.to != activity.code:
                ahead.setdefault(one.to, Way(one.to, way.when or one.when))
    back = tuple(way for way in activity.back if way.to != gone.code)
    return msgspec.structs.replace(activity, ahead=tuple(ahead.values()), back=back)
