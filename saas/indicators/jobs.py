"""What the clock asks for once a day: figures of checks and findings taken, periods that ended computed."""

from __future__ import annotations

from datetime import date, datetime

from saas.indicators.take_figures import take_figures
from tenants import job


@job("indicators.take")
async def take_day(*, now: datetime, day: str) -> None:
    """`day` is a business date in ISO form."""
    await take_figures(date.fromisoformat(day), now=now)
