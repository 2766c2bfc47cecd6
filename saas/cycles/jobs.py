"""Closing: asked for by a person or by the calendar, done by whichever worker is free."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.cycles.close import close
from saas.cycles.due import close_due
from saas.cycles.tell import tell
from tenants import job


@job("cycles.close_due")
async def close_what_is_due(*, now: datetime) -> None:
    await close_due(now=now)


@job("cycles.close")
async def close_cycle(*, now: datetime, cycle: str, by: str | None = None, reason: str | None = None) -> None:
    await close(UUID(cycle), by=UUID(by) if by else None, now=now, reason=reason)


@job("cycles.tell")
async def tell_of_a_closing(*, now: datetime, cycle: str, at: str) -> None:  # noqa: ARG001 - every job is told the time
    await tell(UUID(cycle), at)
