"""Answers kept for repeated writes are forgotten after a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from tenants import current, db

KEPT = timedelta(hours=24)


async def sweep(*, now: datetime) -> None:
    """Safe to run again."""
    await db().execute("delete from api_replies where tenant_id = $1 and at < $2", current(), now - KEPT)
