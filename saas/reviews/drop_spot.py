"""A spot check is given up, with a reason; the self-check may be reviewed after that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.reviews.gate import required
from saas.reviews.spot_gate import hold_spot
from tenants import current, db


async def drop_spot(spot: UUID, *, reason: str, by: UUID, posts: Sequence[UUID], now: datetime) -> None:
    """Refused: 404 for anybody else's, 409 when it is over, 422 without a reason."""
    await hold_spot(spot, by=by, posts=posts)
    reason = required(reason, field="reason")
    await db().execute(
        """update spot_checks set state = 'dropped', ended_at = $3, reason = $4, membership_id = $5
            where tenant_id = $1 and id = $2""",
        current(), spot, now, reason, by,
    )  # fmt: skip
    await trail.record("drop", "spot_check", spot, by=by, now=now, why=reason)
