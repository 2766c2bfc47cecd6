"""An adopted suggestion has become a measure."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.suggestions.follow import WHAT
from saas.suggestions.tell import tell
from tenants import current, db


async def become(suggestion: UUID, measure: UUID, *, by: UUID, now: datetime) -> bool:
    """Keep which, and tell the proposer; False where it had become one before."""
    kept = await db().execute(
        """insert into suggestion_measures (tenant_id, suggestion_id, measure_id, membership_id, at)
           values ($1, $2, $3, $4, $5) on conflict do nothing""",
        current(), suggestion, measure, by, now,
    )  # fmt: skip
    if kept != "INSERT 0 1":
        return False
    await trail.record("become", "suggestion", suggestion, by=by, now=now, measure=str(measure))
    await tell("outcome", suggestion, now=now, what=WHAT["measure"], slot="measure")
    return True
