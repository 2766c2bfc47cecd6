"""A place gets a new code: the one that hangs there, or was photographed, leads nowhere from now on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from saas.shield import token_hash
from saas.voices.codes import token_of
from tenants import current, db


async def renew_code(place: UUID, *, secret: bytes, by: UUID, now: datetime) -> None:
    """Raises 404 for a place that is closed or not there."""
    serial = await db().fetchval(
        "select serial + 1 from voice_places where tenant_id = $1 and id = $2 and closed_at is null for update", current(), place
    )
    if serial is None:
        raise not_found()
    await db().execute(
        "update voice_places set serial = $3, token_hash = $4 where tenant_id = $1 and id = $2",
        current(), place, serial, token_hash(token_of(secret, current(), place, serial)),
    )  # fmt: skip
    await trail.record("renew", "voice_place", place, by=by, now=now)
