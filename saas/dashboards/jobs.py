"""What the clock asks for: counts for the pictures."""

from __future__ import annotations

from datetime import datetime

from saas.calendar import business_date
from saas.dashboards.count import count
from tenants import current, db, job


@job("dashboards.count")
async def count_looks(*, now: datetime, days: int) -> None:
    """`days`: how far back; each hour the last fortnight, once a day the half year that the pictures show."""
    zone = await db().fetchval("select zone from tenants where id = $1", current())
    await count(business_date(now, zone), days=days, now=now)
