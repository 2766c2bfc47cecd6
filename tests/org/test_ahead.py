"""Moves and mergers from a day to come: arranged, shown, withdrawn, made by the clock; the roster is the last day's."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from saas.org import post_reads, reads, tree
from saas.org.add_post import add_post
from saas.org.carry_out import carry_out
from saas.org.close_unit import close_unit
from saas.org.given import Given
from saas.org.merge_unit import merge_unit
from saas.org.plan_move import plan_move
from saas.org.withdraw_move import withdraw_move
from saas.refusals import Refused, Stale
from saas.scores.gather import gather
from tenants import db, inside
from tests.org.test_units import Office, refusal
from tests.statements import statements

TODAY = date(2026, 11, 18)
THEN = TODAY + timedelta(days=14)


@pytest.fixture
def office(cast, world):
    return Office(cast.brand, world.now)


@pytest.fixture
async def units(office, cast):
    """Two districts of their own, one with a unit below, so that no test meets another."""
    top = cast.brand.units["G-B"]
    north, south = await office.add(top, "北"), await office.add(top, "南")
    return {"north": north, "south": south, "below": await office.add(north, "北一")}


async def arranged(office, unit, target, on=THEN, *, merges=False, **more):
    does = "merge" if merges else "move"
    return await office.do(lambda *a, **k: plan_move(does, a[0], target, on, a[1], today=TODAY, **k), unit, **more)


async def parent(office, unit):
    async with inside(office.firm.id):
        return await db().fetchval("select parent_id from units where tenant_id = $1 and id = $2", office.firm.id, unit)


async def pass_days(office, today):
    async with inside(office.firm.id):
        return await carry_out(now=office.how["now"] + (today - TODAY), today=today)


async def test_it_happens_on_its_day_and_not_before(office, cast, units):
    was = await parent(office, units["below"])
    await arranged(office, units["below"], units["south"])
    assert await parent(office, units["below"]) == was
    await pass_days(office, THEN - timedelta(days=1))
    assert await parent(office, units["below"]) == was
    # The clock stood still for three days: the move counts from its own day on.
    assert await pass_days(office, THEN + timedelta(days=3)) == 1
    assert await parent(office, units["below"]) == units["south"]
    assert await pass_days(office, THEN + timedelta(days=3)) == 0
    kept, walked = await office.lines()
    assert kept == walked
    later = THEN + timedelta(days=30)
    async with inside(cast.brand.id):
        before, after = [{node.id for node in await tree.branch(units["south"], on, later)}
                         for on in (THEN - timedelta(days=1), THEN)]  # fmt: skip
    assert units["below"] not in before
    assert units["below"] in after


async def test_a_merger_closes_the_unit_on_its_day(office, cast, units):
    await arranged(office, units["north"], units["south"], merges=True)
    async with inside(cast.brand.id):
        told = await reads.unit(units["south"], TODAY, None)
        assert [(one.merges, one.comes, one.on_date) for one in told.ahead] == [(True, True, THEN)]
    assert await pass_days(office, THEN) == 1
    async with inside(cast.brand.id):
        gone = await reads.unit(units["north"], THEN, None)
        assert (gone.closed_on, gone.ahead) == (THEN, [])
    assert await parent(office, units["below"]) == units["south"]


async def test_what_cannot_be_is_refused_when_it_is_arranged(office, cast, units):
    refused = await refusal(arranged(office, units["north"], units["below"]))
    assert (refused.status, refused.problems[0].field) == (422, "parent")
    for on in (TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=400)):
        assert (await refusal(arranged(office, units["below"], units["south"], on))).problems[0].field == "from_date"
    assert (await refusal(arranged(office, units["below"], units["north"]))).problems[0].field == "parent"
    assert (await refusal(arranged(office, cast.brand.units["Y"], units["south"]))).status == 422
    for unknown in (uuid4(), cast.stranger.units["Z1"]):
        assert (await refusal(arranged(office, unknown, units["south"]))).status == 404
        assert (await refusal(arranged(office, units["below"], unknown))).status == 404
    with pytest.raises(Stale):
        await arranged(office, units["below"], units["south"], seen=0)
    assert await parent(office, units["below"]) == units["north"]


async def test_one_thing_lies_ahead_of_a_unit_and_can_be_withdrawn(office, cast, units, world):
    move = await arranged(office, units["below"], units["south"])
    assert (await refusal(arranged(office, units["below"], cast.brand.units["G-A"]))).status == 409
    stranger = Office(cast.stranger, world.now)
    async with inside(stranger.firm.id):
        with pytest.raises(Refused) as refused:
            await withdraw_move("unit", move, **stranger.how)
    assert refused.value.status == 404
    async with inside(cast.brand.id):
        assert await withdraw_move("unit", move, **office.how) == units["below"]
    async with inside(cast.brand.id):
        with pytest.raises(Refused) as refused:
            await withdraw_move("unit", move, **office.how)
    assert refused.value.status == 409
    assert await pass_days(office, THEN) == 0
    assert await parent(office, units["below"]) == units["north"]
    await arranged(office, units["below"], units["south"])
    assert await pass_days(office, THEN) == 1


async def test_what_became_impossible_says_why_and_stops_nothing_else(office, cast, units):
    other = await office.add(units["north"], "北二")
    goal = await office.add(cast.brand.units["G-B"], "关掉的")
    move = await arranged(office, units["below"], goal)
    await arranged(office, other, units["south"])
    await office.do(close_unit, goal, TODAY, today=TODAY)
    assert await pass_days(office, THEN) == 1
    assert (await parent(office, units["below"]), await parent(office, other)) == (units["north"], units["south"])
    async with inside(cast.brand.id):
        [ahead] = (await reads.unit(units["below"], THEN, None)).ahead
        assert ahead.refusal["message"] == "这个单元已经关闭。"
        await withdraw_move("unit", move, **office.how)
        assert (await reads.unit(units["below"], THEN, None)).ahead == []


async def test_a_cycle_counts_the_tree_and_the_posts_of_its_last_day(office, cast, world):
    """Moved on the first day of the next cycle, before this one is closed: this one does not know of it."""
    brand, units = cast.brand, cast.brand.units
    async with inside(brand.id):
        cycle, last = await db().fetchrow("select id, to_date from cycles where tenant_id = $1 and state = 'open'", brand.id)
        before = await gather(cycle, now=world.now)
    await arranged(office, units["Z2"], units["G-B"], last + timedelta(days=1))
    await arranged(office, units["Z1-1"], units["Z1-2"], last + timedelta(days=1), merges=True)
    assert await pass_days(office, last + timedelta(days=1)) == 2
    async with inside(brand.id):
        after = await gather(cycle, now=world.now)
        assert (after.units, after.posts) == (before.units, before.posts)
        await db().execute("update cycles set to_date = to_date + 1 where tenant_id = $1 and id = $2", brand.id, cycle)
        next_day = await gather(cycle, now=world.now)
    parents = {unit.id: unit.parent for unit in next_day.units}
    assert parents[str(units["Z2"])] == str(units["G-B"])
    assert {p.unit for p in next_day.posts if p.id == str(brand.posts["SR-11"])} == {str(units["Z1-2"])}


async def test_the_pages_arrange_show_and_withdraw(office, cast, client, units):
    browser, here = client(cast.brand.admin), f"/brand/units/{units['below']}"
    form = {"edition": "1", "parent": str(units["south"]), "from_date": THEN.isoformat()}
    assert (await browser.post(f"{here}/place", data=form | {"from_date": "2027-02-30"})).status_code == 422
    assert (await browser.post(f"{here}/place", data=form)).headers["location"] == here
    with statements(2):
        page = await browser.get(here)
    assert "起移到：" in page.text
    assert "起移到这里：" in (await browser.get(f"/brand/units/{units['south']}")).text
    assert "撤回" not in (await client(cast.brand.staff).get(here)).text
    assert "将移到" in (await browser.get(f"/brand/history/{units['below']}")).text
    address = page.text.split("/withdrawal")[0].rsplit('"', 1)[1] + "/withdrawal"
    assert (await browser.post(address, data={})).headers["location"] == here
    assert "起移到：" not in (await browser.get(here)).text


async def test_today_is_at_once(office, cast, client, units):
    form = {"edition": "1", "into": str(units["south"]), "from_date": TODAY.isoformat()}
    answer = await client(cast.brand.admin).post(f"/brand/units/{units['below']}/merger", data=form)
    assert answer.headers["location"] == f"/brand/units/{units['south']}"
    assert (await refusal(office.do(merge_unit, units["below"], units["south"], today=TODAY))).status == 409


@pytest.fixture
async def post(office, units):
    """A vacant post in the north."""
    async with inside(office.firm.id):
        title = await db().fetchval("select job_title from posts where tenant_id = $1 and code = 'SR-11'", office.firm.id)
        return await add_post(units["north"], Given({"name_zh": "岗", "job_title": title}), **office.how, today=TODAY)


async def post_moves(office, post, unit, on=THEN, **more):
    return await office.do(lambda *a, **k: plan_move("post", a[0], unit, on, a[1], today=TODAY, **k), post, **more)


async def seat(office, post, today=TODAY):
    async with inside(office.firm.id):
        return await post_reads.post(post, today, None)


async def test_a_post_moves_on_its_day_into_a_unit_that_moved_with_it(office, post, units):
    await arranged(office, units["below"], units["south"])
    await post_moves(office, post, units["below"])
    assert await pass_days(office, THEN - timedelta(days=1)) == 0
    assert (await seat(office, post)).unit == units["north"]
    assert await pass_days(office, THEN + timedelta(days=1)) == 2
    found = await seat(office, post, THEN + timedelta(days=1))
    assert (found.unit, found.ahead) == (units["below"], [])
    async with inside(office.firm.id):
        kept = await db().fetchval("select to_date from post_spans where tenant_id = $1 and post_id = $2", office.firm.id, post)
    assert kept == THEN - timedelta(days=1)


async def test_a_post_cannot_be_sent_where_it_is_or_twice_or_by_a_stranger(office, cast, post, units, world):
    for on in (TODAY, TODAY + timedelta(days=400)):
        assert (await refusal(post_moves(office, post, units["south"], on))).problems[0].field == "from_date"
    assert (await refusal(post_moves(office, post, units["north"]))).problems[0].field == "unit"
    for unknown in (uuid4(), cast.stranger.posts["SR-11"]):
        assert (await refusal(post_moves(office, unknown, units["south"]))).status == 404
    with pytest.raises(Stale):
        await post_moves(office, post, units["south"], seen=0)
    move = await post_moves(office, post, units["south"])
    assert (await refusal(post_moves(office, post, units["below"]))).status == 409
    stranger = Office(cast.stranger, world.now)
    async with inside(cast.stranger.id):
        with pytest.raises(Refused) as refused:
            await withdraw_move("post", move, **stranger.how)
    assert refused.value.status == 404
    for status in (None, 409):
        async with inside(cast.brand.id):
            if status is None:
                assert await withdraw_move("post", move, **office.how) == post
                continue
            with pytest.raises(Refused) as refused:
                await withdraw_move("post", move, **office.how)
            assert refused.value.status == status
    assert await pass_days(office, THEN) == 0


async def test_a_post_whose_new_unit_closed_says_why_it_stayed(office, cast, post, units):
    goal = await office.add(cast.brand.units["G-B"], "关掉的")
    move = await post_moves(office, post, goal)
    await office.do(close_unit, goal, TODAY, today=TODAY)
    assert await pass_days(office, THEN) == 0
    [ahead] = (await seat(office, post)).ahead
    assert ahead.refusal["message"] == "这个单元已经关闭。"
    async with inside(cast.brand.id):
        await withdraw_move("post", move, **office.how)
    assert (await seat(office, post)).ahead == []


async def test_the_page_of_a_post_arranges_shows_and_withdraws(cast, client, post, units):
    browser, here = client(cast.brand.admin), f"/brand/posts/{post}"
    form = {"edition": "1", "unit": str(units["south"]), "from_date": THEN.isoformat()}
    assert (await browser.post(f"{here}/place", data=form | {"from_date": "2027-02-30"})).status_code == 422
    assert (await browser.post(f"{here}/place", data=form)).headers["location"] == here
    with statements(2):
        page = await browser.get(here)
    assert "起移到：" in page.text
    left, reached = [(await browser.get(f"/brand/units/{units[name]}")).text for name in ("north", "south")]
    for told, word in ((left, "起移到："), (reached, "起移到这里的岗位：")):
        assert word in told and f"/brand/posts/{post}" in told
    assert ("撤回安排" in left, "撤回安排" in reached) == (True, False)
    assert "将移到" in (await browser.get(f"/brand/history/{post}")).text
    address = page.text.split("/withdrawal")[0].rsplit('"', 1)[1] + "/withdrawal"
    assert (await browser.post(address, data={})).headers["location"] == here
    assert "起移到：" not in (await browser.get(here)).text
