"""What is signed stays signed, and what it promised is judged by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import asyncpg
import pytest

from saas.benchmarks.copy_measure import copy_measure
from saas.cycles.restate import Correction, restate
from saas.models.form import model_of
from saas.models.reads import version
from saas.plans import evidence, reads
from saas.plans.approve import approve
from saas.plans.drop import drop
from saas.plans.escalate import escalate
from saas.plans.finish import finish
from saas.plans.money import Link, worth
from saas.plans.note_progress import note_progress
from saas.plans.proof import proof
from saas.plans.set_capacity import set_capacity
from saas.plans.set_result import set_result
from saas.plans.settle import judge, settle, settle_due
from saas.plans.settle_results import WAIT, settle_results
from saas.plans.terms import from_text
from saas.plans.weigh_again import weigh_again
from saas.refusals import Refused
from saas.scores.amend import lines
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


async def signed_measures(closed, plan):
    async with inside(closed.id):
        return await reads.measures(plan)


async def test_the_owner_tells_how_far_it_is_and_nobody_else(closed, plan):
    mine = next(each for each in await signed_measures(closed, plan) if each.done_at is None)
    who = {"by": closed.staff.member, "now": closed.now}
    async with inside(closed.id):
        await note_progress(mine.id, 50, "门店已通知", None, posts=[mine.post_id], **who)
        assert (await reads.measure(plan, mine.id)).done == 50
        for percent, posts, status in ((60, [], 404), (101, [mine.post_id], 422), (None, [mine.post_id], 422)):
            with pytest.raises(Refused) as refused:
                await note_progress(mine.id, percent, "", None, posts=posts, **who)
            assert refused.value.status == status


async def test_what_is_overdue_goes_up_the_line_once(closed, plan):
    late = {each.id for each in await signed_measures(closed, plan) if each.done_at is None}
    async with inside(closed.id):
        assert set(await escalate(now=closed.now)) == late
        assert await escalate(now=closed.now) == []
        told = await db().fetch("select distinct to_id from measure_escalations where tenant_id = $1", closed.id)
        asked = await db().fetchval("select count(*) from jobs where tenant_id = $1 and args ->> 'kind' = 'measure.escalated'", closed.id)
    assert len(told) >= 1
    assert asked >= len(late)


async def test_a_post_that_is_full_signs_no_more(closed):
    plan = await plan_of(closed, "Z2")
    (first, *_) = await signed_measures(closed, plan)
    mine = who(closed)
    async with inside(closed.id):
        with pytest.raises(Refused) as refused:
            await set_capacity(first.post_id, "8", **who(closed, "other_leader"))
        assert refused.value.status == 404
        with pytest.raises(Refused) as refused:
            await set_capacity(first.post_id, "很多", **mine)
        assert refused.value.status == 422
        await set_capacity(first.post_id, "1", **mine)
        with pytest.raises(Refused) as refused:
            await approve(plan, **mine)
        assert (refused.value.status, refused.value.problems[0].field) == (422, "approval")
        await set_capacity(first.post_id, "", **mine)


async def test_what_was_signed_is_checked_again_and_a_change_is_found(closed, plan):
    async with inside(closed.id):
        chosen, measures = await reads.plan(plan, closed.leader.units), await reads.measures(plan)
    rows = [each.stored() for each in measures]
    told = proof(chosen.terms, chosen.signed, rows)
    assert all(each.holds for each in told)
    assert {"效果估计"} <= {each.what for each in told}
    moved = [replace(rows[0], target=rows[0].target + Decimal("0.01")), *rows[1:]]
    assert [each.what for each in proof(chosen.terms, chosen.signed, moved) if not each.holds] == ["目标"]
    assert not proof(chosen.terms + " ", chosen.signed, rows)[0].holds
    assert (from_text(chosen.terms).by, from_text(chosen.terms).at) == (closed.leader.member, closed.now)


async def test_a_window_that_is_over_is_judged_by_the_day(closed):
    plan = await plan_of(closed, "G-B")
    last = max(each.window_to for each in await signed_measures(closed, plan))
    async with inside(closed.id):
        assert await settle_due(last + timedelta(days=2), now=closed.now) == 0
        await settle_due(last + timedelta(days=3), now=closed.now)
    judged = [each.verdict for each in await signed_measures(closed, plan)]
    async with inside(closed.id):
        there = await db().fetchval("select count(*) from cycles where tenant_id = $1 and $2 between from_date and to_date", closed.id, last)
    assert all(judged) == bool(there)


async def worked(closed, plan):
    """One of a plan's measures worked, whatever chance made of it; the counts of its window are real."""
    measure = next(each for each in await signed_measures(closed, plan) if each.verdict is None)
    cells = {"treated": [["60", "100"], ["95", "100"]], "comparison": [["70", "100"], ["71", "100"]]}
    figures = {"reason": None, "posts": {"treated": 3, "comparison": 4}, "spread": "1", "freedom": 5, **cells}
    async with inside(closed.id):
        await db().execute(
            """insert into effects (tenant_id, measure_id, cycle_id, verdict, estimate, low, high, figures)
               select $1, $2, c.id, 'worked', 0.34, 0.1, 0.5, $3 from cycles c where c.tenant_id = $1 order by c.code limit 1""",
            closed.id, measure.id, figures,
        )  # fmt: skip
    return measure


