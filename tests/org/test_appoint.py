"""Who holds a post from when to when: one holder on every day, and never a stranger."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from saas.org.appoint import appoint
from saas.org.vacate import vacate
from saas.refusals import Refused
from tenants import db, inside

TODAY = date(2026, 11, 18)


async def seat(world, firm, post, member, day=TODAY):
    async with inside(firm.id):
        return await appoint(firm.posts[post], member, day, by=firm.admin.member, now=world.now, today=TODAY)


async def holders(firm, post):
    async with inside(firm.id):
        rows = await db().fetch(
            "select from_date, to_date from appointments where post_id = $1 order by from_date",
            firm.posts[post],
        )
    return [tuple(row) for row in rows]


async def test_it_fills_a_vacant_post(world, cast):
    await seat(world, cast.brand, "SR-21", cast.brand.colleague.member)
    assert await holders(cast.brand, "SR-21") == [(TODAY, None)]


async def test_the_same_member_again_is_the_same_appointment(world, cast):
    first = await seat(world, cast.brand, "SR-22", cast.brand.staff.member)
    assert await seat(world, cast.brand, "SR-22", cast.brand.staff.member, date(2026, 12, 1)) == first
    assert await holders(cast.brand, "SR-22") == [(TODAY, None)]


async def test_a_new_holder_ends_the_former_the_day_before(world, cast):
    await seat(world, cast.brand, "SR-31", cast.brand.staff.member, date(2026, 11, 1))
    await seat(world, cast.brand, "SR-31", cast.brand.colleague.member, date(2026, 11, 20))
    assert await holders(cast.brand, "SR-31") == [
        (date(2026, 11, 1), date(2026, 11, 19)), (date(2026, 11, 20), None),
    ]  # fmt: skip


async def test_it_refuses_a_day_on_which_the_post_was_held(world, cast):
    await seat(world, cast.brand, "SR-32", cast.brand.staff.member, date(2026, 11, 10))
    for day in (date(2026, 11, 10), date(2026, 11, 9)):
        with pytest.raises(Refused) as refused:
            await seat(world, cast.brand, "SR-32", cast.brand.colleague.member, day)
        assert refused.value.problems[0].field == "from_date"
    async with inside(cast.brand.id):
        await vacate(cast.brand.posts["SR-32"], date(2026, 11, 30), by=cast.brand.admin.member, now=world.now)
    with pytest.raises(Refused):
        await seat(world, cast.brand, "SR-32", cast.brand.colleague.member, date(2026, 11, 30))
    await seat(world, cast.brand, "SR-32", cast.brand.colleague.member, date(2026, 12, 1))


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(9999, 1, 1)])
async def test_it_refuses_a_day_far_away(world, cast, day):
    with pytest.raises(Refused):
        await seat(world, cast.brand, "SR-41", cast.brand.staff.member, day)


async def test_it_refuses_who_is_no_member_here(world, cast):
    for nobody in (cast.stranger.staff.member, uuid4()):
        with pytest.raises(Refused) as refused:
            await seat(world, cast.brand, "SR-41", nobody)
        assert refused.value.problems[0].field == "member"


async def test_it_does_not_find_a_foreign_post(world, cast):
    async with inside(cast.brand.id):
        with pytest.raises(Refused) as refused:
            await appoint(
                cast.stranger.posts["SR-41"], cast.brand.staff.member, TODAY,
                by=cast.brand.admin.member, now=world.now, today=TODAY,
            )  # fmt: skip
    assert refused.value.status == 404


async def test_ending_an_appointment_twice_tells_that_it_is_vacant(world, cast):
    await seat(world, cast.brand, "SR-42", cast.brand.staff.member)
    async with inside(cast.brand.id):
        await vacate(cast.brand.posts["SR-42"], TODAY, by=cast.brand.admin.member, now=world.now)
        with pytest.raises(Refused) as refused:
            await vacate(cast.brand.posts["SR-42"], TODAY, by=cast.brand.admin.member, now=world.now)
    assert refused.value.status == 409
