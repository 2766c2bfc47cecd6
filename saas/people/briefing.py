"""Whether a person has confirmed reading what is measured, as that page stands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tenants import current, db

# Goes up with every change of what the page says: everybody is asked again.
EDITION = 2


async def briefed(member: UUID) -> datetime | None:
    """When it was confirmed; None where it was not, or not as it stands now."""
    at: datetime | None = await db().fetchval(
        "select confirmed_at from briefings where tenant_id = $1 and membership_id = $2 and edition = $3",
        current(), member, EDITION,
    )  # fmt: skip
    return at
