"""A day with open things: reasons, closing, the next morning."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from saas.checks.lay_out import lay_out
from saas.days import reads
from saas.days.settle import settle
from tenants import db, inside
from tests.statements import statements as counted


@pytest.fixture(scope="module")
async def laid(cast, world):
    """The day's lists of the brand are laid out; nobody has done one yet."""
    async with inside(cast.brand.id):
        await lay_out(world.now.date(), now=world.now)
    return cast.brand


async def open_of(firm, unit, day, now):
    async with inside(firm.id):
        return await reads.open_things([firm.units[unit]], None, day, now, 1)


def reason(thing, day, **more):
    return {
        "kind": thing.kind,
        "thing": str(thing.thing),
        "post": str(thing.post_id or ""),
        "day": str(day),
        "reason": "停电，没有营业",
    } | more


async def test_what_is_open_stands_with_whom_and_since_when(laid, client, world):
    things = await open_of(laid, "Z1-1", world.now.date(), world.now)
    assert {thing.kind for thing in things} == {"check"}
    page = await client(laid.leader).get(f"/brand/days?unit={laid.units['Z1-1']}")
    assert page.status_code == 200
    assert "staff" in page.text
    assert str(things[0].thing) in page.text
    assert "还有" in page.text


async def test_a_day_closes_only_when_everything_is_done_or_explained_and_the_morning_begins_with_the_rest(laid, client, world):
    day, unit, now = world.now.date(), laid.units["Z1-1"], world.now
    leader, staff = client(laid.leader), client(laid.staff)
    things = await open_of(laid, "Z1-1", day, now)
    early = await leader.post("/brand/days/closures", data={"unit": str(unit), "day": str(day)})
    assert early.status_code == 422
    assert f"还有 {len(things)} 项" in early.text
    try:
        world.now = now + timedelta(days=1)
        mine = [thing for thing in things if thing.post_id in laid.staff.posts]
        assert f"昨天还有 {len(mine)} 项没做" in (await staff.get("/brand/days/morning")).text
        assert "所带各单元昨天还有" in (await leader.get("/brand/days/morning")).text
        empty = await staff.post("/brand/days/reasons", data=reason(mine[0], day, reason=" "))
        assert empty.status_code == 422
        assert f'id="reason-{mine[0].thing}-{mine[0].post_id}-error"' in empty.text
        for thing in mine:
            assert (await staff.post("/brand/days/reasons", data=reason(thing, day))).status_code == 303
        assert "没做" not in (await staff.get("/brand/days/morning")).text
        for thing in things:
            if thing not in mine:
                done = await leader.post("/brand/days/reasons", data=reason(thing, day, unit=str(unit)))
                assert done.status_code == 303
        closed = await leader.post("/brand/days/closures", data={"unit": str(unit), "day": str(day)})
        assert closed.status_code == 303
        page = await leader.get(f"/brand/days?day={day}&unit={unit}")
        assert "已结清" in page.text
        assert "停电，没有营业" in page.text
        again = await leader.post("/brand/days/closures", data={"unit": str(unit), "day": str(day)})
        assert again.status_code == 422
        assert str(day) in (await leader.get("/brand/days/closures")).text
        assert (await leader.get("/brand/sheets/days")).status_code == 200
        assert (await leader.get("/brand/sheets/day_reasons")).status_code == 200
    finally:
        world.now = now
    async with inside(laid.id):
        kept = await db().fetchrow("select * from day_closures where tenant_id = $1 and unit_id = $2", laid.id, unit)
    assert (kept["membership_id"], kept["total"], kept["done"], kept["reasoned"]) == (
        laid.leader.member,
        len(things),
        0,
        len(things),
    )


async def test_the_clock_closes_what_nobody_closed_and_nothing_twice(laid, world, client):
    day, unit = world.now.date(), laid.units["Z1-2"]
    for thing in await open_of(laid, "Z1-2", day, world.now):
        done = await client(laid.leader).post("/brand/days/reasons", data=reason(thing, day))
        assert done.status_code == 303
    async with inside(laid.id):
        assert await settle(day, now=world.now + timedelta(hours=20)) >= 1
        assert await settle(day, now=world.now + timedelta(hours=21)) == 0
        kept = await db().fetchrow("select * from day_closures where tenant_id = $1 and unit_id = $2", laid.id, unit)
        above = await db().fetchval(
            "select count(*) from day_closures where tenant_id = $1 and unit_id = $2", laid.id, laid.units["Y"]
        )
    assert kept["membership_id"] is None
    assert above == 0


