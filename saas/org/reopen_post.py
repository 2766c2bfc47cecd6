"""Take the closing of a post back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.held import hold_post
from saas.org.recheck import recheck
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def reopen_post(post: UUID, seen: int, *, by: UUID, now: datetime) -> None:
    """Raises 404, 409 where it is open or its unit is closed, Stale."""
    held = await hold_post(post)
    if held.closed_on is None:
        raise Refused(409, N_("这个岗位没有关闭。"))
    if await db().fetchval(
        "select true from units where tenant_id = $1 and id = $2 and closed_on is not null", current(), held.unit
    ):
        raise Refused(409, N_("所在单元已经关闭，请先恢复单元。"))
    await revise("post", post, seen, held.told(closed_on=None), by=by, now=now, before=held.told())
    await db().execute("update posts set closed_on = null where tenant_id = $1 and id = $2", current(), post)
    await trail.record("reopen", "post", post, by=by, now=now)
    await recheck()
