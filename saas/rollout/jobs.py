"""What the clock asks for each morning."""

from __future__ import annotations

from datetime import date, datetime

from saas.rollout.follow import follow
from tenants import job


@job("rollout.follow")
async def follow_gates(*, now: datetime, day: str) -> None:
    """`day` is a business date in ISO form."""
    await follow(today=date.fromisoformat(day), now=now)
