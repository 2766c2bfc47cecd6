"""A token ends before its day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def revoke(token: UUID, *, by: UUID, now: datetime) -> None:
    """From now on it opens nothing; a second time changes nothing. Raises 404."""
    row = await db().fetchrow("select revoked_at from api_tokens where tenant_id = $1 and id = $2 for update", current(), token)
    if row is None:
        raise not_found()
    if row["revoked_at"] is None:
        await db().execute(
            "update api_tokens set revoked_at = $3, revoked_by = $4 where tenant_id = $1 and id = $2", current(), token, now, by
        )
        await trail.record("revoke", "api_token", token, by=by, now=now)
