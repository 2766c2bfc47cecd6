"""Whoever lodged an appeal takes it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.appeals.decide import end, held, still_open
from saas.appeals.lodge import step
from saas.refusals import not_found


async def withdraw(appeal: UUID, *, by: UUID, now: datetime) -> None:
    """Refused: 404 where it is somebody else's, 409 when it is decided already."""
    row = await held(appeal)
    if row["membership_id"] != by:
        raise not_found()
    still_open(row)
    await end(appeal, "withdrawn", row["cycle_id"])
    await step(appeal, "withdrawn", by=by, now=now)
    await trail.record("withdraw", "appeal", appeal, by=by, now=now)
