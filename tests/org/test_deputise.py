"""A deputy has the post for a time: its checks are theirs to do, never to judge, and what they did says so."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest

from saas.checks.lay_out import lay_out
from saas.demo.days import Story, fill_one
from saas.demo.habits import Habit
from saas.demo.people import Person
from saas.org.appoint import appoint
from saas.org.deputise import deputise
from saas.org.end_deputy import end_deputy
from saas.org.given import Given
from saas.org.lend_roles import lend_roles
from saas.people.grant import grant
from saas.people.revoke import revoke
from saas.refusals import Refused
from saas.reviews.accept import accept
from saas.shield import token_hash
from tenants import db, inside, once

TODAY = date(2026, 11, 18)
WEEK = timedelta(days=7)


def times(first=TODAY, last=TODAY, reason="年假"):
    return Given({"from_date": str(first), "to_date": str(last), "reason": reason})


async def stand_in(world, firm, post, member, given=None):
    async with inside(firm.id):
        return await deputise(firm.posts[post], member, given or times(), by=firm.admin.member, now=world.now, today=TODAY)


async def posts_of(world, actor):
    return (await once("enter", "brand", token_hash(actor.token), world.now, None))["posts"] or []


async def refusal(work):
    with pytest.raises(Refused) as refused:
        await work
    return refused.value


async def test_the_post_is_among_the_deputys_for_that_time_only(world, cast):
    brand = cast.brand
    deputy = await stand_in(world, brand, "SR-21", brand.driver.member, times(TODAY, TODAY + WEEK))
    assert brand.posts["SR-21"] in await posts_of(world, brand.driver)
    async with inside(brand.id):
        assert await end_deputy(deputy, by=brand.admin.member, now=world.now, today=TODAY) == brand.posts["SR-21"]
    assert brand.posts["SR-21"] not in await posts_of(world, brand.driver)
    await stand_in(world, brand, "SR-21", brand.driver.member, times(TODAY + WEEK, TODAY + WEEK))
    assert brand.posts["SR-21"] not in await posts_of(world, brand.driver)


async def test_ending_twice_is_told_and_a_foreign_one_is_not_found(world, cast):
    brand, stranger = cast.brand, cast.stranger
    deputy = await stand_in(world, brand, "SR-22", brand.driver.member)
    async with inside(brand.id):
        await end_deputy(deputy, by=brand.admin.member, now=world.now, today=TODAY)
        again = await refusal(end_deputy(deputy, by=brand.admin.member, now=world.now, today=TODAY))
    assert again.status == 409
    async with inside(stranger.id):
        foreign = await refusal(end_deputy(deputy, by=stranger.admin.member, now=world.now, today=TODAY))
    assert foreign.status == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (times(reason=""), "reason"),
        (times(TODAY, TODAY - WEEK), "to_date"),
        (times(TODAY - 2 * WEEK, TODAY - WEEK), "to_date"),
        (times(TODAY, TODAY + 60 * WEEK), "to_date"),
        (Given({"reason": "年假"}), "from_date"),
    ],
)
async def test_what_cannot_be_names_its_field(world, cast, given, field):
    refused = await refusal(stand_in(world, cast.brand, "SR-31", cast.brand.driver.member, given))
    assert refused.problems[0].field == field


async def test_it_refuses_the_holder_a_second_deputy_and_strangers(world, cast):
    brand = cast.brand
    holder = await refusal(stand_in(world, brand, "SR-11", brand.staff.member))
    assert holder.problems[0].field == "member"
    await stand_in(world, brand, "SR-32", brand.driver.member, times(TODAY, TODAY + WEEK))
    second = await refusal(stand_in(world, brand, "SR-32", brand.staff.member, times(TODAY + WEEK, TODAY + 2 * WEEK)))
    assert second.problems[0].field == "from_date"
    for nobody in (cast.stranger.staff.member, uuid4()):
        assert (await refusal(stand_in(world, brand, "SR-31", nobody))).status == 422
    async with inside(brand.id):
        foreign = await refusal(
            deputise(cast.stranger.posts["SR-31"], brand.staff.member, times(), by=brand.admin.member, now=world.now, today=TODAY)
        )
    assert foreign.status == 404


async def test_the_database_itself_keeps_two_holders_apart(world, cast):
    brand = cast.brand
    async with inside(brand.id):
        await appoint(brand.posts["SR-41"], brand.staff.member, TODAY, by=brand.admin.member, now=world.now, today=TODAY)
    with pytest.raises(Exception, match="two appointments of one post"):
        async with inside(brand.id):
            await db().execute(
                """insert into appointments (tenant_id, post_id, membership_id, from_date, to_date)
                   values ($1, $2, $3, $4, $4)""",
                brand.id, brand.posts["SR-41"], brand.driver.member, TODAY + WEEK,
            )  # fmt: skip


async def done_by_the_deputy(world, firm, actor, post):
    """The deputy opens today's list of the post and sends it."""
    async with inside(firm.id):
        await lay_out(TODAY, now=world.now)
        due = await db().fetchval(
            "select id from due_checks where tenant_id = $1 and post_id = $2 and state = 'open' order by opens_at, id limit 1",
            firm.id, firm.posts[post],
        )  # fmt: skip
    person = Person(
        post, firm.posts[post], actor.member, token_hash(actor.token), "staff", firm.units["Z1-1"], actor.login, Habit(fails=900)
    )
    story = Story(firm.slug, firm.id, "Asia/Shanghai", [person], {}, Random(7), world.now)
    await fill_one(story, person, due, world.now, Random(7), asyncio.Semaphore(1))
    async with inside(firm.id):
        return await db().fetchval("select check_id from due_checks where tenant_id = $1 and id = $2", firm.id, due)


