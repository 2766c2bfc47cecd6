"""Give up the draft of the scheme."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.schemes.gate import open_draft
from tenants import current, db


async def discard(*, by: UUID, now: datetime) -> None:
    """Refused: 409 without a draft."""
    draft = await open_draft()
    await db().execute("delete from scheme_drafts where tenant_id = $1 and id = $2", current(), draft.id)
    await trail.record("discard", "scheme_draft", draft.id, by=by, now=now)
