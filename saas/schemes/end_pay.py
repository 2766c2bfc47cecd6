"""From now on a rule pays nothing; what was settled by it stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def end_pay(rule: UUID, *, by: UUID, now: datetime) -> None:
    """Refused: 404 unknown or ended."""
    ended = await db().fetchval(
        "update pay_rules set ended_at = $3 where tenant_id = $1 and id = $2 and ended_at is null returning id",
        current(), rule, now,
    )  # fmt: skip
    if ended is None:
        raise not_found()
    await trail.record("end", "pay_rule", rule, by=by, now=now)
