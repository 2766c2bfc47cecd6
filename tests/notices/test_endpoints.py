"""Endpoints: kept sealed, tried until they take it, given up in sight, sent again by hand."""

from datetime import timedelta
from uuid import uuid4

import pytest

from saas.notices import deliver as delivering
from saas.notices.close_endpoint import close_endpoint
from saas.notices.deliver import Way, deliver
from saas.notices.keep_endpoint import keep_endpoint
from saas.notices.rules import TRIES
from saas.notices.seal import seal, unseal
from saas.notices.send_again import send_again
from saas.org.given import Given
from saas.refusals import Refused, Stale
from tenants import db, inside
from tests.notices.story import KEY, ROBOT, add, assigned
from tests.notices.test_outgoing import server

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"errcode":0}'
NO = b"HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nbusy"


@pytest.fixture
async def firm(cast):
    async with inside(cast.brand.id):
        for table in ("deliveries", "endpoints", "notices"):
            await db().execute(f"delete from {table} where tenant_id = $1", cast.brand.id)
    return cast.brand


async def waiting(firm, url, allowed, now):
    async with inside(firm.id):
        await add(firm, now, address=f"{url}/send?key=abcd1234", allowed=allowed)
        await assigned(firm, now, noun=uuid4())
        return await db().fetchval("select id from deliveries where tenant_id = $1", firm.id)


async def row_of(firm, delivery):
    async with inside(firm.id):
        return await db().fetchrow("select * from deliveries where tenant_id = $1 and id = $2", firm.id, delivery)


async def test_a_sealed_address_opens_only_in_its_own_row(firm):
    one, other = uuid4(), uuid4()
    sealed = seal(KEY, ROBOT, tenant=firm.id, thing=one)
    assert ROBOT.encode() not in sealed
    assert unseal(KEY, sealed, tenant=firm.id, thing=one) == ROBOT
    for wrong in ({"tenant": firm.id, "thing": other}, {"tenant": other, "thing": one}):
        with pytest.raises(Exception):  # noqa: B017 - the library's own
            unseal(KEY, sealed, **wrong)


async def test_it_is_sent_once_and_what_was_answered_is_kept(firm, world):
    async with server(OK) as (url, allowed, got):
        one = await waiting(firm, url, allowed, world.now)
        way = Way(KEY, "https://j.example", allowed)
        assert (await deliver(firm.id, one, way=way, now=world.now)).ok
        assert await deliver(firm.id, one, way=way, now=world.now + timedelta(hours=1)) is None
    row = await row_of(firm, one)
    assert (row["state"], row["status"], len(got)) == ("sent", 200, 1)
    assert "冰柜温度过高".encode() in got[0]


async def test_who_does_not_take_it_is_asked_again_until_it_is_given_up_and_sent_by_hand(firm, world):
    async with server(NO) as (url, allowed, got):
        one = await waiting(firm, url, allowed, world.now)
        way, now = Way(KEY, "https://j.example", allowed), world.now
        for wait in TRIES:
            assert not (await deliver(firm.id, one, way=way, now=now)).ok
            assert (await row_of(firm, one))["due_at"] == now + wait
            assert await deliver(firm.id, one, way=way, now=now) is None
            now += wait
        await deliver(firm.id, one, way=way, now=now)
    row = await row_of(firm, one)
    assert (row["state"], row["status"], row["answer"], len(got)) == ("dead", 503, "busy", len(TRIES) + 1)
    async with inside(firm.id):
        await send_again(one, by=firm.admin.member, now=now)
    with pytest.raises(Refused) as refused:
        async with inside(firm.id):
            await send_again(one, by=firm.admin.member, now=now)
    assert refused.value.status == 409


async def test_only_its_kinds_and_its_units(firm, world):
    async with inside(firm.id):
        await add(firm, world.now, name="别处", unit=str(firm.units["G-B"]))
        await assigned(firm, world.now, noun=uuid4())
        assert await db().fetchval("select count(*) from deliveries where tenant_id = $1", firm.id) == 0


async def test_what_is_left_empty_stays_and_two_who_edit_are_told(firm, world):
    async with inside(firm.id):
        one = await add(firm, world.now)
        before = await db().fetchval("select address from endpoints where id = $1", one)
        fields = {"name": "新名字", "shape": "wecom", "locale": "en", "edition": "1"}
        more = {"key": KEY, "allowed": frozenset(), "by": firm.admin.member, "now": world.now}
        await keep_endpoint(one, Given(fields), ["measure.due"], **more)
        assert await db().fetchval("select address from endpoints where id = $1", one) == before
    with pytest.raises(Stale):
        async with inside(firm.id):
            await keep_endpoint(one, Given(fields), ["measure.due"], **more)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"address": "http://a/b"}, "address"),
        ({"name": ""}, "name"),
        ({"shape": "x"}, "shape"),
        ({"unit": str(uuid4())}, "unit"),
        ({"secret": "密"}, "secret"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(firm, world, given, field):
    with pytest.raises(Refused) as refused:
        async with inside(firm.id):
            await add(firm, world.now, **given)
    assert field in {problem.field for problem in refused.value.problems}


async def test_a_closed_one_forgets_its_address_and_another_company_does_not_find_it(firm, cast, world):
    async with inside(firm.id):
        one = await add(firm, world.now)
    with pytest.raises(Refused) as refused:
        async with inside(cast.stranger.id):
            await close_endpoint(one, by=cast.stranger.admin.member, now=world.now)
    assert refused.value.status == 404
    async with inside(firm.id):
        await close_endpoint(one, by=firm.admin.member, now=world.now)
        assert await db().fetchval("select address from endpoints where id = $1", one) == b""


async def test_the_pages_never_show_the_address_and_the_secret_once(firm, client):
    admin = client(firm.admin)
    form = {
        "name": "ERP",
        "shape": "json",
        "address": "https://erp.example/very-secret-path",
        "locale": "en",
        "kinds": "measure.due",
    }
    made = await admin.post("/brand/notices/endpoints", data=form)
    assert "whsec_" in made.text
    page = (await admin.get("/brand/notices/endpoints")).text
    assert "erp.example" in page
    assert "very-secret-path" not in page + made.text
    at = page.split('href="/brand/notices/endpoints/')[1].split('"')[0]
    again = (await admin.get(f"/brand/notices/endpoints/{at}")).text
    assert "whsec_" not in again.replace("whsec_&#34;", "").replace('after "whsec_"', "")
    wrong = await admin.post("/brand/notices/endpoints", data=form | {"address": "http://10.0.0.1/"})
    assert (wrong.status_code, "https://" in wrong.text) == (422, True)


async def test_the_test_button_shows_what_came_back(firm, client, monkeypatch):
    async def inside_net(*_, **__):
        return ["10.1.2.3"]

    monkeypatch.setattr(delivering.post, "__kwdefaults__", delivering.post.__kwdefaults__ | {"find": inside_net})
    admin = client(firm.admin)
    form = {"name": "群", "shape": "wecom", "address": ROBOT, "locale": "zh-CN", "kinds": "measure.due"}
    at = (await admin.post("/brand/notices/endpoints", data=form)).headers["location"]
    told = await admin.post(f"{at}/trial")
    assert "对方没有收下" in told.text
    assert "内部网络" in told.text
