"""What the clock asks for: the checks of a day, and the checks that nobody did."""

from __future__ import annotations

from datetime import date, datetime

from saas.checks.lay_out import lay_out
from saas.checks.miss import miss
from saas.checks.spread import spread
from tenants import job


@job("checks.lay_out")
async def lay_out_day(*, now: datetime, day: str) -> None:
    """`day` is a business date in ISO form."""
    await spread(date.fromisoformat(day))
    await lay_out(date.fromisoformat(day), now=now)


@job("checks.miss")
async def miss_overdue(*, now: datetime) -> None:
    await miss(now=now)
