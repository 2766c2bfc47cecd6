"""What is asked of the reviews when a day is laid out."""

from __future__ import annotations

from datetime import date, datetime

from saas.reviews.draw import draw
from tenants import job


@job("reviews.draw")
async def draw_of_day(*, now: datetime, day: str) -> None:
    """`day` is a business date in ISO form."""
    await draw(date.fromisoformat(day), now=now)