async def test_a_reason_may_hold_until_a_later_day_and_not_for_ever(laid, world, client):
    day = world.now.date()
    thing = next(iter(await open_of(laid, "Z1", day, world.now)))
    browser = client(laid.leader)
    for until, status in ((day - timedelta(days=1), 422), (day + timedelta(days=60), 422), (day + timedelta(days=5), 303)):
        done = await browser.post("/brand/days/reasons", data=reason(thing, day, until=str(until)))
        assert done.status_code == status
    async with inside(laid.id):
        kept = await db().fetchrow("select * from day_reasons where tenant_id = $1 and thing_id = $2", laid.id, thing.thing)
    assert (kept["day"], kept["until"]) == (day, day + timedelta(days=5))


async def test_others_explain_and_close_nothing(laid, cast, client, world):
    day = world.now.date()
    thing = next(iter(await open_of(laid, "Z1", day, world.now)))
    for person in (laid.colleague, laid.other_leader):
        assert (await client(person).post("/brand/days/reasons", data=reason(thing, day))).status_code == 404
    unit = {"unit": str(laid.units["Z1"]), "day": str(day)}
    assert (await client(laid.other_leader).post("/brand/days/closures", data=unit)).status_code == 404
    assert (await client(laid.staff).post("/brand/days/closures", data=unit)).status_code == 403
    stranger = client(cast.stranger.leader)
    assert (await stranger.post("/stranger/days/reasons", data=reason(thing, day))).status_code == 404
    for wanted in (laid.units["Z1"], uuid4()):
        assert (await stranger.get(f"/stranger/days?unit={wanted}")).status_code == 404


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize(("who", "address", "most"), [
    ("leader", "/days", 2), ("staff", "/days", 1), ("leader", "/days/closures", 1), ("executive", "/days", 2), ("leader", "/days/morning", 3),
    ("staff", "/days/morning", 1), ("clerk", "/days", 2),
])  # fmt: skip
async def test_pages_are_few_statements_in_both_languages(laid, client, who, address, most, locale):
    browser = client(laid.people[who], **{"x-language": locale})
    browser.cookies.set("lang", locale)
    with counted(most):
        answer = await browser.get(f"/brand{address}")
    assert answer.status_code == 200


async def test_a_closed_day_is_opened_again_with_a_reason_that_stays_and_only_a_person_closes_it(laid, world, client):
    day, unit, leader = world.now.date(), laid.units["Z1-2"], client(laid.leader)
    async with inside(laid.id):
        await settle(day, now=world.now + timedelta(hours=20))
        was = await db().fetchrow("select * from day_closures where tenant_id = $1 and unit_id = $2", laid.id, unit)
    given = {"unit": str(unit), "day": str(day)}
    assert (await client(laid.staff).post("/brand/days/reopenings", data=given | {"reason": "漏了一项"})).status_code == 403
    assert (await client(laid.other_leader).post("/brand/days/reopenings", data=given | {"reason": "漏了"})).status_code == 404
    assert (await leader.post("/brand/days/reopenings", data=given)).status_code == 422
    for status in (303, 422):
        assert (await leader.post("/brand/days/reopenings", data=given | {"reason": "漏了一项"})).status_code == status
    with counted(most=3):
        page = (await leader.get(f"/brand/days?day={day}&unit={unit}")).text
    assert "漏了一项" in page
    assert "漏了一项" in (await leader.get("/brand/days/closures")).text
    async with inside(laid.id):
        kept = await db().fetchrow("select * from day_reopenings where tenant_id = $1 and unit_id = $2", laid.id, unit)
        await settle(day, now=world.now + timedelta(hours=21))
        gone = await db().fetchval("select true from day_closures where tenant_id = $1 and unit_id = $2", laid.id, unit)
    assert (kept["closed_at"], kept["closed_by"], gone) == (was["closed_at"], was["membership_id"], None)
    assert (await leader.post("/brand/days/closures", data=given)).status_code == 303
    assert (await leader.get("/brand/sheets/days")).status_code == 200
