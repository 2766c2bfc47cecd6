"""What every acceptance writes, of one check or of many. The checks are held and received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from saas import trail
from saas.reviews.gate import Held, spent
from saas.reviews.ledger import post_counts
from tenants import current, db


async def record(held: Sequence[Held], *, by: UUID, now: datetime) -> UUID:
    """State, review, book figures and trail in one act; returns the act's id."""
    batch, checks = uuid4(), [one.id for one in held]
    await db().execute("update checks set state = 'accepted' where tenant_id = $1 and id = any($2)", current(), checks)
    await db().execute(
        """insert into reviews (tenant_id, check_id, membership_id, decision, decided_at, batch_id, seconds)
           select $1, a.accepted, $3, 'accepted', $4, $5, a.seconds
             from unnest($2::uuid[], $6::int[]) as a (accepted, seconds)""",
        current(), checks, by, now, batch, [spent(one, now) for one in held],
    )  # fmt: skip
    await post_counts(checks)
    await trail.record_all("accept", "check", checks, by=by, now=now, batch=str(batch))
    return batch
