"""Drop a measure of a draft; it stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.plans.gate import draft_in_line
from saas.refusals import not_found
from tenants import current, db


async def drop(plan: UUID, measure: UUID, *, leads: Sequence[UUID], by: UUID, now: datetime) -> None:
    """Take a measure out of a draft. Refused: 404 unknown, dropped or outside the line, 409 signed."""
    await draft_in_line(plan, leads)
    dropped = await db().fetchval(
        """update measures set dropped_at = $4, version = version + 1
            where tenant_id = $1 and plan_id = $2 and id = $3 and dropped_at is null returning id""",
        current(), plan, measure, now,
    )  # fmt: skip
    if dropped is None:
        raise not_found()
    await trail.record("drop", "measure", measure, by=by, now=now)
