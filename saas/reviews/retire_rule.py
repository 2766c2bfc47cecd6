"""A rule of supervision ends; its past rounds stay."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def retire_rule(rule: UUID, *, today: date, by: UUID, now: datetime) -> None:
    """Nothing more is laid out from today on. Raises 404 where it is unknown or has ended."""
    ended = await db().fetchval(
        """update supervision_rules set retired_on = $3 where tenant_id = $1 and id = $2 and retired_on is null returning id""",
        current(), rule, today,
    )  # fmt: skip
    if ended is None:
        raise not_found()
    await trail.record("retire", "supervision_rule", rule, by=by, now=now)
