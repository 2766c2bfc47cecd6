"""Say no longer what a point is worth by a model."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def end_link(link: UUID, *, by: UUID, now: datetime) -> None:
    """From now on no measure is put into money by it; figures that were told stay with their assumptions. 404 unknown."""
    ended = await db().fetchval(
        "update money_links set ended_at = $3 where tenant_id = $1 and id = $2 and ended_at is null returning id",
        current(), link, now,
    )  # fmt: skip
    if ended is None:
        raise not_found()
    await trail.record("end", "money_link", link, by=by, now=now)
