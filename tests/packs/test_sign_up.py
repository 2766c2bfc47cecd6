"""A company is born whole, once, and only with an address that nobody can mistake."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from saas.packs import sign_up as module
from saas.packs.sign_up import RESERVED, sign_up
from saas.refusals import Refused
from saas.web import routes
from tenants import db, inside, lobby
from tests.cast import PASSWORD

FORM = {
    "company": "清凉冷饮", "slug": "qingliang", "pack": "cold_drink", "name": "负责人",
    "login": "13800000001", "password": PASSWORD,
}  # fmt: skip


async def sign(world, **changed):
    return await sign_up(**(FORM | changed), now=world.now, locale="zh-CN")


async def tenants() -> int:
    async with lobby():
        return await db().fetchval("select count(*) from tenants")


async def test_it_founds_the_company_with_its_first_member(world):
    tenant = await sign(world)
    async with inside(tenant):
        assert await db().fetchval("select name from tenants where id = $1", tenant) == "清凉冷饮"
        roles = await db().fetch("select role, u.parent_id from roles r join units u on u.id = r.unit_id order by 1")
        assert [tuple(row) for row in roles] == [("admin", None), ("executive", None)]
        jobs = await db().fetch("select name, args from jobs where name <> 'duties.check'")
        assert [(j["name"], j["args"]) for j in jobs] == [("checks.lay_out", {"day": "2026-11-18"})]
        assert await db().fetchval("select count(*) from trails where action = 'sign_up'") == 1


async def test_it_opens_every_cycle_from_an_earlier_first_day(world):
    tenant = await sign_up(
        **(FORM | {"slug": "earlier", "login": "13800000009"}), now=world.now, locale="zh-CN",
        first_day=date(2026, 5, 4),
    )  # fmt: skip
    async with inside(tenant):
        assert await db().fetchval("select array_agg(code order by code) from cycles") == [
            "2026-Q2", "2026-Q3", "2026-Q4",
        ]  # fmt: skip
        assert await db().fetchval("select min(from_date) from schedules") == date(2026, 5, 4)


async def test_a_person_who_is_known_joins_with_their_own_password(world, cast):
    tenant = await sign(world, slug="second-firm", login=cast.brand.admin.login)
    async with inside(tenant):
        assert await db().fetchval("select person_id from memberships") == cast.brand.admin.person


async def test_a_known_login_with_a_wrong_password_founds_nothing(world, cast):
    before = await tenants()
    with pytest.raises(Refused) as refused:
        await sign(world, slug="third-firm", login=cast.brand.admin.login, password="不是这个密码呀呀呀")
    assert refused.value.problems[0].field == "password"
    assert await tenants() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "brand"), ("slug", "login"), ("slug", "ab"), ("slug", "-ab"), ("slug", "а-cyrillic"),
        ("slug", "a" * 41), ("slug", "a/b"), ("slug", "a b c"), ("slug", "ｆｕｌｌ"), ("company", " "),
        ("company", "长" * 81), ("company", "a\u202eb"), ("name", ""), ("login", "not-a-login"),
        ("login", "раураl@example.com"), ("login", "a@b"), ("login", "12345"), ("password", "short"),
        ("password", "1234567890"), ("password", "aaaaaaaaaaaa"), ("password", "password2026"),
        ("password", "x" * 2000), ("pack", "no_such_pack"), ("pack", "../cold_drink"),
    ],
)  # fmt: skip
async def test_it_names_the_field_that_is_wrong(world, field, value):
    before = await tenants()
    with pytest.raises(Refused) as refused:
        await sign(world, **({"slug": "fresh-one", "login": "13800000002"} | {field: value}))
    assert refused.value.status == 422
    assert [problem.field for problem in refused.value.problems] == [field]
    assert await tenants() == before


async def test_it_names_all_wrong_fields_at_once(world):
    with pytest.raises(Refused) as refused:
        await sign(world, company="", name="", login="", password="")
    assert [p.field for p in refused.value.problems] == ["company", "name", "login", "password"]


async def test_of_two_who_ask_for_one_address_one_gets_it(world):
    done = await asyncio.gather(
        sign(world, slug="race", login="13800000003"), sign(world, slug="race", login="13800000004"),
        return_exceptions=True,
    )  # fmt: skip
    lost = [one for one in done if isinstance(one, Refused)]
    assert len(lost) == 1
    assert lost[0].problems[0].field == "slug"
    async with lobby():
        assert await db().fetchval("select count(*) from tenants where slug = 'race'") == 1


async def test_when_the_pack_cannot_be_taken_up_nothing_remains(world, monkeypatch):
    async def fails(*_, **__):
        raise RuntimeError("disk full")

    monkeypatch.setattr(module, "take_up", fails)
    with pytest.raises(RuntimeError):
        await sign(world, slug="unborn", login="13800000005")
    async with lobby():
        assert not await db().fetchval("select true from tenants where slug = 'unborn'")
        assert not await db().fetchval("select true from persons where login = '13800000005'")


@pytest.mark.usefixtures("app")
def test_every_first_part_of_our_own_addresses_is_reserved():
    first = {route.path.split("/")[1] for route in routes.all} - {"", "{slug}"}
    assert first <= RESERVED
