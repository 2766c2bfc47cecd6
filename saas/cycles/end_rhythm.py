"""End a rhythm: no further cycle of it begins; what is open is closed in its time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.cycles.rhythms import rhythms
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def end_rhythm(of: UUID, *, by: UUID, now: datetime) -> None:
    """Its drafts go. Refused: 404 unknown, 409 ended already, or the last one by the calendar: checks need a cycle."""
    running = {each.id: each for each in await rhythms() if not each.ended_at}
    if of not in running:
        if await db().fetchval("select exists (select from rhythms where tenant_id = $1 and id = $2)", current(), of):
            raise Refused(409, N_("这种周期已经停用。"))
        raise not_found()
    if running[of].by_calendar and not any(each.by_calendar for each in running.values() if each.id != of):
        raise Refused(409, N_("这是唯一按日历开启的周期：停了它，以后的检查就没有周期可归。先增加另一种再停。"))
    await db().execute("delete from cycles where tenant_id = $1 and rhythm_id = $2 and state = 'draft'", current(), of)
    await db().execute("update rhythms set ended_at = $3, ended_by = $4 where tenant_id = $1 and id = $2", current(), of, now, by)
    await trail.record("end", "rhythm", of, by=by, now=now)
