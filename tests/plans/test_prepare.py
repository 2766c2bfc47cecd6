"""What follows a closing: plans and effects once, however often the worker begins, and nothing by halves."""

from __future__ import annotations

import pytest

from saas.cycles.close import close
from saas.plans import prepare as preparing
from saas.plans.prepare import Prepared, prepare
from saas.plans.propose import propose
from saas.refusals import Refused
from saas.worker import load_jobs
from tenants import db, inside, later, run
from tests.cycles.conftest import cycle_of, seasoned


@pytest.fixture(scope="module")
async def firm(world):
    load_jobs()
    firm = await seasoned(world, "prepared")
    cycle = await cycle_of(firm, "2026-Q3s")
    async with inside(firm.id):
        await close(cycle, by=firm.executive.member, now=world.now)
    return firm


@pytest.fixture
async def cycle(firm):
    return await cycle_of(firm, "2026-Q3s")


async def written(firm, cycle):
    """Plans, measures, and reports that were asked for."""
    async with inside(firm.id):
        return [
            await db().fetchval("select count(*) from plans where tenant_id = $1 and cycle_id = $2", firm.id, cycle),
            await db().fetchval("select count(*) from measures where tenant_id = $1", firm.id),
            await db().fetchval("select count(*) from jobs where tenant_id = $1 and name = 'reports.quarter'", firm.id),
        ]


async def job_of(firm):
    async with inside(firm.id):
        return await db().fetchrow("select * from jobs where tenant_id = $1 and name = 'plans.prepare'", firm.id)


async def test_closing_asks_for_the_plans_and_writes_none(firm, cycle, client):
    asked = await job_of(firm)
    assert (asked["key"], asked["state"]) == (str(cycle), "ready")
    assert await written(firm, cycle) == [0, 0, 0]
    page = (await client(firm.executive).get(f"/{firm.slug}/cycles/{cycle}")).text
    assert "已结算" in page
    assert "起草改进计划" in page
    assert 'hx-trigger="every 2s"' in page


async def test_killed_between_effects_and_plans_nothing_is_left(firm, cycle, world, monkeypatch):
    async def killed(*_, **__):
        raise ConnectionError("the worker is gone")

    monkeypatch.setattr(preparing, "propose", killed)
    asked = await job_of(firm)
    with pytest.raises(ConnectionError):
        await run(firm.id, asked["id"], now=asked["due_at"])
    assert await written(firm, cycle) == [0, 0, 0]
    assert (await job_of(firm))["state"] == "ready"


async def test_run_again_it_is_there_once(firm, cycle, world, client):
    asked = await job_of(firm)
    assert await run(firm.id, asked["id"], now=asked["due_at"])
    plans, measures, reports = first = await written(firm, cycle)
    assert plans > 5
    assert measures >= plans
    assert reports == 1
    assert not await run(firm.id, asked["id"], now=asked["due_at"])
    async with inside(firm.id):
        assert await prepare(cycle, now=world.now) == Prepared(0, 0)
        await later("plans.prepare", key=str(cycle), cycle=str(cycle))
    assert await written(firm, cycle) == first
    page = (await client(firm.executive).get(f"/{firm.slug}/cycles/{cycle}")).text
    assert "every 2s" not in page


async def test_an_open_cycle_gets_no_plans_and_an_unknown_one_is_not_there(firm, cast, world):
    running = await cycle_of(firm, "2026-Q4s")
    foreign = await cycle_of(cast.stranger, "2026-Q4")
    async with inside(firm.id):
        assert await propose(running, now=world.now) == 0
        with pytest.raises(Refused) as refused:
            await prepare(foreign, now=world.now)
    assert refused.value.status == 404
