"""What the clock asks for once a week."""

from __future__ import annotations

from datetime import date, datetime

from saas.links.weigh import weigh
from tenants import job


@job("links.weigh")
async def weigh_of_day(*, now: datetime, day: str) -> None:
    """`day` is a business date in ISO form."""
    await weigh(date.fromisoformat(day), now=now)
