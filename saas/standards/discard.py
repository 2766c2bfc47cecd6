"""Give a draft up, or take up again one that was given up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import asyncpg

from saas import trail
from saas.refusals import Refused, not_found
from saas.standards.gate import writable
from saas.words import N_
from tenants import current, db


async def discard(draft: UUID, *, back: bool = False, by: UUID, now: datetime) -> None:
    """Nothing is lost: `back` opens it again where no other draft is open and its base is still the newest version.

    Refused: 404 and 409 as the gate says, 409 where it cannot come back.
    """
    if back:
        await _reopen(draft)
    else:
        await writable(draft)
        await db().execute(
            "update standard_drafts set ended_at = $3, ended_by = $4 where tenant_id = $1 and id = $2", current(), draft, now, by
        )
    await trail.record("reopen" if back else "discard", "standard_draft", draft, by=by, now=now)


async def _reopen(draft: UUID) -> None:
    row = await db().fetchrow(
        """select d.base_id is not distinct from (select id from standards where tenant_id = $1 and published_at is not null
                                                   order by number desc limit 1) as newest
           from standard_drafts d where d.tenant_id = $1 and d.id = $2 and d.ended_at is not null and d.standard_id is null""",
        current(), draft,
    )  # fmt: skip
    if row is None:
        raise not_found()
    if not row["newest"]:
        raise Refused(409, N_("这份草稿之后已经发布了新版，不能再接着写。"))
    try:
        await db().execute(
            "update standard_drafts set ended_at = null, ended_by = null where tenant_id = $1 and id = $2", current(), draft
        )
    except asyncpg.UniqueViolationError:
        raise Refused(409, N_("已经有一份打开的草稿，先发布或放弃它。")) from None
