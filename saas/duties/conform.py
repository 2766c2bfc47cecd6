"""Take back a post's deviation: the line is again as the job title has it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def conform(post: UUID, deviation: UUID, *, by: UUID, now: datetime) -> None:
    """Raises 404; a second time as well, for then it is gone."""
    row = await db().fetchrow(
        "delete from duty_deviations where tenant_id = $1 and id = $2 and post_id = $3 returning kind, duty_id, text",
        current(), deviation, post,
    )  # fmt: skip
    if row is None:
        raise not_found()
    await trail.record("conform", "post", post, by=by, now=now, kind=row["kind"], duty=str(row["duty_id"]), text=row["text"])
