"""What a company is born with, and that everything of it is in its own tables."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import msgspec
import pytest
from asyncpg import UniqueViolationError

from saas.packs.shelf import keys, pack_named
from saas.packs.take_up import take_up
from saas.refusals import Refused
from saas.scores.scheme import Scheme
from tenants import db, inside


async def count(table: str, where: str = "true") -> int:
    return await db().fetchval(f"select count(*) from {table} where {where}")


async def test_it_offers_the_cold_drink_pack():
    assert "cold_drink" in keys()


async def test_it_writes_every_part_of_the_pack(cast):
    pack = await pack_named("cold_drink")
    async with inside(cast.brand.id):
        assert await count("units") == len(pack.organisation.units)
        assert await count("posts") == len(pack.organisation.posts)
        assert await count("objects") == len(pack.objects.objects)
        assert await count("points") == sum(len(c.points) for c in pack.checklists.checklists)
        assert await count("checklist_versions", "number = 1") == len(pack.checklists.checklists)
        assert await count("ledger_figures") == sum(len(o.book) for o in pack.objects.objects)
        assert await count("measure_library") == sum(len(m.points) for m in pack.measures.measures)
        assert await count("standards", "published_at is not null and number = 1") == 1


async def test_it_draws_the_line_of_every_unit_up_to_the_top(cast):
    async with inside(cast.brand.id):
        tops = await db().fetchval(
            """select count(distinct ancestor_id) from unit_lines l
               where not exists (select from unit_lines u where u.unit_id = l.ancestor_id and u.depth > 0)"""
        )
        assert tops == 1
        assert await count("unit_lines", "depth = 0") == await count("units")
        assert await count("units", "parent_id is null") == 1


async def test_it_gives_every_detail_one_responsible_post(cast):
    async with inside(cast.brand.id):
        nobody = await db().fetch(
            """select code from standard_nodes n where level = 'detail' and not exists (
                 select from responsibilities r where r.detail_code = n.code and r.kind = 'responsible')"""
        )
        twice = await db().fetch(
            """select detail_code, unit_id from responsibilities where kind = 'responsible'
               group by 1, 2 having count(*) > 1"""
        )
    assert nobody == []
    assert twice == []


async def test_it_schedules_each_object_with_the_nearest_post(cast):
    async with inside(cast.brand.id):
        strays = await db().fetch(
            """select s.id from schedules s
               join posts p on p.id = s.post_id join objects o on o.id = s.object_id
               where not exists (select from unit_lines l
                                 where l.unit_id = o.unit_id and l.ancestor_id = p.unit_id)"""
        )
        assert await count("schedules", "object_id is not null") > 0
    assert strays == []


async def test_its_scheme_is_one_that_the_scores_can_read(cast):
    async with inside(cast.brand.id):
        body = await db().fetchval("select body from schemes")
    scheme = msgspec.convert(body, Scheme)
    assert scheme.weights_of("driver")
    assert body["cycles"]["every"] == "quarter"


async def test_it_opens_the_present_quarter(cast):
    async with inside(cast.brand.id):
        rows = await db().fetch("select from_date, to_date, state from cycles")
    assert [tuple(row) for row in rows] == [(date(2026, 10, 1), date(2026, 12, 31), "open")]


async def test_it_keeps_figures_as_written(cast):
    async with inside(cast.brand.id):
        limits = await db().fetchval("select limits from points where code = 'C1-07'")
        options = await db().fetchval("select options from points where code = 'C1-03'")
    assert limits == {"low": "40", "yellow_low": "30"}
    assert [option["share"] for option in options] == ["1", "0.6", "0"]


async def test_it_refuses_a_pack_that_is_not_there(cast, world):
    async with inside(cast.brand.id):
        with pytest.raises(Refused) as refused:
            await take_up("../cold_drink", by=cast.brand.admin.member, now=world.now)
    assert (refused.value.status, refused.value.problems[0].field) == (422, "pack")


async def test_a_second_time_changes_nothing(cast, world):
    async with inside(cast.brand.id):
        before = await count("layers")
    with pytest.raises(UniqueViolationError):
        async with inside(cast.brand.id):
            await take_up("cold_drink", by=cast.brand.admin.member, now=world.now)
    async with inside(cast.brand.id):
        assert await count("layers") == before


async def test_the_neighbour_has_a_pack_of_its_own(cast):
    async with inside(cast.stranger.id):
        assert await count("units") == len(cast.stranger.units)
        assert not set(cast.stranger.units.values()) & set(cast.brand.units.values())
    async with inside(uuid4()):
        assert await count("units") == 0
