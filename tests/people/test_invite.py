"""An invitation: made, withdrawn, accepted once, and what its link shows to whom."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from saas.people.accept import accept
from saas.people.invite import Wish, invite
from saas.people.withdraw import withdraw
from saas.refusals import Refused
from saas.shield import token_hash
from tenants import db, inside, lobby
from tests.cast import PASSWORD


async def make(world, firm, login="new@brand.example", **changed):
    fields = {"name": "新同事", "login": login, "role": "staff", "unit": None, "post": None} | changed
    async with inside(firm.id):
        return await invite(
            Wish(**fields), by=firm.admin.member, now=world.now, address=f"http://test/{firm.slug}",
            locale="zh-CN",
        )  # fmt: skip


async def take(world, token, password=PASSWORD, *, slug="brand", signed_in=None, after=timedelta(0)):
    return await accept(slug, token, password, signed_in=signed_in, now=world.now + after, locale="zh-CN")


async def member_of(firm, login):
    async with inside(firm.id):
        return await db().fetchrow(
            """select m.id, m.ended_at, m.person_id,
                      (select array_agg(role) from roles r where r.membership_id = m.id) as roles,
                      (select array_agg(post_id) from appointments a where a.membership_id = m.id) as posts
               from memberships m join persons p on p.id = m.person_id where p.login = $1""",
            login,
        )


async def test_it_keeps_only_the_hash_and_writes_a_letter(world, cast):
    made = await make(world, cast.brand, unit=cast.brand.units["Z1-1"])
    async with inside(cast.brand.id):
        row = await db().fetchrow("select * from invitations where id = $1", made.id)
        letter = await db().fetchval("select args from jobs where name = 'notices.mail' and args ->> 'letter' = 'invitation'")
    assert row["token_hash"] == token_hash(made.token)
    assert row["expires_at"] - row["created_at"] == timedelta(days=7)
    assert letter["to"] == "new@brand.example"
    assert letter["link"] == f"http://test/brand/invitation/{made.mailed}"


async def test_a_mobile_number_gets_no_letter(world, cast):
    async with inside(cast.brand.id):
        before = await db().fetchval("select count(*) from jobs")
    await make(world, cast.brand, "13700000001", unit=cast.brand.units["Z1-1"])
    async with inside(cast.brand.id):
        assert await db().fetchval("select count(*) from jobs") == before


async def test_whoever_accepts_is_member_with_role_and_post(world, cast):
    post = cast.brand.posts["SR-21"]
    made = await make(world, cast.brand, "sr21@brand.example", post=post)
    token = await take(world, made.token)
    member = await member_of(cast.brand, "sr21@brand.example")
    assert (member["roles"], member["posts"]) == (["staff"], [post])
    async with lobby():
        assert await db().fetchval(
            "select person_id from sessions where token_hash = $1", token_hash(token)
        ) == member["person_id"]  # fmt: skip


async def test_a_link_works_once_even_for_two_at_the_same_time(world, cast):
    made = await make(world, cast.brand, "twice@brand.example", unit=cast.brand.units["Z1"])
    done = await asyncio.gather(take(world, made.token), take(world, made.token), return_exceptions=True)
    assert sorted(one.status for one in done if isinstance(one, Refused)) in ([409], [410])
    with pytest.raises(Refused) as refused:
        await take(world, made.token)
    assert refused.value.status == 410


async def test_an_expired_withdrawn_or_unknown_link_says_so(world, cast):
    late = await make(world, cast.brand, "late@brand.example", unit=cast.brand.units["Z1"])
    with pytest.raises(Refused) as refused:
        await take(world, late.token, after=timedelta(days=7))
    assert refused.value.status == 410
    async with inside(cast.brand.id):
        await withdraw(late.id, by=cast.brand.admin.member, now=world.now)
    with pytest.raises(Refused) as refused:
        await take(world, late.token)
    assert refused.value.status == 410
    for slug, token in (("brand", "x" * 43), ("stranger", late.token), ("nowhere", late.token)):
        with pytest.raises(Refused) as refused:
            await take(world, token, slug=slug)
        assert refused.value.status == 404


async def test_the_newest_invitation_replaces_the_older_one(world, cast):
    old = await make(world, cast.brand, "again@brand.example", unit=cast.brand.units["Z1"])
    new = await make(world, cast.brand, "again@brand.example", unit=cast.brand.units["Z2"])
    with pytest.raises(Refused):
        await take(world, old.token)
    await take(world, new.token)


async def test_a_known_login_needs_its_password_or_its_session(world, cast):
    login, person = cast.stranger.staff.login, cast.stranger.staff.person
    made = await make(world, cast.brand, login, unit=cast.brand.units["Z1"])
    with pytest.raises(Refused) as refused:
        await take(world, made.token, "另一个很长的密码啊", signed_in=cast.stranger.leader.person)
    assert (refused.value.status, refused.value.problems[0].field) == (422, "password")
    await take(world, made.token, "", signed_in=person)
    assert (await member_of(cast.brand, login))["person_id"] == person


async def test_a_weak_password_keeps_the_link_open(world, cast):
    made = await make(world, cast.brand, "weak@brand.example", unit=cast.brand.units["Z1"])
    with pytest.raises(Refused) as refused:
        await take(world, made.token, "1234567890")
    assert refused.value.problems[0].field == "password"
    await take(world, made.token)


async def test_a_post_that_was_filled_meanwhile_stays_with_its_holder(world, cast):
    made = await make(world, cast.brand, "slow@brand.example", post=cast.brand.posts["SR-11"])
    await take(world, made.token)
    assert (await member_of(cast.brand, "slow@brand.example"))["posts"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "长" * 41), ("login", "nobody"), ("role", "owner"), ("unit", uuid4()),
     ("unit", None), ("post", uuid4())],
)  # fmt: skip
async def test_it_names_the_field_that_is_wrong(world, cast, field, value):
    with pytest.raises(Refused) as refused:
        await make(world, cast.brand, **({"unit": cast.brand.units["Z1"]} | {field: value}))
    assert [problem.field for problem in refused.value.problems] == [field]


async def test_it_refuses_places_of_another_company_and_present_members(world, cast):
    for changed in ({"unit": cast.stranger.units["Z1"]}, {"post": cast.stranger.posts["SR-21"]}):
        with pytest.raises(Refused) as refused:
            await make(world, cast.brand, **changed)
        assert refused.value.status == 422
    with pytest.raises(Refused) as refused:
        await make(world, cast.brand, cast.brand.staff.login, unit=cast.brand.units["Z1"])
    assert (refused.value.status, refused.value.problems[0].field) == (409, "login")


async def test_withdrawing_is_done_once_and_at_home(world, cast):
    made = await make(world, cast.brand, "gone@brand.example", unit=cast.brand.units["Z1"])
    async with inside(cast.stranger.id):
        with pytest.raises(Refused) as refused:
            await withdraw(made.id, by=cast.stranger.admin.member, now=world.now)
    assert refused.value.status == 404
    async with inside(cast.brand.id):
        await withdraw(made.id, by=cast.brand.admin.member, now=world.now)
        with pytest.raises(Refused) as refused:
            await withdraw(made.id, by=cast.brand.admin.member, now=world.now)
    assert refused.value.status == 409
