"""Take a criterion out of its gate; decisions that were made with it keep it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def retire_criterion(criterion: UUID, *, by: UUID, today: date, now: datetime) -> UUID:
    """The id of its stage. Raises 404."""
    stage: UUID | None = await db().fetchval(
        "update rollout_criteria set retired_on = $3 where tenant_id = $1 and id = $2 and retired_on is null returning stage_id",
        current(), criterion, today,
    )  # fmt: skip
    if stage is None:
        raise not_found()
    await trail.record("retire", "rollout_criterion", criterion, by=by, now=now)
    return stage
