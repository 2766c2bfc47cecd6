"""Open a draft of a model, from its newest version."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.models.gate import held
from tenants import current, db

# Somebody else may open it in the same moment: then theirs is the draft.
OPEN = """
    insert into model_drafts (tenant_id, model_id, version_id, body, opened_at, opened_by)
    select $1, v.model_id, v.id, v.body, $3, $4 from model_versions v
     where v.tenant_id = $1 and v.model_id = $2 order by v.number desc limit 1
    on conflict (tenant_id, model_id) do nothing returning id"""


async def begin(model: UUID, *, by: UUID, now: datetime) -> UUID | None:
    """The draft's id; None where one is open already. Refused: 404 no such model."""
    await held(model)
    draft: UUID | None = await db().fetchval(OPEN, current(), model, now, by)
    if draft is not None:
        await trail.record("open", "model_draft", draft, by=by, now=now)
    return draft
