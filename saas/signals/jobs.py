"""What the clock asks for at night."""

from __future__ import annotations

from datetime import date, datetime

from saas.checklists.load import twice
from saas.signals.look_out import look_out
from saas.signals.weigh_lists import weigh_lists
from tenants import job


@job("signals.look_out")
async def look_out_of_day(*, now: datetime, day: str) -> None:
    """`day` is a business date in ISO form."""
    await look_out(date.fromisoformat(day), now=now)


@job("signals.weigh_lists")
async def weigh_lists_of_day(*, now: datetime, day: str) -> None:
    """`day` is a business date in ISO form."""
    on = date.fromisoformat(day)
    await weigh_lists(on, twice=await twice(on), now=now)
