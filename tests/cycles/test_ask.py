"""Who may ask for a closing, when, and what comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from saas.cycles.due import close_due
from saas.worker import load_jobs
from tenants import db, inside, run
from tests.cycles.conftest import cycle_of

load_jobs()


def closing(firm, cycle):
    return f"/{firm.slug}/cycles/{cycle}/closure"


@pytest.fixture(scope="module")
def firm(cast):
    return cast.brand


@pytest.fixture
async def cycle(firm):
    return await cycle_of(firm, "2026-Q4")


async def jobs(firm) -> list:
    async with inside(firm.id):
        return await db().fetch("select * from jobs where tenant_id = $1 and name = 'cycles.close'", firm.id)


@pytest.mark.parametrize("who", ["staff", "leader"])
async def test_it_is_not_for_everybody(firm, cycle, client, who):
    assert (await client(getattr(firm, who)).post(closing(firm, cycle), data={"reason": "因为"})).status_code == 403


async def test_an_administrator_waits_for_the_last_day(firm, cycle, client):
    async with inside(firm.id):
        await db().execute(
            "delete from roles where tenant_id = $1 and membership_id = $2 and role = 'executive'",
            firm.id,
            firm.admin.member,
        )
    answer = await client(firm.admin).post(closing(firm, cycle), data={"reason": "提前"})
    assert answer.status_code == 403
    assert "提前结算由负责人决定" in answer.text


async def test_early_wants_a_reason_at_its_field(firm, cycle, client):
    answer = await client(firm.executive).post(closing(firm, cycle), data={"reason": " "})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert "请写明原因" in answer.text
    assert await jobs(firm) == []


async def test_a_foreign_or_unknown_cycle_is_not_there(firm, cast, client):
    foreign = await cycle_of(cast.stranger, "2026-Q4")
    for each in (foreign, firm.units["Y"]):
        answer = await client(firm.executive).post(closing(firm, each), data={"reason": "提前"})
        assert answer.status_code == 404
        assert (await client(firm.executive).get(f"/{firm.slug}/cycles/{each}")).status_code == 404


async def test_the_calendar_asks_for_what_is_over_and_opens_what_comes(firm, cycle, world):
    async with inside(firm.id):
        assert await close_due(now=world.now) == 0
        last = await db().fetchval("select to_date from cycles where tenant_id = $1 and id = $2", firm.id, cycle)
    assert await jobs(firm) == []
    for _ in range(2):
        async with inside(firm.id):
            assert await close_due(now=world.now + (last - world.now.date()) + timedelta(days=1)) == 1
    (asked,) = await jobs(firm)
    assert asked["args"]["cycle"] == str(cycle)
    async with inside(firm.id):
        opened = await db().fetch("select code, from_date from cycles where tenant_id = $1 order by from_date desc", firm.id)
        assert (opened[0]["code"], opened[0]["from_date"]) == ("2027-Q1", last + timedelta(days=1))
        await db().execute("delete from jobs where tenant_id = $1 and name = 'cycles.close'", firm.id)


async def test_an_executive_closes_early_with_a_reason(firm, cycle, client):
    executive = client(firm.executive)
    for _ in range(2):
        assert (await executive.post(closing(firm, cycle), data={"reason": "试点提前收尾"})).status_code == 303
    (asked,) = await jobs(firm)
    waiting = await executive.get(f"/{firm.slug}/cycles/{cycle}")
    assert "正在结算" in waiting.text
    assert 'hx-trigger="every 2s"' in waiting.text
    assert await run(firm.id, asked["id"], now=asked["due_at"] + timedelta(seconds=1))
    done = await executive.get(f"/{firm.slug}/cycles/{cycle}")
    assert "已结算" in done.text
    assert "试点提前收尾" in done.text
    assert "正在判断措施的效果、起草改进计划" in done.text
    async with inside(firm.id):
        next_one = await db().fetchrow("select id, due_at from jobs where tenant_id = $1 and name = 'plans.prepare'", firm.id)
    assert await run(firm.id, next_one["id"], now=next_one["due_at"] + timedelta(seconds=1))
    assert "every 2s" not in (await executive.get(f"/{firm.slug}/cycles/{cycle}")).text
    answer = await executive.post(closing(firm, cycle), data={"reason": "再来"})
    assert answer.status_code == 409
    assert "已经结算" in answer.text


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "考核周期"), ("en", "Assessment cycles")])
async def test_the_list_in_both_languages(firm, client, locale, word):
    visitor = client(firm.executive, cookie=f"session={firm.executive.token}; lang={locale}")
    answer = await visitor.get(f"/{firm.slug}/cycles")
    assert answer.status_code == 200
    assert word in answer.text
