"""Take back a closure or an extra workday."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db, later


async def lift_days(entry: UUID, *, by: UUID, now: datetime) -> None:
    """It is kept, with who lifted it and when. Refused: 404, 409 when it was lifted already."""
    if not await db().fetchval("select true from own_days where tenant_id = $1 and id = $2", current(), entry):
        raise not_found()
    done = await db().execute(
        "update own_days set lifted_by = $3, lifted_at = $4 where tenant_id = $1 and id = $2 and lifted_at is null",
        current(), entry, by, now,
    )  # fmt: skip
    if done.endswith(" 0"):
        raise Refused(409, N_("已经有人撤销了。"))
    await trail.record("lift", "own_days", entry, by=by, now=now)
    await later("checks.follow_hours")
