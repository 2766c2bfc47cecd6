"""Open a draft of the scheme, from the newest version."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from tenants import current, db

# Of two who open it at once, one draft stays.
OPEN = """
    insert into scheme_drafts (tenant_id, scheme_id, name, body, opened_at, opened_by)
    select $1, s.id, s.name, s.body, $2, $3 from schemes s where s.tenant_id = $1 order by s.number desc limit 1
    on conflict (tenant_id) do nothing returning id"""


async def begin(*, by: UUID, now: datetime) -> UUID | None:
    """The draft's id; None where one is open already."""
    draft: UUID | None = await db().fetchval(OPEN, current(), now, by)
    if draft is not None:
        await trail.record("open", "scheme_draft", draft, by=by, now=now)
    return draft
