"""A company whose second cycle is closed, and a line in which the representative lost something."""

from __future__ import annotations

import pytest

from saas.cycles.close import close
from saas.scores.amend import lines
from saas.scores.sheet import from_json
from tenants import db, inside
from tests.cycles.conftest import cycle_of, seasoned


async def closed(world, slug):
    """Both cycles closed today: the time for appeals has begun."""
    firm = await seasoned(world, slug, rates=(6, 12))
    for code in ("2026-Q3s", "2026-Q4s"):
        cycle = await cycle_of(firm, code)
        async with inside(firm.id):
            await close(cycle, by=firm.executive.member, now=world.now)
    return firm


@pytest.fixture(scope="module")
async def firm(world):
    return await closed(world, "appealing")


@pytest.fixture
async def cycle(firm):
    return await cycle_of(firm, "2026-Q4s")


async def sheet_of(firm, cycle):
    async with inside(firm.id):
        return from_json(await db().fetchval("select sheet from closures where tenant_id = $1 and cycle_id = $2", firm.id, cycle))


@pytest.fixture
async def lost(firm, cycle):
    """The lines of SR-11, as its holder finds them."""
    found = lines(await sheet_of(firm, cycle), str(firm.posts["SR-11"]))
    assert found
    return found
