"""What the interface leaves to the clock."""

from __future__ import annotations

from datetime import datetime

from saas.api.sweep import sweep
from tenants import job


@job("api.sweep")
async def swept(*, now: datetime) -> None:
    await sweep(now=now)
