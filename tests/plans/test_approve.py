"""What is signed stays signed, and what it promised is judged by it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import asyncpg
import pytest

from saas.plans import evidence, reads
from saas.plans.approve import approve
from saas.plans.drop import drop
from saas.plans.finish import finish
from saas.plans.settle import judge, settle
from saas.plans.terms import from_text
from saas.refusals import Refused
from tenants import db, inside
from tests.cycles.conftest import cycle_of
from tests.plans.conftest import plan_of


@pytest.fixture(scope="module")
async def plan(closed):
    """The plan of the first cycle for the leader's area; its window is the second cycle."""
    plan = await plan_of(closed, "G-A", "2026-Q3s")
    async with inside(closed.id):
        await db().execute(
            """update measures set window_from = '2026-11-02', window_to = '2026-11-05', due_on = '2026-11-01'
                where tenant_id = $1 and plan_id = $2""",
            closed.id, plan,
        )  # fmt: skip
    return plan


def who(firm, name="leader"):
    actor = getattr(firm, name)
    return {"leads": actor.units, "by": actor.member, "now": firm.now}


async def test_outside_the_line_nobody_signs(closed, plan):
    async with inside(closed.id):
        with pytest.raises(Refused) as refused:
            await approve(plan, **who(closed, "other_leader"))
    assert refused.value.status == 404


async def test_a_plan_is_signed_once_word_for_word(closed, plan):
    async with inside(closed.id):
        signature = await approve(plan, **who(closed))
        stored = await reads.plan(plan, closed.leader.units)
    assert stored.signed == signature == sha256(stored.terms.encode()).digest()
    terms = from_text(stored.terms)
    for each in terms.measures:
        assert each.treated
        assert each.comparison
        assert not set(each.treated) & set(each.comparison)
        assert each.window.first == date(2026, 11, 2)
    async with inside(closed.id):
        with pytest.raises(Refused) as refused:
            await approve(plan, **who(closed))
    assert refused.value.status == 409


async def test_afterwards_nothing_of_it_changes(closed, plan):
    async with inside(closed.id):
        (first, *_) = await reads.measures(plan)
        with pytest.raises(Refused) as refused:
            await drop(plan, first.id, **who(closed))
    assert refused.value.status == 409
    with pytest.raises(asyncpg.RaiseError, match="signed"):
        async with inside(closed.id):
            await db().execute("update measures set target = 1 where tenant_id = $1 and id = $2", closed.id, first.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with inside(closed.id):
            await db().execute("update approvals set terms = '' where tenant_id = $1", closed.id)


async def test_only_the_owner_says_that_it_is_done(closed, plan):
    async with inside(closed.id):
        (first, *_) = await reads.measures(plan)
        with pytest.raises(Refused) as refused:
            await finish(first.id, posts=[closed.posts["GM"]], by=closed.executive.member, now=closed.now)
        assert refused.value.status == 404
        assert first.id in {each.id for each in await reads.mine([first.post_id])}
        await finish(first.id, posts=[first.post_id], by=closed.staff.member, now=closed.now)
        with pytest.raises(Refused) as refused:
            await finish(first.id, posts=[first.post_id], by=closed.staff.member, now=closed.now)
        assert refused.value.status == 409


async def test_a_draft_has_nothing_to_be_done(closed):
    plan = await plan_of(closed, "G-B")
    async with inside(closed.id):
        (first, *_) = await reads.measures(plan)
        with pytest.raises(Refused) as refused:
            await finish(first.id, posts=[first.post_id], by=closed.staff.member, now=closed.now)
    assert refused.value.status == 404


async def test_effects_come_from_the_counts_of_the_signed_posts(closed, plan):
    cycle = await cycle_of(closed, "2026-Q4s")
    async with inside(closed.id):
        due = await evidence.unsettled(date(2026, 11, 5))
        assert len(due) == len(await reads.measures(plan)) > 0
        counts = await evidence.counts_of(due)
        by_hand = await db().fetchrow(
            """select sum(a.earned_now_e4)::numeric / 10000 as passed,
                   count(*) filter (where a.verdict_now <> 'na') as applied
                 from answers a join checks c on c.tenant_id = a.tenant_id and c.id = a.check_id
                 join points p on p.tenant_id = a.tenant_id and p.id = a.point_id
                where a.tenant_id = $1 and p.code = $2 and c.post_id = any ($3)
                    and c.business_date >= '2026-11-02'
                  and c.business_date <= '2026-11-05'""",
            closed.id, due[0].metric.split("/")[2], list(due[0].treated),
        )  # fmt: skip
        judged = judge(due[0], counts)
        assert judged.effect.treated[1].passed == by_hand["passed"]
        assert judged.effect.treated[1].applied == by_hand["applied"]
        assert await settle(cycle, now=closed.now) == len(due)
        assert await settle(cycle, now=closed.now) == 0
        stored = await reads.measures(plan)
    assert {each.verdict for each in stored} <= {"worked", "no_effect", "cannot_tell"}
    assert stored[0].estimate == judged.effect.estimate
    assert Decimal(stored[0].figures["treated"][1][0]) == by_hand["passed"]


async def test_before_its_window_is_over_nothing_is_judged(closed):
    plan = await plan_of(closed, "G-B")
    async with inside(closed.id):
        await approve(plan, **who(closed, "other_leader"))
        windows = {each.window_to for each in await reads.measures(plan)}
        assert await evidence.unsettled(min(windows) - timedelta(days=1)) == []
        assert await evidence.unsettled(max(windows))