async def test_what_worked_goes_into_the_draft_of_the_standard_with_its_reason(closed, client):
    plan = await plan_of(closed, "Z1-1")
    async with inside(closed.id):
        await approve(plan, **who(closed))
    measure = await worked(closed, plan)
    here = f"/{closed.slug}/measures/{measure.id}"
    page = (await client(closed.leader).get(here)).text
    assert "写进标准草稿" in page
    assert "前后对照" in page
    assert (await client(closed.other_leader).post(f"{here}/standard")).status_code == 404
    assert (await client(closed.leader).post(f"{here}/standard")).status_code == 303
    assert "已写进标准草稿" in (await client(closed.leader).get(here)).text
    assert (await client(closed.leader).post(f"{here}/standard")).status_code == 422
    async with inside(closed.id):
        row = await db().fetchrow(
            """select r.draft_id, r.why, n.principle from draft_reasons r
                 join draft_nodes n on n.tenant_id = $1 and n.draft_id = r.draft_id and n.id = r.node_id
                where r.tenant_id = $1 and r.source_id = $2""",
            closed.id, measure.id,
        )  # fmt: skip
    assert measure.title["zh"] in row["principle"]["zh"]
    assert "34.0" in row["why"]["zh"]
    assert "34.0" in row["why"]["en"]
    draft = (await client(closed.admin).get(f"/{closed.slug}/standards/drafts/{row['draft_id']}/difference")).text
    assert row["why"]["zh"] in draft


async def test_the_effect_is_told_in_money_with_its_assumptions(closed, client):
    plan = await plan_of(closed, "Z1-1")
    measure = next(each for each in await signed_measures(closed, plan) if each.verdict == "worked")
    async with inside(closed.id):
        model = await db().fetchval("select id from models where tenant_id = $1 and code = 'distributor_profit'", closed.id)
    given = {
        "point": f"{measure.list_code}/{measure.point_code}", "input": f"{model}/traditional", "result": f"{model}/profit",
        "moves": "2", "why": "去年四个季度的台账",
    }  # fmt: skip
    admin, here = client(closed.admin), f"/{closed.slug}/plans/money"
    for wrong in ({"moves": ""}, {"why": " "}, {"input": f"{model}/nothing"}, {"result": f"{model}/wages"}, {"point": "C9/x"}):
        assert (await admin.post(here, data=given | wrong)).status_code == 422, wrong
    assert (await client(closed.leader).post(here, data=given)).status_code == 403
    assert (await admin.post(here, data=given)).status_code == 303
    assert (await admin.post(here, data=given)).status_code == 409 or "先停用原来的" in (await admin.post(here, data=given)).text
    async with inside(closed.id):
        told = (await reads.measure(plan, measure.id)).money[0]
        linked = model_of((await version(model)).body)
    # 34 points × 2 = 68 more; gross rises by 9 % of it, fuel by its share of 225,000 boxes a 600.
    assert Decimal(told["amount"]) == worth(linked, Link("traditional", "profit", Decimal(2)), Decimal("0.34")).amount
    assert Decimal(told["low"]) < Decimal(told["amount"]) < Decimal(told["high"])
    page = (await client(closed.leader).get(f"/{closed.slug}/measures/{measure.id}")).text
    assert "去年四个季度的台账" in page
    assert "万元" in page


