"""Open a draft of an indicator, from its newest version."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.indicators.gate import held
from tenants import current, db

# Somebody else may open it in the same moment: then theirs is the draft.
OPEN = """
    insert into indicator_drafts (tenant_id, indicator_id, body, opened_at, opened_by)
    select $1, v.indicator_id, v.body, $3, $4 from indicator_versions v
     where v.tenant_id = $1 and v.indicator_id = $2 order by v.number desc limit 1
    on conflict (tenant_id, indicator_id) do nothing returning id"""


async def begin(indicator: UUID, *, by: UUID, now: datetime) -> UUID | None:
    """The draft's id; None where one is open already. Refused: 404 no such indicator."""
    await held(indicator)
    draft: UUID | None = await db().fetchval(OPEN, current(), indicator, now, by)
    if draft is not None:
        await trail.record("open", "indicator_draft", draft, by=by, now=now)
    return draft
