"""A draft is opened, edited and published or given up; versions never change; what runs ends as it began."""

from __future__ import annotations

from datetime import timedelta

import pytest

from saas.processes import reads
from saas.processes.add_activity import add_activity
from saas.processes.begin import begin
from saas.processes.create import create
from saas.processes.discard import discard
from saas.processes.edit_activity import edit_activity
from saas.processes.edit_head import edit_head
from saas.processes.hand_over import hand_over
from saas.processes.held_run import Proof
from saas.processes.measured import measured
from saas.processes.place_activity import place_activity
from saas.processes.publish import publish
from saas.processes.remove_activity import remove_activity
from saas.processes.retire import retire
from saas.processes.start_run import start_run
from saas.processes.take_over import take_over
from saas.refusals import Refused, Stale
from tenants import db, inside

ZONE = "Asia/Shanghai"
MET = Proof(met=True)


@pytest.fixture
def firm(cast):
    return cast.brand


@pytest.fixture
def me(firm, world):
    return {"by": firm.admin.member, "now": world.now}


@pytest.fixture
def today(world):
    return world.now.date()


async def tell(firm, verb, *args, **more):
    async with inside(firm.id):
        return await verb(*args, **more)


async def refused(firm, status, verb, *args, **more):
    with pytest.raises(Refused) as found:
        await tell(firm, verb, *args, **more)
    assert found.value.status == status, found.value.message
    return [problem.field for problem in found.value.problems]


async def drafted(firm, process, today):
    async with inside(firm.id):
        draft = await reads.draft(process)
        return draft, {each.code: each for each in await reads.draft_activities(draft.id, today)} if draft else {}


async def test_a_process_is_made_from_nothing_and_published_once_nothing_is_missing(firm, me, today):
    process = await tell(firm, create, {"zh": "新品上架"}, "N1", None, **me, today=today)
    assert await refused(firm, 422, create, {"zh": "又一个"}, "N1", None, **me, today=today) == ["code"]
    day = {"effective_from": today, "today": today, "why": "第一版"}
    assert await refused(firm, 422, publish, process, **day, **me) == ["faults"]
    first = await tell(firm, add_activity, process, **me, today=today)
    second = await tell(firm, add_activity, process, **me, today=today)
    _, known = await drafted(firm, process, today)
    assert [way.to for way in known["N1-1"].ahead] == ["N1-2"] and known["N1-1"].starts and not known["N1-2"].ahead
    told = {"owner": "title", "job_title": "sales_rep", "amount": "2", "per": "hours", "condition_zh": "样品齐"}
    for one in (first, second):
        edition = next(each.edition for each in (await drafted(firm, process, today))[1].values() if each.id == one)
        await tell(firm, edit_activity, one, told, seen=edition, **me, today=today)
    assert await refused(firm, 422, publish, process, **day | {"why": " "}, **me) == ["why"]
    assert await refused(firm, 422, publish, process, **day | {"effective_from": today - timedelta(days=1)}, **me) == [
        "effective_from"
    ]
    await tell(firm, publish, process, **day, **me)
    await refused(firm, 409, publish, process, **day, **me)
    async with inside(firm.id):
        assert (await reads.process(process, today)).versions[0].why == "第一版"


@pytest.fixture
async def cash(firm, me):
    async with inside(firm.id):
        process = await db().fetchval("select id from processes where tenant_id = $1 and code = 'P2'", firm.id)
        await begin(process, **me)
    return process


async def test_two_editors_of_the_head_and_a_draft_given_up(firm, me, today, cash):
    await tell(firm, edit_head, cash, {"name_zh": "订单到现金"}, seen=0, **me)
    with pytest.raises(Stale):
        await tell(firm, edit_head, cash, {"name_zh": "从订单到回款"}, seen=0, **me)
    assert await tell(firm, begin, cash, **me) is None
    await tell(firm, discard, cash, **me)
    await refused(firm, 409, discard, cash, **me)
    async with inside(firm.id):
        assert (await reads.process(cash, today)).name["zh"] == "订单到回款"


async def test_what_is_taken_out_closes_the_way_and_what_is_moved_keeps_it(firm, me, today, cash):
    _, known = await drafted(firm, cash, today)
    await tell(firm, remove_activity, known["P2-2"].id, seen=0, **me, today=today)
    _, known = await drafted(firm, cash, today)
    assert [way.to for way in known["P2-1"].ahead] == ["P2-3"] and known["P2-4"].back == ()
    await tell(firm, place_activity, known["P2-3"].id, step="up", **me, today=today)
    _, after = await drafted(firm, cash, today)
    assert [*after] == ["P2-3", "P2-1", "P2-4", "P2-5", "P2-6"] and after["P2-1"].ahead == known["P2-1"].ahead


