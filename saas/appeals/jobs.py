"""The clock looks for decisions that are late."""

from __future__ import annotations

from datetime import datetime

from saas.appeals.raise_late import raise_late
from tenants import job


@job("appeals.raise_late")
async def raise_what_is_late(*, now: datetime) -> None:
    await raise_late(now=now)
