"""After a cycle has closed: judge the measures whose window is over, draft the next plans, order the report on both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas.plans.propose import propose
from saas.plans.settle import settle
from tenants import later


@dataclass(frozen=True)
class Prepared:
    """Plans drafted and effects judged, this time."""

    plans: int
    effects: int


async def prepare(cycle: UUID, *, now: datetime) -> Prepared:
    """Inside the caller's transaction; run again it finds everything there and writes nothing twice."""
    effects = await settle(cycle, now=now)
    plans = await propose(cycle, now=now)
    await later("reports.quarter", key=str(cycle), cycle=str(cycle))
    return Prepared(plans, effects)
