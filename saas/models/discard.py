"""Give up a draft; a model that was never published goes with it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.models.gate import open_draft
from tenants import current, db


async def discard(model: UUID, *, by: UUID, now: datetime) -> None:
    """Refused: 404 no such model, 409 without a draft."""
    found, draft, _ = await open_draft(model)
    await db().execute("delete from model_drafts where tenant_id = $1 and id = $2", current(), draft)
    if not found.versions:
        await db().execute("delete from model_scenarios where tenant_id = $1 and model_id = $2", current(), model)
        await db().execute("delete from models where tenant_id = $1 and id = $2", current(), model)
    await trail.record("discard", "model_draft", draft, by=by, now=now)
