"""Remove a job title that no post has."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def remove_title(title: UUID, *, by: UUID, now: datetime) -> None:
    """Raises 404, 409 where a post has it or had it, or duties are written for it."""
    code = await db().fetchval("select code from job_titles where tenant_id = $1 and id = $2 for update", current(), title)
    if code is None:
        raise not_found()
    if await db().fetchval(
        """select true from posts where tenant_id = $1 and job_title = $2
           union all select true from post_spans where tenant_id = $1 and job_title = $2
           union all select true from duties where tenant_id = $1 and job_title = $2 limit 1""",
        current(), code,
    ):  # fmt: skip
        raise Refused(409, N_("有岗位或职责在用这个职务，不能删除。可以改名。"))
    await db().execute("delete from job_titles where tenant_id = $1 and id = $2", current(), title)
    await trail.record("remove", "job_title", title, by=by, now=now, code=code)
