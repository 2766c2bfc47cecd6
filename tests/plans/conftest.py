"""A company with two closed cycles and their drafted plans."""

from __future__ import annotations

import pytest

from saas.cycles.close import close
from saas.plans.prepare import prepare
from tenants import db, inside
from tests.cycles.conftest import cycle_of, seasoned


@pytest.fixture(scope="module")
async def closed(world):
    firm = await seasoned(world)
    firm.now = world.now
    for code in ("2026-Q3s", "2026-Q4s"):
        cycle = await cycle_of(firm, code)
        async with inside(firm.id):
            await close(cycle, by=firm.executive.member, now=world.now)
            await prepare(cycle, now=world.now)
    return firm


async def plan_of(firm, unit, code="2026-Q4s"):
    """The plan of a unit from one of the cycles."""
    async with inside(firm.id):
        return await db().fetchval(
            """select p.id from plans p join cycles c on c.tenant_id = p.tenant_id and c.id = p.cycle_id
                where p.tenant_id = $1 and p.unit_id = $2 and c.code = $3""",
            firm.id, firm.units[unit], code,
        )  # fmt: skip