async def test_a_check_by_the_deputy_says_so_and_is_for_others_to_review(world, cast, client):
    brand = cast.brand
    await stand_in(world, brand, "SR-11", brand.colleague.member, times(TODAY, TODAY + WEEK, "培训"))
    async with inside(brand.id):
        await grant(brand.colleague.member, "leader", brand.units["Z1"], by=brand.admin.member, now=world.now)
        await grant(brand.staff.member, "leader", brand.units["Z1"], by=brand.admin.member, now=world.now)
    check = await done_by_the_deputy(world, brand, brand.colleague, "SR-11")
    page = await client(brand.leader).get(f"/brand/reviews/{check}")
    assert "colleague（代）" in page.text
    # Neither who did it for the holder, nor the holder whose work it is.
    for own in (brand.colleague, brand.staff):
        async with inside(brand.id):
            refused = await refusal(accept(check, by=own.member, now=world.now))
        assert refused.status == 403
    async with inside(brand.id):
        await accept(check, by=brand.leader.member, now=world.now)


async def test_who_stands_in_judges_no_work_of_the_post(world, cast):
    """Sent by the holder in the morning; at noon a leader becomes the holder's deputy."""
    brand = cast.brand
    check = await done_by_the_deputy(world, brand, brand.keeper, "SK-1")
    await stand_in(world, brand, "SK-1", brand.keeper_leader.member, times())
    async with inside(brand.id):
        refused = await refusal(accept(check, by=brand.keeper_leader.member, now=world.now))
    assert refused.status == 403


async def roles_of(firm, actor):
    async with inside(firm.id):
        rows = await db().fetch(
            "select role, unit_id, deputy_id from roles where tenant_id = $1 and membership_id = $2 order by role",
            firm.id,
            actor.member,
        )
    return [(row["role"], row["unit_id"], row["deputy_id"] is not None) for row in rows]


async def test_who_stands_in_for_a_leader_leads_for_that_time(world, cast):
    brand = cast.brand
    async with inside(brand.id):
        post = await db().fetchrow(
            """select p.code, p.unit_id from posts p join job_titles j on j.tenant_id = $1 and j.code = p.job_title and j.role = 'leader'
                where p.tenant_id = $1 and p.closed_on is null and not exists (
                  select from deputies d where d.tenant_id = $1 and d.post_id = p.id) order by p.code limit 1""",
            brand.id,
        )  # fmt: skip
    before = await roles_of(brand, brand.clerk)
    deputy = await stand_in(world, brand, post["code"], brand.clerk.member, times(TODAY, TODAY + WEEK))
    assert ("leader", post["unit_id"], True) in await roles_of(brand, brand.clerk)
    async with inside(brand.id):
        await lend_roles(TODAY + WEEK)
    assert ("leader", post["unit_id"], True) in await roles_of(brand, brand.clerk)
    async with inside(brand.id):
        await lend_roles(TODAY + WEEK + timedelta(days=1))
    assert await roles_of(brand, brand.clerk) == before
    async with inside(brand.id):
        await lend_roles(TODAY)
        lent = await db().fetchval("select id from roles where tenant_id = $1 and deputy_id = $2 limit 1", brand.id, deputy)
    async with inside(brand.id):
        told = await refusal(revoke(brand.clerk.member, lent, by=brand.admin.member, now=world.now))
    assert told.status == 422
    async with inside(brand.id):
        await end_deputy(deputy, by=brand.admin.member, now=world.now, today=TODAY)
    assert await roles_of(brand, brand.clerk) == before


async def test_a_role_given_by_hand_outlives_the_lending(world, cast):
    brand = cast.brand
    async with inside(brand.id):
        post = await db().fetchrow(
            """select p.code, p.unit_id from posts p join job_titles j on j.tenant_id = $1 and j.code = p.job_title and j.role = 'leader'
                where p.tenant_id = $1 and p.closed_on is null and not exists (
                  select from deputies d where d.tenant_id = $1 and d.post_id = p.id) order by p.code limit 1""",
            brand.id,
        )  # fmt: skip
    deputy = await stand_in(world, brand, post["code"], brand.clerk.member)
    async with inside(brand.id):
        await grant(brand.clerk.member, "leader", post["unit_id"], by=brand.admin.member, now=world.now)
        await end_deputy(deputy, by=brand.admin.member, now=world.now, today=TODAY)
    assert ("leader", post["unit_id"], False) in await roles_of(brand, brand.clerk)
