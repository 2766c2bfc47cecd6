"""Remove a kept scenario."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def drop_scenario(scenario: UUID, *, by: UUID, now: datetime) -> UUID:
    """The model it belonged to. Refused: 404 no such scenario."""
    row = await db().fetchrow(
        "delete from model_scenarios where tenant_id = $1 and id = $2 returning model_id, name", current(), scenario
    )
    if row is None:
        raise not_found()
    await trail.record("drop", "model_scenario", scenario, by=by, now=now, name=row["name"])
    model: UUID = row["model_id"]
    return model
