"""Who has to read a version, who has, and the quiz in between."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from saas.refusals import Refused
from saas.standards import readings
from saas.standards.confirm import confirm
from tenants import current, db, inside
from tests.standards.story import RIGHT, publish_change
from tests.statements import statements


@pytest.fixture(scope="module")
async def standard(cast, world):
    """A version with a quiz that one detail of the staff's post concerns."""
    return await publish_change(cast.brand, now=world.now)


@pytest.fixture
def at(world):
    return {"today": world.now.date(), "now": world.now}


async def test_it_is_read_by_the_posts_it_concerns(cast, world, standard):
    async with inside(cast.brand.id):
        mine = await readings.reading(standard, world.now.date(), cast.brand.staff.member)
        others = await readings.reading(standard, world.now.date(), cast.brand.executive.member)
    assert (mine.must, len(mine.codes), mine.confirmed_at) == (True, 1, None)
    assert others.must is False


async def test_everybody_else_has_nothing_to_confirm(cast, standard, at):
    for firm, one, who in (
        (cast.brand, standard, "executive"),
        (cast.brand, uuid4(), "staff"),
        (cast.stranger, standard, "staff"),
    ):
        with pytest.raises(Refused) as refused:
            async with inside(firm.id):
                await confirm(one, RIGHT, by=firm.people[who].member, **at)
        assert refused.value.status == 404


async def test_whoever_comes_later_is_not_asked(cast, world, standard):
    """New people are taught the whole standard, not the differences of its past."""
    brand = cast.brand
    async with inside(brand.id):
        moved = "update appointments set from_date = $3 where tenant_id = $1 and membership_id = $2"
        await db().execute(moved, brand.id, brand.staff.member, world.now.date() + timedelta(days=3))
        assert not (await readings.reading(standard, world.now.date(), brand.staff.member)).must
        await db().execute(moved, brand.id, brand.staff.member, world.now.date().replace(month=1, day=1))


async def test_the_page_of_a_reader_asks_again_where_an_answer_was_wrong(cast, client, standard):
    """And then keeps who, when, which version, and after how many tries; twice is once."""
    staff = client(cast.brand.staff)
    here = f"/brand/standards/versions/{standard}/reading"
    for address in ("/brand/standards", "/brand/readings"):
        assert "去阅读" in (await staff.get(address)).text
    with statements(2):
        page = await staff.get(here)
    assert "<ins>" in page.text and "与你的岗位有关" in page.text
    again = await staff.post(here, data=RIGHT | {"q-1": "0"})
    assert (again.status_code, "有 1 题再想一想" in again.text) == (422, True)
    assert 'value="0" checked' in again.text
    for _ in range(2):
        done = await staff.post(here, data=RIGHT)
        assert done.status_code == 303
    assert "你已在" in (await staff.get(here)).text
    assert "待阅读" not in (await staff.get("/brand/standards")).text
    assert (await staff.get("/brand/readings", headers={"hx-request": "true"})).text.strip() == ""
    async with inside(cast.brand.id):
        rows = await db().fetch(
            "select tries from standard_confirmations where tenant_id = $1 and standard_id = $2", current(), standard
        )
    assert [row["tries"] for row in rows] == [2]


async def test_leaders_see_their_lines_and_no_others(cast, client, standard):
    with statements(1):
        page = await client(cast.brand.leader).get(f"/brand/standards/versions/{standard}/readers")
    assert page.status_code == 200
    assert "人已确认" in page.text
    other = await client(cast.brand.other_leader).get(f"/brand/standards/versions/{standard}/readers")
    assert ">staff<" not in other.text
    assert (await client(cast.brand.staff).get(f"/brand/standards/versions/{standard}/readers")).status_code == 403


async def test_coverage_counts_people_and_vacant_posts(cast, world, standard):
    async with inside(cast.brand.id):
        found = await readings.coverage(standard, world.now.date(), [cast.brand.units["Y"]])
    assert sum(unit.readers for unit in found.units) >= found.readers > 0
    assert found.confirmed <= found.readers
    assert found.vacant >= 0
    assert found.total == len(found.people)
