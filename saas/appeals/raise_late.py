"""Appeals that nobody decided in time go to the administrator, who may choose somebody else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.appeals.lodge import step
from saas.appeals.told import tell
from tenants import current, db


async def raise_late(*, now: datetime) -> list[UUID]:
    """Those that went up now, each once for a decider. Safe to run again."""
    rows = await db().fetch(
        """update appeals set raised_at = $2 where tenant_id = $1 and state = 'open' and decide_by < $2 and raised_at is null
           returning id""",
        current(), now,
    )  # fmt: skip
    raised = [row["id"] for row in rows]
    for appeal in raised:
        await step(appeal, "raised", by=None, now=now)
        await tell("lodged", appeal, now=now)
    await trail.record_all("raise", "appeal", raised, by=None, now=now)
    return raised
