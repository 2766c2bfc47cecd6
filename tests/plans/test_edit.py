"""A leader's hand on a draft: changes, additions, removals, and two leaders at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from saas.plans import reads
from saas.plans.add import add
from saas.plans.drop import drop
from saas.plans.edit import Changed, edit
from saas.plans.take_idea import Idea, take_idea
from saas.plans.wanted import wanted
from saas.refusals import Refused
from saas.suggestions.answer import answer
from saas.suggestions.join import Place, join
from saas.suggestions.propose import Proposal, propose
from tenants import db, inside
from tests.plans.conftest import plan_of

AFTER = date(2026, 11, 5)
FORM = {
    "title": "早班复盘",
    "target": "97",
    "due_on": "2026-12-01",
    "window_from": "2026-12-02",
    "window_to": "2026-12-31",
}


async def first(firm, plan):
    async with inside(firm.id):
        return (await reads.measures(plan))[0]


async def save(firm, plan, measure, version, **fields):
    form = FORM | {"owner": str(firm.posts["SR-11"])} | fields
    async with inside(firm.id):
        typed = wanted(form, after=AFTER, baseline=Decimal("0.5"))
        await edit(
            plan,
            measure,
            typed,
            version=version,
            locale="zh-CN",
            leads=firm.leader.units,
            by=firm.leader.member,
            now=firm.now,
        )


async def test_a_leader_changes_a_measure(closed):
    plan = await plan_of(closed, "G-A")
    before = await first(closed, plan)
    await save(closed, plan, before.id, before.version)
    after = await first(closed, plan)
    assert (after.title, after.target, after.version) == (
        {"zh": "早班复盘"},
        Decimal("0.97"),
        before.version + 1,
    )
    assert (after.gap, after.baseline, after.point_code) == (before.gap, before.baseline, before.point_code)


async def test_who_saves_second_sees_what_the_first_saved(closed):
    plan = await plan_of(closed, "G-A")
    seen = await first(closed, plan)
    await save(closed, plan, seen.id, seen.version, title="第一位")
    with pytest.raises(Changed) as refused:
        await save(closed, plan, seen.id, seen.version, title="第二位")
    assert refused.value.now.title == {"zh": "第一位"}
    assert (await first(closed, plan)).title == {"zh": "第一位"}


async def test_the_page_shows_both_sides(closed, client):
    plan = await plan_of(closed, "G-A")
    seen = await first(closed, plan)
    address = f"/{closed.slug}/plans/{plan}/measures/{seen.id}"
    form = FORM | {"owner": str(closed.posts["SR-11"]), "version": str(seen.version - 1), "title": "我的写法"}
    answer = await client(closed.leader).post(address, data=form)
    assert answer.status_code == 409
    assert "我的写法" in answer.text
    assert seen.title["zh"] in answer.text
    assert "现在保存的" in answer.text
    answer = await client(closed.leader).post(address, data=form | {"version": str(seen.version), "target": "很多"})
    assert answer.status_code == 422
    assert "目标请写成百分数" in answer.text
    assert (await client(closed.leader).post(address, data=form | {"version": str(seen.version)})).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed"),
    [("title", " "), ("owner", "nobody"), ("target", "30"), ("target", "101"), ("due_on", "2026-11-05"),
     ("due_on", "31"),
     ("window_to", "2026-12-01")],
)  # fmt: skip
def test_every_fault_stands_at_its_field(field, typed):
    with pytest.raises(Refused) as refused:
        wanted(
            FORM | {"owner": "01a1ec61-e100-7000-8090-8181cbbdb927", field: typed},
            after=AFTER,
            baseline=Decimal("0.5"),
        )
    assert [each.field for each in refused.value.problems] == [field]


async def test_an_owner_stands_in_the_line(closed):
    plan = await plan_of(closed, "G-A")
    seen = await first(closed, plan)
    with pytest.raises(Refused) as refused:
        await save(closed, plan, seen.id, seen.version, owner=str(closed.posts["SR-41"]))
    assert refused.value.status == 422


async def test_a_measure_is_added_with_its_gap_and_dropped(closed):
    plan = await plan_of(closed, "G-A")
    async with inside(closed.id):
        there = {f"{m.list_code}/{m.point_code}" for m in await reads.measures(plan)}
        lost = await db().fetchval(
            """select l.code || '/' || p.code from answers a
                 join checks c on c.tenant_id = a.tenant_id and c.id = a.check_id
                 join unit_lines u on u.tenant_id = a.tenant_id and u.unit_id = c.unit_id
                     and u.ancestor_id = $2
                 join points p on p.tenant_id = a.tenant_id and p.id = a.point_id
                 join checklist_versions v on v.tenant_id = a.tenant_id and v.id = p.version_id
                 join checklists l on l.tenant_id = a.tenant_id and l.id = v.checklist_id
                where a.tenant_id = $1 and a.verdict_now = 'fail' and c.business_date >= '2026-11-01'
                  and l.code || '/' || p.code <> all ($3) limit 1""",
            closed.id, closed.units["G-A"], list(there),
        )  # fmt: skip
        who = {"leads": closed.leader.units, "by": closed.leader.member, "now": closed.now}
        made = await add(plan, lost, **who)
        drafted = await reads.measure(plan, made)
        assert drafted.gap > 0
        assert drafted.baseline < drafted.target
        for point, status in ((lost, 409), ("C9/none", 422)):
            with pytest.raises(Refused) as refused:
                await add(plan, point, **who)
            assert refused.value.status == status
        await drop(plan, made, **who)
        assert await reads.measure(plan, made) is None
        with pytest.raises(Refused):
            await drop(plan, made, **who)


async def test_outside_the_line_there_is_nothing(closed, cast):
    plan = await plan_of(closed, "G-A")
    seen = await first(closed, plan)
    for firm, leads in ((closed, closed.other_leader.units), (cast.stranger, cast.stranger.leader.units)):
        async with inside(firm.id):
            with pytest.raises(Refused) as refused:
                await drop(plan, seen.id, leads=leads, by=firm.leader.member, now=closed.now)
        assert refused.value.status == 404


async def test_an_adopted_suggestion_becomes_a_measure_with_its_proposers_name_once(closed):
    idea, by = uuid4(), {"by": closed.leader.member, "now": closed.now}
    plan = await plan_of(closed, "G-A")
    async with inside(closed.id):
        await propose(idea, Proposal(text="门上贴温度条", unit="G-A"), by=closed.staff.member, within=None, now=closed.now)
        lost = await db().fetchrow(
            """select list_code || '/' || point_code as point from point_gaps g where g.tenant_id = $1 and g.unit_id = $2
                  and g.cycle_id = (select cycle_id from plans where tenant_id = $1 and id = $3) and g.loss > 0
                  and not exists (select from measures m where m.tenant_id = $1 and m.plan_id = $3 and m.dropped_at is null
                                     and m.list_code = g.list_code and m.point_code = g.point_code)
                order by g.loss desc limit 1""",
            closed.id, closed.units["G-A"], plan,
        )  # fmt: skip
        with pytest.raises(Refused) as early:
            await take_idea(idea, Idea("贴温度条"), locale="zh-CN", leads=closed.leader.units, **by)
        assert early.value.status == 409
        await answer(idea, "adopted", "下月贴上", heads=closed.leader.units, **by)
        with pytest.raises(Refused) as bare:
            await take_idea(idea, Idea("贴温度条"), locale="zh-CN", leads=closed.leader.units, **by)
        assert bare.value.status == 422
        await join(idea, Place(lost["point"]), heads=closed.leader.units, **by)
        at, measure = await take_idea(idea, Idea("贴温度条"), locale="zh-CN", leads=closed.leader.units, **by)
        row = await db().fetchrow("select * from measures where tenant_id = $1 and id = $2", closed.id, measure)
        with pytest.raises(Refused):
            await take_idea(idea, Idea("", measure=measure), locale="zh-CN", leads=closed.leader.units, **by)
    assert (at, row["title"], row["source"], row["source_id"]) == (plan, {"zh": "贴温度条"}, "suggestion", idea)
    assert row["proposer_id"] == closed.staff.member
