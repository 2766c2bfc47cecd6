"""A person has read what is measured; asked again when the page changes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.people.briefing import EDITION
from tenants import current, db


async def confirm(*, by: UUID, now: datetime) -> None:
    """Twice is once."""
    done = await db().fetchval(
        """insert into briefings (tenant_id, membership_id, edition, confirmed_at) values ($1, $2, $3, $4)
           on conflict do nothing returning edition""",
        current(), by, EDITION, now,
    )  # fmt: skip
    if done:
        await trail.record("confirm", "briefing", by, by=by, now=now, edition=EDITION)
