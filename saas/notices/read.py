"""A person opens a notice, or puts all of them aside."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.notices.kinds import path
from saas.refusals import not_found
from tenants import current, db


async def read(notice: UUID | None, *, by: UUID, now: datetime) -> str:
    """Note that one's own notice was read (None: all of them); where it leads. Raises 404 for another's. Twice is once."""
    if notice is None:
        await db().execute(
            "update notices set read_at = $3 where tenant_id = $1 and membership_id = $2 and read_at is null", current(), by, now
        )
        return "/notices"
    row = await db().fetchrow(
        """update notices set read_at = coalesce(read_at, $4) where tenant_id = $1 and membership_id = $2 and id = $3
           returning kind, noun_id""",
        current(), by, notice, now,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return path(row["kind"], row["noun_id"])
