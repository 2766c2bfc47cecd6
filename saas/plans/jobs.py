"""Plans: drafted once a cycle has closed, by whichever worker is free; followed day by day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.plans.escalate import escalate
from saas.plans.prepare import prepare
from saas.plans.settle import settle_due
from saas.plans.settle_results import settle_results
from saas.plans.watch import watch
from saas.plans.weigh_again import weigh_again
from tenants import job


@job("plans.prepare")
async def prepare_plans(*, now: datetime, cycle: str) -> None:
    await prepare(UUID(cycle), now=now)


@job("plans.weigh")
async def weigh_plans(*, now: datetime, cycle: str) -> None:
    await weigh_again(UUID(cycle), now=now)


@job("plans.follow")
async def follow_plans(*, now: datetime, day: str) -> None:
    today = date.fromisoformat(day)
    await escalate(now=now)
    await settle_due(today, now=now)
    await settle_results(today, now=now)
    await watch(today, now=now)
