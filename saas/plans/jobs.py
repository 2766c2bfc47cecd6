"""Plans: drafted once a cycle has closed, by whichever worker is free."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.plans.prepare import prepare
from tenants import job


@job("plans.prepare")
async def prepare_plans(*, now: datetime, cycle: str) -> None:
    await prepare(UUID(cycle), now=now)
