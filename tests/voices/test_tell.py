"""随手报: told in three taps, once however often it is sent, and followed to its end."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from saas.findings.act_on import act_on
from saas.refusals import Refused
from saas.voices.rules import OWN
from saas.voices.speak_up import Said, speak_up
from tenants import db, inside
from tests.statements import statements as counted


@pytest.fixture
def tell(cast, world):
    async def told(said, *, voice=None, by=None, firm=None, within=None):
        firm = firm or cast.brand
        async with inside(firm.id):
            return await speak_up(voice or uuid4(), said, by=(by or firm.staff).member, within=within, now=world.now)

    return told


async def finding(firm, id_):
    async with inside(firm.id):
        return await db().fetchrow("select * from findings where tenant_id = $1 and id = $2", firm.id, id_)


async def test_a_tap_is_a_finding_of_the_unit(cast, tell):
    heard = await tell(Said("unsafe", unit=str(cast.brand.units["Z1-1"])))
    row = await finding(cast.brand, heard.finding)
    assert (row["source"], row["kind"], row["severity"], row["state"]) == ("report", "hazard", "major", "open")
    assert (row["title"], row["found_by"]) == (dict(OWN["unsafe"].text), cast.brand.staff.member)
    assert heard.receipt == str(row["number"])


async def test_words_are_its_title_and_an_object_tells_the_unit(cast, tell):
    async with inside(cast.brand.id):
        thing = await db().fetchrow(
            "select id, code, unit_id from objects where tenant_id = $1 order by code limit 1", cast.brand.id
        )
    heard = await tell(Said("broken", text="门封裂了  一条缝", object=thing["code"]))
    row = await finding(cast.brand, heard.finding)
    assert (row["title"]["zh"], row["object_id"], row["unit_id"]) == ("门封裂了 一条缝", thing["id"], thing["unit_id"])


async def test_the_same_tap_again_is_known_as_the_same(cast, tell):
    unit = str(cast.brand.units["Z1-2"])
    first, second = await tell(Said("dirty", unit=unit)), await tell(Said("dirty", unit=unit))
    assert first.finding != second.finding
    # Found at the same moment: only what came before counts.
    async with inside(cast.brand.id):
        await db().execute(
            "update findings set found_at = found_at - interval '1 hour' where tenant_id = $1 and id = $2",
            cast.brand.id,
            first.finding,
        )
    third = await tell(Said("dirty", unit=unit))
    assert (await finding(cast.brand, third.finding))["times"] == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(unit="Z1-1"), "text"), (Said("nothing", unit="Z1-1"), "text"), (Said(text="一" * 501, unit="Z1-1"), "text"),
        (Said("dirty"), "unit"), (Said("dirty", unit="nowhere"), "unit"), (Said("dirty", object="nothing"), "object"),
        (Said("dirty", unit="Z1-1", photos=[uuid4()]), "photos"), (Said(photos=[uuid4() for _ in range(4)], unit="Z1-1"), "photos"),
    ],
)  # fmt: skip
async def test_what_cannot_be_taken_is_refused_at_its_field(tell, said, field):
    with pytest.raises(Refused) as refused:
        await tell(said)
    assert [problem.field for problem in refused.value.problems] == [field]


async def test_sent_five_times_at_once_it_is_told_once(cast, tell):
    voice = uuid4()
    heard = await asyncio.gather(*(tell(Said("missing", unit="Z1-1"), voice=voice) for _ in range(5)))
    assert len({one.receipt for one in heard}) == 1
    async with inside(cast.brand.id):
        rows = await db().fetch("select id from voices where tenant_id = $1 and id = $2", cast.brand.id, voice)
    assert len(rows) == 1


async def test_the_id_of_another_is_not_taken(cast, tell):
    voice = uuid4()
    await tell(Said("idea", unit="Z1-1"), voice=voice)
    with pytest.raises(Refused) as refused:
        await tell(Said("idea", unit="Z1-1"), voice=voice, by=cast.brand.colleague)
    assert refused.value.status == 409


async def test_a_foreign_unit_a_foreign_photo_and_what_lies_beyond_ones_line_are_not_taken(cast, tell, snap):
    photo = await snap(cast.stranger, cast.stranger.staff)
    for said in (Said("dirty", unit=str(cast.stranger.units["Z1-1"])), Said("dirty", unit="Z1-1", photos=[photo])):
        with pytest.raises(Refused):
            await tell(said)
    with pytest.raises(Refused):
        await tell(Said("dirty", unit="Z1-2"), within=[cast.brand.units["Z1-1"]])
    assert await tell(Said("dirty", unit="Z1-1"), within=[cast.brand.units["Z1-1"]])


async def test_a_phone_that_was_away_tells_when_it_was_seen(cast, tell, world):
    seen = world.now - timedelta(days=2)
    row = await finding(cast.brand, (await tell(Said("dirty", unit="Z1-1", told_at=seen))).finding)
    assert row["found_at"] == seen
    ahead = await tell(Said("dirty", unit="Z1-1", told_at=world.now + timedelta(days=2)))
    assert (await finding(cast.brand, ahead.finding))["found_at"] == world.now


async def test_the_phone_sends_it_and_gets_its_receipt(cast, client, snap):
    photo = await snap(cast.brand, cast.brand.staff)
    staff, voice = client(cast.brand.staff), uuid4()
    body = {
        "reason": "broken",
        "text": "灯不亮",
        "unit": str(cast.brand.units["Z1-1"]),
        "photos": [str(photo)],
        "told_at": "2026-11-18T01:00:00Z",
    }
    for _ in range(2):
        answer = await staff.put(f"/brand/voices/{voice}", json=body | {"answers": []})
        assert answer.status_code == 200, answer.text
    told = answer.json()
    story = await staff.get(f"/brand/findings/{told['finding']}")
    assert "灯不亮" in story.text
    assert (await staff.get(f"/brand/findings/{told['finding']}/photos/{photo}")).status_code == 200


async def test_the_form_needs_three_statements_at_most_and_prefills_ones_own_unit(cast, client):
    firm = cast.brand
    await client(firm.staff).get("/brand/voices/addition")
    with counted(most=3):
        html = (await client(firm.staff).get("/brand/voices/addition")).text
    own = html.index(f'value="{firm.units["Z1-1"]}"')
    assert own < html.index(f'value="{firm.units["Z1-2"]}"')
    assert "/brand/voices/addition" in (await client(firm.staff).get("/brand/today")).text


async def test_without_a_script_it_is_a_form_and_what_is_wrong_stands_at_its_field(cast, client):
    staff = client(cast.brand.staff)
    wrong = await staff.post("/brand/voices", data={"text": "", "unit": str(cast.brand.units["Z1-1"])})
    assert wrong.status_code == 422
    assert "请点一个原因" in wrong.text
    done = await staff.post(
        "/brand/voices", data={"reason": "idea", "text": "把表挂低一点", "unit": str(cast.brand.units["Z1-1"])}
    )
    assert done.status_code == 303
    page = await staff.get(done.headers["location"])
    assert "已收到" in page.text
    assert "把表挂低一点" in page.text


async def test_what_became_of_it_is_told_to_whoever_told(cast, client, tell, world):
    firm = cast.brand
    heard = await tell(Said("broken", text="货架歪了", unit="Z1"), by=firm.colleague)
    mine = client(firm.colleague)
    assert "交给" in (await mine.get("/brand/voices")).text
    async with inside(firm.id):
        await db().execute(
            "update findings set post_id = $3 where tenant_id = $1 and id = $2", firm.id, heard.finding, firm.posts["SK-1"]
        )
        await act_on(heard.finding, cause="螺丝松", action="拧紧", photo=None, by=firm.keeper.member, now=world.now)
    with counted(most=3):
        html = (await mine.get("/brand/voices")).text
    assert "已整改，等验收：拧紧" in html
    assert "货架歪了" not in (await client(firm.driver).get("/brand/voices")).text


async def test_whoever_has_told_nothing_is_told_how(cast, client):
    assert "三下" in (await client(cast.brand.clerk).get("/brand/voices")).text
    english = await client(cast.brand.clerk, **{"accept-language": "en"}).get("/brand/voices")
    assert english.status_code == 200
