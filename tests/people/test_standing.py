"""Who somebody is in a company is told from one row, and is true at every request all the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from saas.people.sessions import start_session
from saas.shield import token_hash
from tenants import db, enter, inside

DAY = timedelta(days=1)


@pytest.fixture
def standing(cast, world):
    """standing(person, days) is the row of enter() so many days from now."""

    async def told(person, days: int = 0):
        async with inside(cast.brand.id):
            token = await start_session(person.person, now=world.now + days * DAY)
        return await enter("brand", token_hash(token), world.now + days * DAY)

    return told


async def write(firm, sql: str, *args):
    async with inside(firm.id):
        return await db().fetchval(sql, firm.id, *args)


async def test_it_is_written_once_a_day_and_read_from_then_on(cast, standing):
    version = "select xmin::text from standings where tenant_id = $1 and person_id = $2"
    staff = cast.brand.staff
    first = await standing(staff)
    written = await write(cast.brand, version, staff.person)
    assert dict(await standing(staff)) == dict(first)
    assert await write(cast.brand, version, staff.person) == written
    assert dict(await standing(staff, 1)) == dict(first)
    assert await write(cast.brand, version, staff.person) != written


async def test_an_appointment_begins_and_ends_with_its_days(cast, standing, world):
    staff, post = cast.brand.staff, cast.brand.staff.posts[0]
    last = date(2026, 11, 20)
    await write(cast.brand, "update appointments set to_date = $3 where tenant_id = $1 and post_id = $2 returning id", post, last)
    days = [(await standing(staff, days))["posts"] for days in range(4)]
    await write(cast.brand, "update appointments set to_date = null where tenant_id = $1 and post_id = $2 returning id", post)
    assert days == [[post], [post], [post], None]
    assert (await standing(staff, 3))["posts"] == [post]


async def test_a_deputy_has_the_post_from_day_to_day_and_not_once_withdrawn(cast, standing):
    own, other = cast.brand.colleague.posts, cast.brand.driver.posts[0]
    deputy = await write(
        cast.brand,
        """insert into deputies (tenant_id, post_id, membership_id, from_date, to_date, reason, named_by, named_at)
           values ($1, $2, $3, $4, $5, '休假', $3, now()) returning id""",
        other, cast.brand.colleague.member, date(2026, 11, 19), date(2026, 11, 20),
    )  # fmt: skip
    days = [set((await standing(cast.brand.colleague, days))["posts"]) for days in range(4)]
    assert days == [set(own), {*own, other}, {*own, other}, set(own)]
    await write(cast.brand, "update deputies set withdrawn_at = now() where tenant_id = $1 and id = $2 returning id", deputy)
    assert (await standing(cast.brand.colleague, 1))["posts"] == own


async def test_a_post_that_moves_takes_its_holder_along_at_once(cast, standing):
    staff, firm = cast.brand.staff, cast.brand
    before = (await standing(staff))["post_units"]
    move = "update posts set unit_id = $3 where tenant_id = $1 and id = $2 returning unit_id"
    await write(firm, move, staff.posts[0], firm.units["Y"])
    assert (await standing(staff))["post_units"] == [firm.units["Y"]]
    await write(firm, move, staff.posts[0], before[0])
    assert (await standing(staff))["post_units"] == before


async def test_whose_unit_becomes_external_is_outside_at_once(cast, standing):
    firm = cast.brand
    mark = "update units set external = $3 where tenant_id = $1 and id = $2 returning id"
    assert "outside" not in (await standing(firm.staff))["roles"]
    await write(firm, mark, firm.units["Z1"], True)
    told = await standing(firm.staff)
    await write(firm, mark, firm.units["Z1"], False)
    assert dict(zip(told["roles"], told["role_units"], strict=True))["outside"] == firm.units["Z1-1"]
    assert "outside" not in (await standing(firm.staff))["roles"]


async def test_who_left_is_nobody_here_and_is_somebody_again_when_back(cast, standing, world):
    clerk = cast.brand.clerk
    assert (await standing(clerk))["tenant_id"] == cast.brand.id
    end = "update memberships set ended_at = $3 where tenant_id = $1 and id = $2 returning id"
    await write(cast.brand, end, clerk.member, world.now)
    gone = await standing(clerk)
    assert (gone["person_id"], gone["tenant_id"], gone["roles"]) == (clerk.person, None, None)
    await write(cast.brand, end, clerk.member, None)
    assert (await standing(clerk))["roles"] == ["admin"]
