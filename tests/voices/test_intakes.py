"""Channels with forms of their own: several findings in one intake, by page and by spreadsheet, out and in."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from saas.org.given import Given
from saas.refusals import Refused, Stale
from saas.sheets.registry import sheet_of
from saas.voices.set_channel import set_channel
from saas.voices.take_down import take_down
from saas.voices.taken import Point, Taken
from tenants import db, inside
from tests.statements import statements as counted
from tests.voices.story import CHANNEL


@pytest.fixture
async def channel(cast, world):
    firm = cast.brand
    async with inside(firm.id):
        given = Given(CHANNEL | {"code": f"JG{uuid4().hex[:6]}"})
        return await set_channel(None, given, by=firm.admin.member, now=world.now, today=world.now.date())


@pytest.fixture
def take(cast, world, channel):
    async def taken(what, *, intake=None, leads=("Y",), by=None):
        firm = cast.brand
        async with inside(firm.id):
            return await take_down(
                intake or uuid4(), channel, what, leads=[firm.units[one] for one in leads], by=(by or firm.admin).member,
                today=world.now.date(), now=world.now,
            )  # fmt: skip

    return taken


def told(world, *points, **more):
    given = {
        "held_on": world.now.date(),
        "unit": "Z1",
        "points": points,
        "given": {"p1": "科长", "p2": "1", "p3": "1,200"},
    } | more
    return Taken(**given)


async def rows(firm, sql, *values):
    async with inside(firm.id):
        return await db().fetch(sql, firm.id, *values)


async def test_packs_bring_their_channels(cast):
    found = {
        row["code"]: row["source"] for row in await rows(cast.stranger, "select code, source from channels where tenant_id = $1")
    }
    assert found == {"W1": "customer", "W2": "third_party", "W3": "regulator"}


async def test_a_meeting_with_five_points_is_five_findings(cast, take, world):
    points = [Point(f"第 {n} 条", unit="Z1-1" if n % 2 else "", severity="major") for n in range(1, 6)]
    found = await take(told(world, *points))
    kept = await rows(cast.brand, "select * from findings where tenant_id = $1 and id = any ($2) order by number", found)
    assert [row["title"]["zh"] for row in kept] == [point.title for point in points]
    assert {row["source"] for row in kept} == {"regulator"}
    assert {row["due_on"] for row in kept} == {world.now.date() + timedelta(days=5)}
    assert [row["unit_id"] for row in kept][:2] == [cast.brand.units["Z1-1"], cast.brand.units["Z1"]]
    intake = (await rows(cast.brand, "select * from intakes where tenant_id = $1 order by taken_at desc, id desc limit 1"))[0]
    assert intake["given"] == {"p1": "科长", "p2": 1, "p3": "1200"}


async def test_a_detail_tells_who_acts(cast, take, world):
    row = (
        await rows(
            cast.brand,
            """select r.detail_code, r.post_id, u.code from responsibilities r join units u on u.tenant_id = $1 and u.id = r.unit_id
                where r.tenant_id = $1 and r.kind = 'responsible' and exists (
                      select from standard_nodes n where n.tenant_id = $1 and n.code = r.detail_code) limit 1""",
        )
    )[0]
    found = await take(told(world, Point("不合标准", unit=row["code"], detail=row["detail_code"])))
    kept = await rows(cast.brand, "select post_id from findings where tenant_id = $1 and id = any ($2)", found)
    assert [one["post_id"] for one in kept] == [row["post_id"]]


async def test_the_same_id_is_taken_down_once_and_a_number_once(cast, take, world):
    intake = uuid4()
    assert len(await take(told(world, Point("一"), number="A-1"), intake=intake)) == 1
    assert await take(told(world, Point("一"), number="A-1"), intake=intake) == []
    with pytest.raises(Refused) as refused:
        await take(told(world, Point("二"), number="A-1"))
    assert refused.value.problems[0].field == "number"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"unit": "nowhere"}, "unit"), ({"number": "x" * 41}, "number"), ({"given": {}}, "x_p1"),
        ({"given": {"p1": "a", "p2": "7"}}, "x_p2"), ({"given": {"p1": "a", "p3": "many"}}, "x_p3"), ({"photos": [uuid4()]}, "photo0"),
        ({"points": [Point("")]}, "f1_title"), ({"points": [Point("a"), Point("b", unit="X")]}, "f2_unit"),
        ({"points": [Point("a", object="X")]}, "f1_object"), ({"points": [Point("a", detail="X")]}, "f1_detail"),
        ({"points": [Point("a", severity="worst")]}, "f1_severity"), ({"points": [Point("a")] * 21}, "f1_title"),
    ],
)  # fmt: skip
async def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(cast, take, world, more, field):
    before = await rows(cast.brand, "select count(*) from findings where tenant_id = $1")
    with pytest.raises(Refused) as refused:
        await take(told(world, **({"points": [Point("a")]} | more)))
    assert field in [one.field for one in refused.value.problems]
    assert await rows(cast.brand, "select count(*) from findings where tenant_id = $1") == before


async def test_the_future_and_the_distant_past_are_no_days_for_it(take, world):
    for days in (1, -400):
        with pytest.raises(Refused) as refused:
            await take(told(world, Point("a"), held_on=world.now.date() + timedelta(days=days)))
        assert refused.value.problems[0].field == "held_on"


async def test_a_leader_takes_down_for_the_own_line_only(take, world, cast):
    with pytest.raises(Refused):
        await take(told(world, Point("a")), leads=["Z1-2"])
    assert await take(told(world, Point("a"), unit="Z1-2"), leads=["Z1-2"], by=cast.brand.leader)


async def test_a_foreign_channel_is_not_there(cast, world, channel):
    firm = cast.stranger
    async with inside(firm.id):
        with pytest.raises(Refused) as refused:
            await take_down(
                uuid4(), channel, told(world, Point("a")), leads=[firm.units["Y"]], by=firm.admin.member, today=world.now.date(),
                now=world.now,
            )  # fmt: skip
    assert refused.value.status == 404


async def test_a_channel_is_edited_with_care(cast, world, channel):
    firm, today = cast.brand, world.now.date()
    async with inside(firm.id):
        given = Given(CHANNEL | {"edition": "1", "days": "9", "retired": "on"})
        await set_channel(channel, given, by=firm.admin.member, now=world.now, today=today)
        with pytest.raises(Stale):
            await set_channel(channel, given, by=firm.clerk.member, now=world.now, today=today)
        for wrong, field in (({"days": "400"}, "days"), ({"source": "nobody"}, "source"), ({"code": ""}, "code")):
            with pytest.raises(Refused) as refused:
                await set_channel(None, Given(CHANNEL | wrong), by=firm.admin.member, now=world.now, today=today)
            assert [one.field for one in refused.value.problems] == [field]


async def test_the_form_is_filled_in_in_the_browser(cast, client, world, channel):
    leader = client(cast.brand.leader)
    form = await leader.get(f"/brand/channels/{channel}/intake")
    assert "带队人" in form.text
    given = {
        "held_on": str(world.now.date()),
        "unit": "Z1-1",
        "x_p1": "王科长",
        "x_p2": "0",
        "f1_title": "灭火器过期",
        "f1_severity": "major",
        "f3_title": "价签不符",
    }
    wrong = await leader.post(f"/brand/channels/{channel}/intakes", data=given | {"x_p1": "", "f3_unit": "Z5"})
    assert wrong.status_code == 422
    assert "请填写这一栏" in wrong.text
    assert 'href="#f3_unit"' in wrong.text
    done = await leader.post(f"/brand/channels/{channel}/intakes", data=given)
    assert done.status_code == 303, done.text
    with counted(most=3):
        page = await leader.get(done.headers["location"])
    assert "灭火器过期" in page.text
    assert "价签不符" in page.text
    assert "王科长" in page.text
    with counted(most=3):
        listed = await leader.get("/brand/intakes")
    assert done.headers["location"] in listed.text
    assert (await client(cast.brand.other_leader).get(done.headers["location"])).status_code == 404
    assert (await client(cast.brand.staff).get("/brand/intakes")).status_code == 403


async def test_the_pages_of_channels_need_three_statements_at_most(cast, client, channel):
    admin = client(cast.brand.admin)
    for path in ("/brand/channels", f"/brand/channels/{channel}", f"/brand/channels/{channel}/intake"):
        await admin.get(path)
        with counted(most=3):
            answer = await admin.get(path)
        assert answer.status_code == 200, path
    wrong = await admin.post("/brand/channels", data=CHANNEL | {"days": "x"})
    assert wrong.status_code == 422
    assert (await admin.post("/brand/channels", data=CHANNEL | {"code": "NEW"})).status_code == 303
    assert (await admin.post("/brand/channels", data=CHANNEL | {"code": "NEW"})).status_code == 422


def line(n, **more):
    return {"_row": n, "number": "B-1", "unit": "Z1", "title": f"第 {n} 条", "x_p1": "组长"} | more


async def test_a_spreadsheet_brings_several_intakes_and_comes_back_the_same(cast, world, channel):
    firm, today = cast.brand, world.now.date()
    code = (await rows(firm, "select code from channels where tenant_id = $1 and id = $2", channel))[0]["code"]
    sent = [line(2, held_on=today), line(3, held_on=today, severity="major"), line(4, number="B-2", held_on=today, place="Z1-1")]

    async def progress(_):
        return None

    async with inside(firm.id):
        sheet = await sheet_of(f"intakes-{code}")
        planned = await sheet.plan(sent, today)
        assert [one.verdict for one in planned] == ["add", "add", "add"]
        await sheet.apply(planned, by=firm.admin.member, now=world.now, progress=progress)
        assert [one.verdict for one in await sheet.plan(sent, today)] == ["same", "same", "same"]
    kept = await rows(
        firm,
        "select i.number, count(*) as n from intakes i join intake_findings x on x.tenant_id = $1 and x.intake_id = i.id where i.tenant_id = $1 and i.channel_id = $2 group by 1 order by 1",
        channel,
    )
    assert [(row["number"], row["n"]) for row in kept] == [("B-1", 2), ("B-2", 1)]


async def test_a_dry_run_tells_what_is_wrong_where_it_stands(cast, world, channel, client):
    firm, today = cast.brand, world.now.date()
    code = (await rows(firm, "select code from channels where tenant_id = $1 and id = $2", channel))[0]["code"]
    sent = [
        line(2, number="C-1", held_on=today, detail="nothing"), line(3, number="C-2", held_on=today, x_p1=None),
        line(4, number="C-3", held_on=today), line(5, number="C-3", held_on=today - timedelta(days=1)), line(6, number="C-4", held_on=None),
    ]  # fmt: skip
    async with inside(firm.id):
        sheet = await sheet_of(f"intakes-{code}")
        planned = await sheet.plan(sent, today)
    assert {one.verdict for one in planned} == {"refuse"}
    assert [one.problems[0].column for one in planned] == ["detail", "x_p1", "number", "number", "held_on"]
    answer = await client(firm.admin).get(f"/brand/sheets/intakes-{code}")
    assert answer.content[:2] == b"PK"