async def test_a_further_plan_takes_a_gap_when_the_first_is_signed(closed, client):
    leader, here = client(closed.leader), f"/{closed.slug}/plans/gaps?unit={closed.units['Z1-1']}"
    page = (await leader.get(here)).text
    assert "离同类最好" in page
    cycle = await cycle_of(closed, "2026-Q4s")
    async with inside(closed.id):
        gap = await db().fetchrow(
            """select g.list_code, g.point_code from point_gaps g where g.tenant_id = $1 and g.unit_id = $2 and g.cycle_id = $3
                  and not exists (select from measures m join plans p on p.tenant_id = $1 and p.id = m.plan_id and p.unit_id = $2
                      where m.tenant_id = $1 and m.point_code = g.point_code) order by g.position limit 1""",
            closed.id, closed.units["Z1-1"], cycle,
        )  # fmt: skip
    data = {"unit": str(closed.units["Z1-1"]), "cycle": str(cycle), "point": f"{gap['list_code']}/{gap['point_code']}"}
    made = await leader.post(f"/{closed.slug}/plans/gaps/measures", data=data)
    assert made.status_code == 303
    plan = made.headers["location"].split("/plans/")[1].split("#")[0]
    async with inside(closed.id):
        opened = await reads.plan(UUID(plan), closed.leader.units)
        (measure,) = await reads.measures(UUID(plan))
    assert (opened.number, opened.opened_by is not None) == (2, True)
    assert measure.window_from > closed.now.date()
    assert (await client(closed.other_leader).post(f"/{closed.slug}/plans/gaps/measures", data=data)).status_code == 404


async def test_what_a_better_unit_signed_is_copied_into_an_open_plan(closed, plan):
    """The signed plan of the quarter before, into this quarter's: under the other's words, with one's own gap."""
    lead = who(closed)
    mine = await plan_of(closed, "G-A")
    async with inside(closed.id):
        row = await db().fetchrow(
            """select s.id, s.title, m.id as own from measures s
                 join measures m on m.tenant_id = $1 and m.plan_id = $3 and m.dropped_at is null
                  and (m.list_code, m.point_code) = (s.list_code, s.point_code)
                where s.tenant_id = $1 and s.plan_id = $2 and s.dropped_at is null order by s.position limit 1""",
            closed.id, plan, mine,
        )  # fmt: skip
        with pytest.raises(Refused) as there:
            await copy_measure(row["id"], closed.units["G-A"], **lead)
        assert there.value.status == 409
        await drop(mine, row["own"], **lead)
        assert await copy_measure(row["id"], closed.units["G-A"], **lead) == mine
        copied = await db().fetchrow(
            "select title, source from measures where tenant_id = $1 and plan_id = $2 and dropped_at is null order by position desc limit 1",
            closed.id, mine,
        )  # fmt: skip
        assert (copied["title"], copied["source"]) == (row["title"], "hand")
        with pytest.raises(Refused) as outside:
            await copy_measure(row["id"], closed.units["G-A"], **who(closed, "other_leader"))
    assert outside.value.status == 404


@pytest.fixture(scope="module")
async def indicator(closed):
    """The first of the pack's; nobody has written a figure of it yet."""
    async with inside(closed.id):
        return await db().fetchval(
            "select id from indicators where tenant_id = $1 and retired_on is null order by code limit 1", closed.id
        )


async def noted(firm, indicator, first, last, value):
    """Of every zone."""
    async with inside(firm.id):
        units = await db().fetch("select id, code from units where tenant_id = $1 and code like 'Z_' order by code", firm.id)
        await db().executemany(
            """insert into indicator_values (tenant_id, indicator_id, name, subject_kind, subject_id, first_day, last_day, edition,
                   value, state, source, noted_at) values ($1, $2, '', 'unit', $3, $4, $5, 1, $6, 'confirmed', 'hand', $7)""",
            [(firm.id, indicator, row["id"], first, last, value(row["code"], n), firm.now) for n, row in enumerate(units)],
        )  # fmt: skip


async def test_it_is_signed_with_the_plan_and_judged_when_its_figures_are_in(closed, client, indicator):
    plan = await plan_of(closed, "Z3")
    leader, here = client(closed.executive), f"/{closed.slug}/plans/{plan}"
    async with inside(closed.id):
        chosen = await reads.plan(plan, [closed.units["Y"]])
        first = (await reads.measures(plan))[0]
    path = f"{here}/measures/{first.id}/result"
    nothing = await leader.post(path, data={"indicator": str(indicator), "promise": "2"})
    assert nothing.status_code == 422
    assert "没有这个指标的数" in nothing.text
    await noted(closed, indicator, chosen.from_date, chosen.to_date, lambda code, n: Decimal(80 + n))
    for wrong in ({"indicator": "no", "promise": "2"}, {"indicator": str(indicator), "promise": "-1"}):
        assert (await leader.post(path, data=wrong)).status_code == 422, wrong
    assert (await leader.post(path, data={"indicator": str(indicator), "promise": "2"})).status_code == 303
    assert "至少改善 2" in (await leader.get(here)).text
    who = {"leads": [closed.units["Y"]], "by": closed.executive.member, "now": closed.now}
    async with inside(closed.id):
        await approve(plan, **who)
        stored = await reads.plan(plan, [closed.units["Y"]])
    signed = from_text(stored.terms).measures[0].result
    assert closed.units["Z3"] in signed.treated
    assert not set(signed.treated) & set(signed.comparison)
    with pytest.raises(Refused):
        async with inside(closed.id):
            await set_result(plan, first.id, "", "", **who)
    with pytest.raises(asyncpg.RaiseError, match="signed"):
        async with inside(closed.id):
            await db().execute("delete from measure_results where tenant_id = $1 and measure_id = $2", closed.id, first.id)
    await told_in_time(closed, indicator, first, signed)
    async with inside(closed.id):
        measures = await reads.measures(plan)
        assert measures[0].result["verdict"] == "worked"
        assert all(each.holds for each in proof(stored.terms, stored.signed, [each.stored() for each in measures]))
    page = (await leader.get(f"/{closed.slug}/measures/{first.id}")).text
    assert "比对照多改善" in page


