"""A step up the line is taken out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def drop_step(step: UUID, *, by: UUID, now: datetime) -> None:
    """From now on nothing goes up by it; what went up stays told. Raises 404."""
    row = await db().fetchrow(
        "delete from escalation_rules where tenant_id = $1 and id = $2 returning days, job_title, outside", current(), step
    )
    if row is None:
        raise not_found()
    await trail.record(
        "drop", "escalation", step, by=by, now=now, days=row["days"], job_title=row["job_title"], outside=row["outside"]
    )  # fmt: skip
