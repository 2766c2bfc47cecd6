"""A place is heard no longer: its code leads nowhere, what came in over it stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def close_place(place: UUID, *, by: UUID, now: datetime) -> None:
    """Raises 404 for one that is closed already or not there."""
    if not await db().fetchval(
        """update voice_places set closed_by = $3, closed_at = $4 where tenant_id = $1 and id = $2 and closed_at is null
           returning true""",
        current(), place, by, now,
    ):  # fmt: skip
        raise not_found()
    await trail.record("close", "voice_place", place, by=by, now=now)
