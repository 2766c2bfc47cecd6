"""A leader accepts one check."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.reviews.acceptance import record
from saas.reviews.gate import already_decided, hold_to_decide


async def accept(check: UUID, *, by: UUID, now: datetime) -> UUID:
    """Accept a received check; its counts become the book's figures. Returns the act, which can be undone.

    Refused: 404 outside the line of `by`, 403 on own work, 409 when somebody was first.
    """
    held = await hold_to_decide(check, by=by, now=now)
    if held.state != "received":
        raise already_decided(held)
    return await record([held], by=by, now=now)
