"""The demo's company and the year: three scenarios of the distributor's profit side by side, and scores for the whole of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from saas.cycles.set_rhythm import add_rhythm
from saas.cycles.start import start
from saas.models.keep_scenario import keep_scenario
from saas.org.given import Given
from tenants import db, inside

SCENARIOS = {
    "两项奖励都没拿到": {"quarterly": "0", "yearly": "0"},
    "冷库少租一个月": {"rent_months": "7"},
    "传统渠道做到 660": {"traditional": "660"},
}


async def weigh_the_year(tenant: UUID, *, by: UUID, now: datetime) -> None:
    """Kept for everybody who reads the model."""
    async with inside(tenant):
        model = await db().fetchval("select id from models where tenant_id = $1 and code = 'distributor_profit'", tenant)
        for name, given in SCENARIOS.items():
            await keep_scenario(model, name, {path: Decimal(text) for path, text in given.items()}, by=by, now=now)


async def count_years(tenant: UUID, first: date, *, by: UUID, now: datetime) -> None:
    """A year beside its quarters, from the day the company joined."""
    async with inside(tenant):
        await add_rhythm(Given({"every": "year", "first": str(first)}), by=by, now=now)
        await start(first, now=now)
