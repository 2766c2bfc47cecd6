"""Posts, layers and job titles: added, changed, moved, closed; who holds a post from when to when."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from saas.org import post_reads, reads
from saas.org.add_layer import add_layer
from saas.org.add_post import add_post
from saas.org.add_title import add_title
from saas.org.appoint import appoint
from saas.org.change_post import change_post
from saas.org.change_title import change_title
from saas.org.close_post import close_post
from saas.org.end_appointment import end_appointment
from saas.org.given import Given
from saas.org.move_post import move_post
from saas.org.order_layer import order_layer
from saas.org.remove_layer import remove_layer
from saas.org.remove_title import remove_title
from saas.org.rename_layer import rename_layer
from saas.org.reopen_post import reopen_post
from saas.refusals import Refused, Stale
from tenants import db, inside

TODAY = date(2026, 11, 18)
WEEK = timedelta(days=7)
POST = {"name_zh": "临时岗", "job_title": "sales_rep"}


async def refusal(work):
    with pytest.raises(Refused) as refused:
        await work
    return refused.value


@pytest.fixture
def how(cast, world):
    return {"by": cast.brand.admin.member, "now": world.now}


@pytest.fixture
async def title(cast):
    async with inside(cast.brand.id):
        return await db().fetchval("select job_title from posts where tenant_id = $1 and code = 'SR-11'", cast.brand.id)


async def new_post(cast, how, title, unit="Z3-1", **more):
    async with inside(cast.brand.id):
        fields = POST | {"job_title": title} | more
        return await add_post(cast.brand.units[unit], Given(fields), **how, today=TODAY)


async def test_a_new_post_is_vacant_since_its_first_day(cast, how, title):
    post = await new_post(cast, how, title)
    async with inside(cast.brand.id):
        found = await post_reads.post(post, TODAY, None)
    assert (found.holder(TODAY), found.vacant_since(TODAY), found.edition) == (None, TODAY, 1)


@pytest.mark.parametrize(
    ("fields", "field"), [({"name_zh": ""}, "name_zh"), ({"job_title": "nobody"}, "job_title"), ({"code": "SR-11"}, "code")]
)
async def test_what_cannot_be_names_its_field(cast, how, title, fields, field):
    assert (await refusal(new_post(cast, how, title, **fields))).problems[0].field == field


async def test_a_post_is_changed_moved_closed_and_opened_again(cast, how, title):
    post, units = await new_post(cast, how, title), cast.brand.units
    async with inside(cast.brand.id):
        await change_post(post, Given({"name_zh": "改名", "job_title": title}), 1, **how, today=TODAY)
        with pytest.raises(Stale):
            await change_post(post, Given({"name_zh": "又改", "job_title": title}), 1, **how, today=TODAY)
    async with inside(cast.brand.id):
        await move_post(post, units["Z3-2"], 2, **how, today=TODAY)
        await close_post(post, TODAY + WEEK, 3, **how, today=TODAY)
        assert (await refusal(close_post(post, TODAY + WEEK, 4, **how, today=TODAY))).status == 409
        await reopen_post(post, 4, **how)
        assert (await refusal(reopen_post(post, 5, **how))).status == 409
        found = await post_reads.post(post, TODAY, None)
    assert (found.name["zh"], found.unit, found.closed_on) == ("改名", units["Z3-2"], None)


async def test_a_post_that_is_held_does_not_close(cast, how):
    async with inside(cast.brand.id):
        refused = await refusal(close_post(cast.brand.posts["SR-11"], TODAY, 0, **how, today=TODAY))
    assert refused.problems[0].field == "closed_on"


async def test_open_work_follows_a_post_and_work_done_stays(cast, how, world):
    brand, post = cast.brand, cast.brand.posts["SR-12"]
    async with inside(brand.id):
        from saas.checks.lay_out import lay_out

        await lay_out(TODAY, now=world.now)
        await move_post(post, brand.units["Z2-1"], 0, **how, today=TODAY)
        units = await db().fetch("select distinct unit_id from due_checks where post_id = $1 and state = 'open'", post)
        span = await db().fetchrow("select unit_id, to_date from post_spans where post_id = $1", post)
    assert [row["unit_id"] for row in units] == [brand.units["Z2-1"]]
    assert tuple(span) == (brand.units["Z1-2"], TODAY - timedelta(days=1))


async def test_foreign_posts_are_not_found(cast, how):
    async with inside(cast.brand.id):
        for post in (cast.stranger.posts["SR-11"], uuid4()):
            assert (await refusal(close_post(post, TODAY, 0, **how, today=TODAY))).status == 404
            assert (await refusal(move_post(post, cast.brand.units["Z1"], 0, **how, today=TODAY))).status == 404
            assert (await refusal(reopen_post(post, 0, **how))).status == 404
            assert (await refusal(post_reads.post(post, TODAY, None))).status == 404
        assert (await refusal(end_appointment(uuid4(), None, **how, today=TODAY))).status == 404


async def test_a_successor_is_named_ahead_and_may_be_called_off(cast, how, title):
    post, brand = await new_post(cast, how, title), cast.brand
    async with inside(brand.id):
        await appoint(post, brand.driver.member, TODAY, **how, today=TODAY)
        next_one = await appoint(post, brand.keeper.member, TODAY + WEEK, **how, today=TODAY)
        taken = await refusal(
            appoint(post, brand.staff.member, TODAY + timedelta(days=1), **how, today=TODAY, to_date=TODAY + 2 * WEEK)
        )
    assert taken.problems[0].field == "from_date"
    async with inside(brand.id):
        assert await end_appointment(next_one, None, **how, today=TODAY) == post
        found = await post_reads.post(post, TODAY, None)
    assert [(one.name, one.to_date) for one in found.holders] == [("driver", TODAY + WEEK - timedelta(days=1))]
    assert found.vacant_since(TODAY + 2 * WEEK) == TODAY + WEEK


async def test_an_appointment_from_a_day_to_a_day_is_shortened_and_prolonged(cast, how, title):
    post, brand = await new_post(cast, how, title), cast.brand
    async with inside(brand.id):
        first = await appoint(post, brand.driver.member, TODAY, **how, today=TODAY, to_date=TODAY + WEEK)
        await end_appointment(first, TODAY + timedelta(days=2), **how, today=TODAY)
        longer = await refusal(end_appointment(first, TODAY + WEEK, **how, today=TODAY))
        assert longer.problems[0].field == "to_date"
        assert await appoint(post, brand.driver.member, TODAY, **how, today=TODAY, to_date=TODAY + 2 * WEEK) == first
        late = await refusal(appoint(post, brand.keeper.member, TODAY + WEEK, **how, today=TODAY))
        assert late.problems[0].field == "from_date"
        early = await refusal(appoint(post, brand.driver.member, TODAY, **how, today=TODAY, to_date=TODAY - WEEK))
        assert early.problems[0].field == "to_date"


async def test_layers_are_named_ordered_and_removed_when_empty(cast, how):
    async with inside(cast.brand.id):
        made = await add_layer(Given({"name_zh": "车间"}), **how)
        used = await db().fetchval("select layer_id from units where id = $1", cast.brand.units["Z1"])
        assert (await refusal(remove_layer(used, **how))).status == 409
        await rename_layer(made, Given({"name_en": "Shop"}), 1, **how)
        with pytest.raises(Stale):
            await rename_layer(made, Given({"name_en": "Floor"}), 1, **how)
    async with inside(cast.brand.id):
        before = [one.id for one in await reads.layers()]
        await order_layer(made, "up", **how)
        after = [one.id for one in await reads.layers()]
        assert (before.index(made), after.index(made)) == (len(before) - 1, len(before) - 2)
        await remove_layer(made, **how)
        assert (await refusal(remove_layer(made, **how))).status == 404
        assert (await refusal(rename_layer(made, Given({"name_zh": "x"}), 0, **how))).status == 404
    async with inside(cast.stranger.id):
        assert (await refusal(remove_layer(used, **how))).status == 404


async def test_job_titles_come_from_the_pack_and_are_kept_by_the_company(cast, how, title):
    async with inside(cast.brand.id):
        own = {one.code: one for one in await reads.titles()}
        assert own[title].name["zh"]
        assert own["city_supervisor"].role == "leader"
        assert (await refusal(remove_title(own[title].id, **how))).status == 409
        made = await add_title(Given({"name_zh": "店长", "role": "leader"}), **how)
        await change_title(made, Given({"name_zh": "店经理", "role": "leader"}), 1, **how)
        assert (await refusal(change_title(made, Given({"name_zh": "店经理", "role": "owner"}), 2, **how))).problems[
            0
        ].field == "role"
        await remove_title(made, **how)
        assert (await refusal(remove_title(made, **how))).status == 404
