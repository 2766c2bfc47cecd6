"""Take a stage out of the programme that never stood before a signature."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

DECIDED = N_("这个阶段已经有签字的决定，不能去掉。")


async def retire_stage(stage: UUID, *, by: UUID, today: date, now: datetime) -> None:
    """Raises 404, and 409 where a decision about it stands: that is shown for ever."""
    state = await db().fetchval(
        "select state from rollout_stages where tenant_id = $1 and id = $2 and retired_on is null for update", current(), stage
    )
    if state is None:
        raise not_found()
    decided = await db().fetchval(
        "select exists (select from gate_decisions where tenant_id = $1 and stage_id = $2)", current(), stage
    )
    if decided or state in ("open", "passed"):
        raise Refused(409, DECIDED)
    await db().execute("update rollout_stages set retired_on = $3 where tenant_id = $1 and id = $2", current(), stage, today)
    await trail.record("retire", "rollout_stage", stage, by=by, now=now)
