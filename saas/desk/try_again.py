"""Send a dead job again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db, retry


async def try_again(job: UUID, *, by: UUID, now: datetime) -> None:
    """Raises 404 for an unknown job, 409 for one that is not dead (any more)."""
    if not await db().fetchval("select true from jobs where tenant_id = $1 and id = $2", current(), job):
        raise not_found()
    if not await retry(job, now=now):
        raise Refused(409, N_("这个任务已不在失败之列，可能别人刚刚重试过。"))
    await trail.record("retry", "job", job, by=by, now=now)
