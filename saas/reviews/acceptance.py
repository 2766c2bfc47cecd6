"""What every acceptance writes, of one check or of many. The checks are held and received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from saas import trail
from saas.reviews.ledger import post_counts
from tenants import current, db


async def record(checks: Sequence[UUID], *, by: UUID, now: datetime) -> UUID:
    """State, review, book figures and trail in one act; returns the act's id."""
    batch = uuid4()
    await db().execute(
        "update checks set state = 'accepted' where tenant_id = $1 and id = any($2)", current(), list(checks)
    )
    await db().execute(
        """insert into reviews (tenant_id, check_id, membership_id, decision, decided_at, batch_id)
           select $1, accepted, $3, 'accepted', $4, $5 from unnest($2::uuid[]) accepted""",
        current(), list(checks), by, now, batch,
    )  # fmt: skip
    await post_counts(checks)
    for check in checks:
        await trail.record("accept", "check", check, by=by, now=now, batch=str(batch))
    return batch
