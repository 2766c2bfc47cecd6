"""A run goes from hand to hand: both sides sign, times are held against the limits, nobody signs both sides."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from saas.processes.cancel_run import cancel_run
from saas.processes.decline import decline
from saas.processes.flow import Activity
from saas.processes.hand_over import hand_over
from saas.processes.held_run import Proof
from saas.processes.offer import due_of
from saas.processes.send_back import send_back
from saas.processes.start_run import start_run
from saas.processes.take_over import take_over
from saas.refusals import Refused
from tenants import db, inside

ZONE = "Asia/Shanghai"
MET = Proof(met=True)


@pytest.fixture
def firm(cast):
    return cast.brand


async def process(firm, code):
    async with inside(firm.id):
        return await db().fetchval("select id from processes where tenant_id = $1 and code = $2", firm.id, code)


async def start(firm, code, who, now, title="冷饮 20 箱"):
    at = await process(firm, code)
    async with inside(firm.id):
        return await start_run(at, title, "", None, by=who.member, now=now, zone=ZONE)


async def turns(firm, run):
    async with inside(firm.id):
        return await db().fetch("select * from turns where tenant_id = $1 and run_id = $2 order by id", firm.id, run)


async def tell(firm, verb, *args, **more):
    async with inside(firm.id):
        return await verb(*args, **more)


async def refused(firm, status, verb, *args, **more):
    with pytest.raises(Refused) as found:
        await tell(firm, verb, *args, **more)
    assert found.value.status == status, found.value.message
    return found.value


@pytest.fixture
async def order(firm, world):
    """Order to cash, begun by the sub-distributor of the zone and handed to the store."""
    run = await start(firm, "P2", firm.keeper_leader, world.now)
    [first] = await turns(firm, run)
    await tell(firm, hand_over, first["id"], MET, by=firm.keeper_leader.member, now=world.now + timedelta(minutes=45), zone=ZONE)
    return run


async def test_the_giver_signs_then_the_receiver_signs_and_the_limit_is_held_against_the_clock(firm, world, order):
    first, second = await turns(firm, order)
    assert (first["state"], first["done_by"], first["condition_met"]) == ("done", firm.keeper_leader.member, True)
    assert first["done_at"] - first["due_at"] == timedelta(minutes=15)
    assert (second["state"], second["posts"], second["taken_by"]) == ("waiting", [firm.posts["SK-1"]], None)
    later = world.now + timedelta(hours=1)
    await tell(firm, take_over, second["id"], by=firm.keeper.member, now=later, zone=ZONE)
    second = (await turns(firm, order))[1]
    assert (second["state"], second["taken_by"], second["taken_post"]) == ("working", firm.keeper.member, firm.posts["SK-1"])
    assert second["due_at"] == second["offered_at"] + timedelta(hours=2)


async def test_nobody_signs_both_sides(firm, world, order):
    second = (await turns(firm, order))[1]
    # The sub-distributor leads the store's line, and so may stand in for the keeper; not for what they gave themselves.
    told = await refused(firm, 403, take_over, second["id"], by=firm.keeper_leader.member, now=world.now, zone=ZONE)
    assert "两个人" in told.message


async def test_only_the_receiving_post_takes_over_and_only_once(firm, world, order):
    second = (await turns(firm, order))[1]
    await refused(firm, 404, take_over, second["id"], by=firm.colleague.member, now=world.now, zone=ZONE)
    await tell(firm, take_over, second["id"], by=firm.keeper.member, now=world.now, zone=ZONE)
    await refused(firm, 409, take_over, second["id"], by=firm.keeper.member, now=world.now, zone=ZONE)


async def test_without_the_condition_nothing_is_handed_over(firm, world):
    run = await start(firm, "P2", firm.keeper_leader, world.now)
    [first] = await turns(firm, run)
    told = await refused(firm, 422, hand_over, first["id"], Proof(), by=firm.keeper_leader.member, now=world.now, zone=ZONE)
    assert [p.field for p in told.problems] == ["met"]
    assert [t["state"] for t in await turns(firm, run)] == ["working"]
    photo = Proof(met=True, photo=uuid4())
    told = await refused(firm, 422, hand_over, first["id"], photo, by=firm.keeper_leader.member, now=world.now, zone=ZONE)
    assert [p.field for p in told.problems] == ["photo"]


async def test_a_receiver_gives_it_back_with_a_reason_and_the_giver_has_it_again(firm, world, order):
    second = (await turns(firm, order))[1]
    await refused(firm, 422, decline, second["id"], reason=" ", by=firm.keeper.member, now=world.now, zone=ZONE)
    await tell(firm, decline, second["id"], reason="单上没有批次", by=firm.keeper.member, now=world.now, zone=ZONE)
    _, gone, again = await turns(firm, order)
    assert (gone["state"], gone["note"]) == ("declined", "单上没有批次")
    assert (again["activity_code"], again["state"], again["taken_by"]) == ("P2-1", "working", firm.keeper_leader.member)


async def test_the_same_post_goes_on_without_a_second_signature_and_work_comes_back_to_who_did_it(firm, world, order):
    now = world.now + timedelta(hours=1)
    await tell(firm, take_over, (await turns(firm, order))[1]["id"], by=firm.keeper.member, now=now, zone=ZONE)
    await tell(firm, hand_over, (await turns(firm, order))[1]["id"], MET, by=firm.keeper.member, now=now, zone=ZONE)
    third = (await turns(firm, order))[2]
    assert third["state"] == "waiting" and firm.posts["DR-11"] in third["posts"]
    await tell(firm, take_over, third["id"], by=firm.driver.member, now=now, zone=ZONE)
    await tell(firm, hand_over, third["id"], MET, by=firm.driver.member, now=now, zone=ZONE)
    fourth = (await turns(firm, order))[3]
    assert (fourth["activity_code"], fourth["state"], fourth["goes_on"], fourth["taken_by"]) == (
        "P2-4", "working", True, firm.driver.member,
    )  # fmt: skip
    await refused(firm, 422, send_back, fourth["id"], "P2-1", reason="缺货", by=firm.driver.member, now=now, zone=ZONE)
    await tell(firm, send_back, fourth["id"], "P2-2", reason="缺货", by=firm.driver.member, now=now, zone=ZONE)
    fifth = (await turns(firm, order))[4]
    assert (fifth["activity_code"], fifth["state"], fifth["posts"]) == ("P2-2", "waiting", [firm.posts["SK-1"]])


async def test_a_run_that_nobody_hands_on_ends_by_itself(firm, world):
    run = await start(firm, "P1", firm.staff, world.now, "一号路线")
    for n in range(6):
        turn = (await turns(firm, run))[n]
        assert turn["state"] == "working" and turn["goes_on"] == (n > 0)
        await tell(firm, hand_over, turn["id"], MET, by=firm.staff.member, now=world.now + timedelta(minutes=n), zone=ZONE)
    async with inside(firm.id):
        row = await db().fetchrow("select state, ended_at from process_runs where tenant_id = $1 and id = $2", firm.id, run)
    assert tuple(row) == ("done", world.now + timedelta(minutes=5))
    await refused(firm, 409, cancel_run, run, reason="错了", by=firm.staff.member, now=world.now, zone=ZONE)


async def test_who_began_it_or_leads_there_cancels_it_with_a_reason(firm, world, order):
    keeper = firm.keeper.member
    await refused(firm, 403, cancel_run, order, reason="重复", by=keeper, now=world.now, zone=ZONE)
    await refused(firm, 422, cancel_run, order, reason="", by=firm.keeper_leader.member, now=world.now, zone=ZONE)
    await tell(firm, cancel_run, order, reason="重复", by=firm.keeper_leader.member, now=world.now, zone=ZONE)
    assert {t["state"] for t in await turns(firm, order)} == {"done", "cancelled"}
    await refused(firm, 409, take_over, (await turns(firm, order))[1]["id"], by=keeper, now=world.now, zone=ZONE)


async def test_only_the_posts_of_the_start_begin(firm, world):
    at = await process(firm, "P2")
    await refused(firm, 403, start_run, at, "一单", "", None, by=firm.driver.member, now=world.now, zone=ZONE)
    lead = firm.keeper_leader.member
    assert (await refused(firm, 422, start_run, at, " ", "", None, by=lead, now=world.now, zone=ZONE)).problems[
        0
    ].field == "title"
    assert (await refused(firm, 422, start_run, at, "x", "none", None, by=lead, now=world.now, zone=ZONE)).problems[
        0
    ].field == "thing"


async def test_a_limit_in_workdays_leaves_out_the_closures_of_who_does_it(firm, world):
    """Two workdays from a Thursday, while the unit of the doer is closed on Friday and Monday, and works on Sunday."""
    at = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)
    unit, post = next(iter(firm.units.values())), firm.posts["SK-1"]
    step = Activity("a", {"zh": "办"}, amount=Decimal(2), per="workdays")
    async with inside(firm.id):
        plain = await due_of(step, unit, [], at, ZONE)
        where = await db().fetchval("select unit_id from posts where tenant_id = $1 and id = $2", firm.id, post)
        for first, works in (("2026-09-25", False), ("2026-09-27", True), ("2026-09-28", False)):
            await db().execute(
                """insert into own_days (tenant_id, unit_id, from_date, to_date, works, reason, made_by, made_at)
                   values ($1, $2, $3, $3, $4, '盘点', $5, now())""",
                firm.id, where, date.fromisoformat(first), works, firm.admin.member,
            )  # fmt: skip
        mine = await due_of(step, unit, [post], at, ZONE)
        others = await due_of(step, unit, [], at, ZONE)
    assert plain == others
    assert mine == datetime(2026, 9, 29, 2, 0, tzinfo=UTC)


async def test_another_company_has_no_such_run(cast, firm, world, order):
    second = (await turns(firm, order))[1]
    for verb in (take_over,):
        await refused(cast.stranger, 404, verb, second["id"], by=cast.stranger.keeper.member, now=world.now, zone=ZONE)
    proof = {"by": cast.stranger.keeper.member, "now": world.now, "zone": ZONE}
    await refused(cast.stranger, 404, hand_over, second["id"], MET, **proof)
    await refused(cast.stranger, 404, cancel_run, order, reason="x", **proof)
    await refused(cast.stranger, 404, start_run, await process(firm, "P2"), "x", "", None, **proof)
