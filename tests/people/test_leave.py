"""Who has left is gone at the next request, and may come back with new roles only."""

from __future__ import annotations

from datetime import date

import pytest

from saas.people.change_password import change_password
from saas.people.leave import leave
from saas.refusals import Refused
from saas.shield import token_hash
from tenants import db, inside, lobby
from tests.cast import PASSWORD

TODAY = date(2026, 11, 18)


async def go(world, firm, member, by=None):
    async with inside(firm.id):
        await leave(member, by=by or firm.admin.member, now=world.now, today=TODAY)


async def test_the_next_request_finds_no_membership(world, cast, client):
    browser = client(cast.brand.driver)
    assert (await browser.get("/brand/organisation")).status_code == 200
    await go(world, cast.brand, cast.brand.driver.member)
    assert (await browser.get("/brand/organisation")).status_code == 404
    async with inside(cast.brand.id):
        row = await db().fetchrow("select to_date from appointments where membership_id = $1", cast.brand.driver.member)
        assert row["to_date"] == TODAY
        assert not await db().fetch("select from roles where membership_id = $1", cast.brand.driver.member)
    with pytest.raises(Refused) as refused:
        await go(world, cast.brand, cast.brand.driver.member)
    assert refused.value.status == 409


async def test_nobody_ends_their_own_membership_or_a_foreign_one(world, cast):
    with pytest.raises(Refused) as refused:
        await go(world, cast.brand, cast.brand.admin.member)
    assert refused.value.status == 422
    with pytest.raises(Refused) as refused:
        await go(world, cast.brand, cast.stranger.staff.member)
    assert refused.value.status == 404


async def test_a_disabled_person_is_out_at_the_next_request(cast, client):
    browser = client(cast.brand.keeper)
    assert (await browser.get("/brand/organisation")).status_code == 200
    async with lobby():
        await db().execute("update persons set disabled_at = now() where id = $1", cast.brand.keeper.person)
    assert (await browser.get("/brand/organisation")).status_code == 303
    assert (await browser.get("/account")).headers["location"].startswith("/login")


async def test_a_new_password_ends_every_session(world, cast, client):
    who = cast.brand.colleague
    token = await change_password(who.person, PASSWORD, "新的密码还要更长一些才好", now=world.now)
    assert (await client(who).get("/brand/organisation")).status_code == 303
    async with lobby():
        rows = await db().fetch("select token_hash from sessions where person_id = $1", who.person)
    assert [row["token_hash"] for row in rows] == [token_hash(token)]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("不是原来的那个密码", "新的密码还要更长一些才好", "old"),
        (PASSWORD, "short", "password"),
        (PASSWORD, PASSWORD, "password"),
    ],
)
async def test_a_password_that_cannot_be_names_its_field(world, cast, old, new, field):
    with pytest.raises(Refused) as refused:
        await change_password(cast.brand.staff.person, old, new, now=world.now)
    assert refused.value.problems[0].field == field


async def test_guessing_the_old_password_is_counted(world, cast):
    for _ in range(10):
        with pytest.raises(Refused):
            await change_password(cast.brand.leader.person, "猜一个密码看看吧", PASSWORD, now=world.now)
    with pytest.raises(Refused) as refused:
        await change_password(cast.brand.leader.person, PASSWORD, "新的密码还要更长一些才好", now=world.now)
    assert refused.value.status == 429