async def test_a_run_ends_in_the_version_it_began_with_and_times_are_told_apart(firm, me, today, world):
    async with inside(firm.id):
        process = await db().fetchval("select id from processes where tenant_id = $1 and code = 'P1'", firm.id)
        old = (await reads.process(process, today)).version
        run = await start_run(process, "一号线", "", None, by=firm.staff.member, now=world.now, zone=ZONE)
        await begin(process, **me)
        new = await publish(process, effective_from=today, today=today, why="试", **me)
        other = await start_run(process, "二号线", "", None, by=firm.staff.member, now=world.now, zone=ZONE)
    for one, minutes in ((run, 4), (other, 2)):
        async with inside(firm.id):
            turn = await db().fetchval("select id from turns where tenant_id = $1 and run_id = $2", firm.id, one)
            at = world.now + timedelta(minutes=minutes)
            await hand_over(turn, MET, by=firm.staff.member, now=at, zone=ZONE)
            turn = await db().fetchval(
                "select id from turns where tenant_id = $1 and run_id = $2 and state = 'working'", firm.id, one
            )
            await hand_over(turn, MET, by=firm.staff.member, now=at + timedelta(minutes=minutes), zone=ZONE)
    async with inside(firm.id):
        assert await db().fetchval("select version_id from process_runs where tenant_id = $1 and id = $2", firm.id, run) == old
        found = await measured([old, new])
    first, second = found[old]["P1-2"], found[new]["P1-2"]
    assert (first.runs, first.median, first.in_time, first.few) == (1, 4, 0, True)
    assert (second.runs, second.median, second.in_time) == (1, 2, 1)


async def test_branches_come_together_before_the_next_one_has_its_turn(firm, me, today, world):
    process = await tell(firm, create, {"zh": "巡检"}, "N2", None, **me, today=today)
    async with inside(firm.id):
        for _ in range(4):
            await add_activity(process, **me, today=today)
    _, known = await drafted(firm, process, today)
    rep = {"job_title": "sales_rep", "owner": "title"}
    forms = {
        "N2-1": rep | {"ahead": "N2-2\nN2-3 | 冰柜有问题"}, "N2-2": rep | {"ahead": "N2-4"},
        "N2-3": {"owner": "title", "job_title": "driver", "ahead": "N2-4"}, "N2-4": {"owner": "post", "post": str(firm.posts["SK-1"])},
    }  # fmt: skip
    for code, form in forms.items():
        told = {"amount": "1", "per": "workdays", "condition_zh": "齐"} | form
        await tell(firm, edit_activity, known[code].id, told, seen=known[code].edition, **me, today=today)
    await tell(firm, publish, process, effective_from=today, today=today, why="试", **me)
    staff, when = firm.staff.member, {"now": world.now, "zone": ZONE}
    run = await tell(firm, start_run, process, "一号柜", "", None, by=staff, **when)

    async def turns():
        async with inside(firm.id):
            rows = await db().fetch("select * from turns where tenant_id = $1 and run_id = $2 order by id", firm.id, run)
            return {row["activity_code"]: row for row in rows}

    await tell(firm, hand_over, (await turns())["N2-1"]["id"], MET, to=["N2-3"], by=staff, **when)
    assert {code: row["state"] for code, row in (await turns()).items()} == {
        "N2-1": "done", "N2-2": "working", "N2-3": "waiting",
    }  # fmt: skip
    await tell(firm, hand_over, (await turns())["N2-2"]["id"], MET, by=staff, **when)
    assert (await turns())["N2-4"]["state"] == "gathering"
    await tell(firm, take_over, (await turns())["N2-3"]["id"], by=firm.driver.member, **when)
    await tell(firm, hand_over, (await turns())["N2-3"]["id"], MET, by=firm.driver.member, **when)
    last = (await turns())["N2-4"]
    assert last["state"] == "waiting" and set(last["given_by"]) == {staff, firm.driver.member}


async def test_nobody_starts_what_is_out_of_use(firm, me, today, world, cash):
    await refused(firm, 422, retire, cash, on=today, why="", today=today, **me)
    await tell(firm, retire, cash, on=today, why="合并", today=today, **me)
    await refused(firm, 409, retire, cash, on=today, why="合并", today=today, **me)
    await refused(firm, 409, start_run, cash, "x", "", None, by=firm.keeper_leader.member, now=world.now, zone=ZONE)
    await tell(firm, retire, cash, on=None, why="", today=today, **me)


async def test_another_company_has_no_such_process(cast, world, today, cash):
    other, us = cast.stranger, {"by": cast.stranger.admin.member, "now": world.now}
    await refused(other, 404, begin, cash, **us)
    await refused(other, 404, discard, cash, **us)
    await refused(other, 404, add_activity, cash, **us, today=today)
    await refused(other, 404, retire, cash, on=today, why="x", today=today, **us)
