"""What happens to suggestions by itself: late ones go up the line, and what came of them is told back."""

from __future__ import annotations

from datetime import datetime

from saas.suggestions.escalate import escalate
from saas.suggestions.follow import follow
from tenants import job


@job("suggestions.escalate")
async def escalate_late(*, now: datetime) -> None:
    await escalate(now=now)


@job("suggestions.follow")
async def follow_measures(*, now: datetime) -> None:
    await follow(now=now)
