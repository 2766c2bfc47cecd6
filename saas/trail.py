"""Append-only: who did what to which thing, and why. Written by the verb in its own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tenants import current, db


async def record(
    action: str, noun: str, noun_id: UUID, *, by: UUID | None, now: datetime, why: str | None = None, **detail: Any
) -> None:
    """One line of the trail; `by` is a membership, None for the clock."""
    await db().execute(
        """insert into trails (tenant_id, at, membership_id, action, noun, noun_id, why, detail)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        current(), now, by, action, noun, noun_id, why, detail,
    )  # fmt: skip