async def told_in_time(closed, indicator, measure, signed):
    """Before its figures are there nothing is told; with them it is, once, to its owner."""
    over, late = measure.window_to + timedelta(days=1), measure.window_to + WAIT + timedelta(days=1)
    async with inside(closed.id):
        assert measure.id not in await settle_results(over, now=closed.now)
    async with inside(closed.id):
        codes = {row["code"] for row in await db().fetch(
            "select code from units where tenant_id = $1 and id = any ($2)", closed.id, list(signed.treated))}
    await noted(closed, indicator, measure.window_from, measure.window_to, lambda code, n: Decimal(110 + n) if code in codes else Decimal(80 + n + n % 2))
    async with inside(closed.id):
        assert measure.id in await settle_results(over, now=closed.now)
        assert measure.id not in await settle_results(late, now=closed.now)
        told = await db().fetch(
            "select args from jobs where tenant_id = $1 and args ->> 'kind' = 'measure.judged' and args ->> 'noun' = $2",
            closed.id, str(measure.id),
        )  # fmt: skip
    assert "指标" in told[-1]["args"]["words"]["what"]["zh"]


async def test_where_no_figures_ever_come_it_says_so_after_a_month(closed, indicator):
    plan = await plan_of(closed, "Z4")
    who = {"leads": [closed.units["Y"]], "by": closed.executive.member, "now": closed.now}
    async with inside(closed.id):
        first = (await reads.measures(plan))[0]
        await set_result(plan, first.id, str(indicator), "1", **who)
        await db().execute(
            "update measures set window_from = '2028-01-01', window_to = '2028-01-31' where tenant_id = $1 and id = $2", closed.id, first.id
        )
        await approve(plan, **who)
        assert first.id not in await settle_results(date(2028, 2, 20), now=closed.now)
        assert first.id in await settle_results(date(2028, 1, 31) + WAIT + timedelta(days=1), now=closed.now)
        kept = (await reads.measure(plan, first.id)).result
    assert (kept["verdict"], kept["figures"]["reason"]) == ("cannot_tell", "no_figures")


async def test_a_score_put_right_moves_the_drafts_and_what_is_signed_says_that_it_stands_on_the_old_one(closed, client):
    cycle, draft, signed = await cycle_of(closed, "2026-Q4s"), await plan_of(closed, "Z2"), await plan_of(closed, "Z1-1")
    async with inside(closed.id):
        before = (await reads.measures(draft))[0]
        sheet = await evidence.frozen(cycle)
        lost = {line.key: line for line in lines(sheet, str(before.post_id))}
        line = lost[f"checks/{before.list_code}/{before.point_code}"]
        change = Correction(before.post_id, line.key, line.most, "full")
        await restate(cycle, change, by=closed.executive.member, now=closed.now + timedelta(hours=1), why="照片补交")
    leader, here = client(closed.executive), f"/{closed.slug}/plans"
    assert "还是更正以前的数" in (await leader.get(f"{here}/{draft}")).text
    assert "效果也按它判断" in (await leader.get(f"{here}/{signed}")).text
    async with inside(closed.id):
        assert await weigh_again(cycle, now=closed.now + timedelta(hours=2)) > 0
        after = await reads.measure(draft, before.id)
        kept = (await reads.measures(signed))[0]
    assert (after.baseline or 1) > before.baseline
    assert after.gap < before.gap
    assert after.target >= after.baseline
    assert after.expected_gain == after.gap == 0
    assert "这一项不再丢分" in (await leader.get(f"{here}/{draft}")).text
    assert after.version == before.version + 1
    for page in (f"{here}/{draft}", f"{here}/gaps?unit={closed.units['Z2']}&cycle={cycle}"):
        assert "按更正后的数重算" in (await leader.get(page)).text
    assert from_text(await signed_terms(closed, signed)).measures[0].baseline == kept.baseline


async def signed_terms(closed, plan):
    async with inside(closed.id):
        return (await reads.plan(plan, [closed.units["Y"]])).terms
