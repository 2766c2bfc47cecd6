"""Close a post from a day on, once nobody holds it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.close_unit import check_closing_day
from saas.org.hanging import hanging_on_post
from saas.org.held import hold_open_post
from saas.org.recheck import recheck
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def close_post(post: UUID, closed_on: date, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """From `closed_on` on no check is laid out for it. Raises 404, 409, Stale, 422 for the day or what hangs on it."""
    check_closing_day(closed_on, today)
    held = await hold_open_post(post)
    if await hanging_on_post(post, closed_on):
        raise Refused(422, N_("这个岗位还有下面列出的内容，请先处理。"), field="closed_on")
    await revise("post", post, seen, held.told(closed_on=closed_on.isoformat()), by=by, now=now, before=held.told())
    await db().execute("update posts set closed_on = $3 where tenant_id = $1 and id = $2", current(), post, closed_on)
    await trail.record("close", "post", post, by=by, now=now, closed_on=str(closed_on))
    await recheck()
