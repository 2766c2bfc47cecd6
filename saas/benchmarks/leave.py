"""A company no longer takes part: what was not published yet is deleted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


async def leave(*, by: UUID, now: datetime) -> None:
    """Refused: 409 where it takes no part."""
    gone: UUID | None = await db().fetchval(
        """update benchmark_consents set withdrawn_at = $2, withdrawn_by = $3
            where tenant_id = $1 and withdrawn_at is null returning id""",
        current(), now, by,
    )  # fmt: skip
    if gone is None:
        raise Refused(409, N_("本公司没有参加。"))
    await db().execute(
        """delete from benchmark_shares s where s.tenant_id = $1 and not exists (
               select from benchmark_quarters q where q.quarter = s.quarter)""",
        current(),
    )
    await trail.record("leave", "benchmark_consent", gone, by=by, now=now)
