"""The code on a wall: whose it is, how long it is heard, how much, and what comes of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from saas import files
from saas.org.given import Given
from saas.refusals import Refused
from saas.voices.behind import behind
from saas.voices.close_place import close_place
from saas.voices.codes import token_of
from saas.voices.jobs import print_order
from saas.voices.open_pages import PER_ADDRESS
from saas.voices.open_place import open_place
from saas.voices.order_posters import order_posters
from saas.voices.renew_code import renew_code
from tenants import db, inside
from tests.journeys.rep import picture
from tests.statements import statements as counted
from tests.voices.story import SECRET, place_of, survey_of


@pytest.fixture
async def hung(cast, world):
    async with inside(cast.brand.id):
        survey = await survey_of(cast.brand, world.now, code=f"S{uuid4().hex[:8]}")
        return await place_of(cast.brand, world.now, survey=str(survey))


@pytest.fixture(autouse=True)
async def rested(cast):
    """Each test begins with a fresh count."""
    async with inside(cast.brand.id):
        await db().execute("delete from attempts")


async def findings(firm, source="customer"):
    async with inside(firm.id):
        return await db().fetch(
            "select * from findings where tenant_id = $1 and source = $2 order by number desc", firm.id, source
        )


def said(**more):
    return {"reason": "service", "text": "没人理", "who": "customer", "voice": str(uuid4())} | more


async def test_a_customer_tells_and_the_leader_sees_it_first(cast, client, hung):
    _, token = hung
    nobody = client(None)
    page = await nobody.get(f"/brand/v/{token}")
    assert page.status_code == 200
    assert "服务态度不好" in page.text
    done = await nobody.post(
        f"/brand/v/{token}", data=said(contact="13800000000"), files={"photos": ("a.jpg", picture()["buffer"], "image/jpeg")}
    )
    assert done.status_code == 200, done.text
    found = (await findings(cast.brand))[0]
    assert (found["title"]["zh"], found["kind"], found["customers"], found["found_by"]) == ("没人理", "complaint", True, None)
    assert f'<span class="no">{found["number"]}</span>' in done.text
    leader = client(cast.brand.leader)
    listed = (await leader.get("/brand/findings")).text
    assert f"{found['number']} · 没人理" in listed
    story = (await leader.get(f"/brand/findings/{found['id']}")).text
    assert "13800000000" in story
    photo = found["found"]["photos"][0]
    kept = await leader.get(f"/brand/findings/{found['id']}/photos/{photo}")
    assert kept.content[:2] == b"\xff\xd8"
    assert b"Exif" not in kept.content


async def test_a_supervisor_is_told_apart(cast, client, hung):
    await client(None).post(f"/brand/v/{hung[1]}", data=said(who="supervisor", text="消防通道堵了", reason="unsafe"))
    found = (await findings(cast.brand, "regulator"))[0]
    assert (found["kind"], found["severity"]) == ("hazard", "major")


async def test_sent_twice_it_is_one_finding(cast, client, hung):
    told = said(text="双份")
    first = await client(None).post(f"/brand/v/{hung[1]}", data=told)
    again = await client(None).post(f"/brand/v/{hung[1]}", data=told)
    assert first.text.split('class="no">')[1][:8] == again.text.split('class="no">')[1][:8]
    assert [row["title"]["zh"] for row in await findings(cast.brand)].count("双份") == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"reason": "", "text": ""}, "请点一个原因"), ({"text": "一" * 501}, "请写短一些"), ({"contact": "1" * 81}, "最多 80 个字")],
)
async def test_what_is_wrong_stands_at_its_field(client, hung, wrong, words):
    answer = await client(None).post(f"/brand/v/{hung[1]}", data=said(**wrong))
    assert answer.status_code == 422
    assert words in answer.text


async def test_what_is_no_picture_is_refused(cast, client, hung):
    before = len(await findings(cast.brand))
    answer = await client(None).post(f"/brand/v/{hung[1]}", data=said(), files={"photos": ("a.jpg", b"<svg>", "image/jpeg")})
    assert answer.status_code == 422
    assert "只收 JPEG" in answer.text
    assert len(await findings(cast.brand)) == before


async def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(cast, client, hung):
    before = len(await findings(cast.brand))
    answer = await client(None).post(f"/brand/v/{hung[1]}", data=said(website="http://spam.example"))
    assert answer.status_code == 200
    assert len(await findings(cast.brand)) == before


async def test_too_much_from_one_address_waits(client, hung):
    for _ in range(PER_ADDRESS):
        await client(None).post(f"/brand/v/{hung[1]}", data=said(reason="", text=""))
    answer = await client(None).post(f"/brand/v/{hung[1]}", data=said())
    assert answer.status_code == 429
    assert "分钟后再试" in answer.text


async def test_foreign_unknown_renewed_and_closed_codes_are_the_same_404(cast, client, world, hung):
    place, token = hung
    nobody = client(None)

    async def answers(slug, one):
        return [(await nobody.get(f"/{slug}/v/{one}{rest}")) for rest in ("", "/survey")]

    unknown = [bare(one.text) for one in await answers("brand", "x" * 24)]
    async with inside(cast.stranger.id):
        _, foreign = await place_of(cast.stranger, world.now)
    for slug, one in (("brand", foreign), ("stranger", token), ("nowhere", token)):
        told = await answers(slug, one)
        assert [answer.status_code for answer in told] == [404, 404]
        assert [bare(answer.text) for answer in told] == unknown
    async with inside(cast.brand.id):
        await renew_code(place, secret=SECRET, by=cast.brand.admin.member, now=world.now)
    assert [bare(one.text) for one in await answers("brand", token)] == unknown
    newer = token_of(SECRET, cast.brand.id, place, 2)
    assert (await nobody.get(f"/brand/v/{newer}")).status_code == 200
    async with inside(cast.brand.id):
        await close_place(place, by=cast.brand.admin.member, now=world.now)
    assert [bare(one.text) for one in await answers("brand", newer)] == unknown
    assert (await nobody.post(f"/brand/v/{newer}", data=said())).status_code == 404


def bare(text):
    import re

    return re.sub(r'nonce="[^"]*"|value="[^"]*"', "", text)


async def test_no_token_stands_in_the_database(cast, hung):
    async with inside(cast.brand.id):
        rows = await db().fetch("select row_to_json(p)::text as told from voice_places p where tenant_id = $1", cast.brand.id)
    assert rows
    assert not [row for row in rows if hung[1] in row["told"]]


async def test_a_company_that_is_suspended_is_heard_no_more(cast, world, hung):
    import asyncpg

    owner = await asyncpg.connect(**world.owner)
    try:
        await owner.execute("update tenants set suspended_at = now() where id = $1", cast.brand.id)
        with pytest.raises(Refused) as refused:
            await behind("brand", hung[1])
        assert refused.value.status == 404
    finally:
        await owner.execute("update tenants set suspended_at = null where id = $1", cast.brand.id)
        await owner.close()


async def test_posters_are_set_and_only_whoever_ordered_them_takes_them(cast, client, world, hung):
    admin = client(cast.brand.admin)
    ordered = await admin.post("/brand/posters", data={"place": str(hung[0])})
    assert ordered.status_code == 303, ordered.text
    address = ordered.headers["location"]
    assert "正在排版" in (await admin.get(address)).text
    assert (await admin.get(f"{address}/file")).status_code == 409
    posters = address.rsplit("/", 1)[1]
    await print_order(tenant=cast.brand.id, now=world.now, posters=posters)
    await print_order(tenant=cast.brand.id, now=world.now, posters=posters)
    pdf = await admin.get(f"{address}/file")
    assert pdf.content[:5] == b"%PDF-"
    assert (await client(cast.brand.clerk).get(address)).status_code == 404
    kept = {one.path async for one in files.listed(cast.brand.id)}
    assert [path for path in kept if posters in path] == [f"{cast.brand.id}/labels/{posters}.pdf"]
    assert (await admin.post("/brand/posters", data={})).status_code == 422


async def test_a_code_of_another_secret_is_renewed_before_it_is_printed(cast, world, hung):
    async with inside(cast.brand.id):
        with pytest.raises(Refused) as refused:
            await order_posters([hung[0]], address="/", secret=b"other", locale="en", by=cast.brand.admin.member, now=world.now)
    assert refused.value.status == 409


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, "unit"), ({"unit": "nowhere"}, "unit"), ({"object": "none"}, "object"), ({"unit": "Z1", "survey": "x"}, "survey")],
)
async def test_a_place_is_somewhere(cast, world, given, field):
    async with inside(cast.brand.id):
        with pytest.raises(Refused) as refused:
            await open_place(Given(given), secret=SECRET, by=cast.brand.admin.member, now=world.now)
    assert [one.field for one in refused.value.problems] == [field]


async def test_the_pages_of_places_need_three_statements_at_most(cast, client, world, hung):
    admin = client(cast.brand.admin)
    for path in ("/brand/places", f"/brand/places/{hung[0]}"):
        await admin.get(path)
        with counted(most=3):
            answer = await admin.get(path)
        assert answer.status_code == 200
    assert f"/v/{hung[1]}" in answer.text
    assert (await client(cast.brand.leader).get("/brand/places")).status_code == 403


async def test_an_expired_photo_of_nobody_is_swept_with_its_like(cast, world):
    """A photo that came in with a refused remark belongs to nothing, and goes after its days."""
    from saas.checks.keep_photo import keep_photo
    from saas.desk.sweep import PHOTOS, sweep

    made = uuid4()
    at = world.now - PHOTOS - timedelta(days=1)
    await keep_photo(made, picture()["buffer"], tenant=cast.brand.id, unit=cast.brand.units["Z1"], by=None, now=at)
    assert await sweep(cast.brand.id, now=world.now) >= 1
    async with inside(cast.brand.id):
        assert await db().fetchval("select count(*) from photos where tenant_id = $1 and id = $2", cast.brand.id, made) == 0
