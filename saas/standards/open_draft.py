"""Open the next version of the standards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from tenants import current, db


async def open_draft(*, by: UUID, now: datetime) -> UUID:
    """The open draft over the newest published version; a new one where there is none. Twice: the same one."""
    await db().execute(
        """insert into standard_drafts (tenant_id, base_id, opened_by, opened_at)
           values ($1, (select id from standards where tenant_id = $1 and published_at is not null
                         order by number desc limit 1), $2, $3)
           on conflict (tenant_id) where ended_at is null do nothing""",
        current(), by, now,
    )  # fmt: skip
    row = await db().fetchrow("select id, opened_at from standard_drafts where tenant_id = $1 and ended_at is null", current())
    if row["opened_at"] == now:
        await trail.record("open", "standard_draft", row["id"], by=by, now=now)
    found: UUID = row["id"]
    return found
