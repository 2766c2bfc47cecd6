"""Give up a draft; an indicator that was never published goes with it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.indicators.gate import open_draft
from tenants import current, db


async def discard(indicator: UUID, *, by: UUID, now: datetime) -> None:
    """Refused: 404 no such indicator, 409 without a draft."""
    found, draft, _ = await open_draft(indicator)
    await db().execute("delete from indicator_drafts where tenant_id = $1 and id = $2", current(), draft)
    if not found.versions:
        await db().execute("delete from indicators where tenant_id = $1 and id = $2", current(), indicator)
    await trail.record("discard", "indicator_draft", draft, by=by, now=now)
