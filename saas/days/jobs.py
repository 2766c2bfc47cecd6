"""What the clock asks for once a day is over."""

from __future__ import annotations

from datetime import date, datetime

from saas.days.settle import settle
from tenants import job


@job("days.settle")
async def settle_day(*, now: datetime, day: str) -> None:
    """`day` is a business date in ISO form; asked for hourly, for shifts end after midnight and reasons come in the morning."""
    await settle(date.fromisoformat(day), now=now)
