"""Append-only: who did what to which thing, and why. Written by the verb in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
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


async def record_all(
    action: str, noun: str, noun_ids: Sequence[UUID], *, by: UUID | None, now: datetime, **detail: Any
) -> None:
    """The same line for many things, in one statement."""
    await db().execute(
        """insert into trails (tenant_id, at, membership_id, action, noun, noun_id, detail)
           select $1, $2, $3, $4, $5, id, $7 from unnest($6::uuid[]) id""",
        current(), now, by, action, noun, list(noun_ids), detail,
    )  # fmt: skip
