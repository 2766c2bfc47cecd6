"""Responsibilities are held against themselves after each change, and every morning."""

from __future__ import annotations

from datetime import datetime

from saas.calendar import business_date
from saas.duties import reads
from saas.duties.check import check
from tenants import job


@job("duties.check")
async def check_responsibilities(*, now: datetime) -> None:
    await check(business_date(now, await reads.zone()), by=None, now=now)
