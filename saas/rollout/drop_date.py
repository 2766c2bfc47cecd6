"""Take a date off the programme's calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def drop_date(date_id: UUID, *, by: UUID, now: datetime) -> None:
    """Raises 404, also where somebody else was first."""
    dropped = await db().fetchval(
        """update programme_dates set dropped_at = $3, dropped_by = $4 where tenant_id = $1 and id = $2 and dropped_at is null
           returning id""",
        current(), date_id, now, by,
    )  # fmt: skip
    if dropped is None:
        raise not_found()
    await trail.record("drop", "programme_date", date_id, by=by, now=now)
