"""Two people edit one thing: the first writes, the second is told, nothing is lost."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from saas.refusals import Stale
from saas.revisions import revise
from tenants import db, inside


async def edited(firm, who, noun_id, seen, name, world, **more):
    async with inside(firm.id):
        return await revise("unit", noun_id, seen, {"name_zh": name}, by=who.member, now=world.now, **more)


async def written(firm, noun_id):
    async with inside(firm.id):
        return await db().fetch(
            "select edition, after, before, why from revisions where tenant_id = $1 and noun_id = $2 order by edition",
            firm.id,
            noun_id,
        )


async def test_editions_count_from_one_and_keep_what_stood_before_the_first(world, cast):
    thing = uuid4()
    assert await edited(cast.brand, cast.brand.admin, thing, 0, "一区", world, before={"name_zh": "第一区"}) == 1
    assert await edited(cast.brand, cast.brand.clerk, thing, 1, "东一区", world, why="改名") == 2
    rows = [tuple(row) for row in await written(cast.brand, thing)]
    assert rows == [(1, {"name_zh": "一区"}, {"name_zh": "第一区"}, None), (2, {"name_zh": "东一区"}, None, "改名")]


async def test_of_two_at_once_one_writes_and_the_other_sees_the_difference(world, cast):
    thing = uuid4()
    await edited(cast.brand, cast.brand.admin, thing, 0, "一区", world)
    both = await asyncio.gather(
        edited(cast.brand, cast.brand.admin, thing, 1, "甲", world),
        edited(cast.brand, cast.brand.clerk, thing, 1, "乙", world),
        return_exceptions=True,
    )
    (told,) = [one for one in both if isinstance(one, Stale)]
    assert [one for one in both if not isinstance(one, Stale)] == [2]
    rows = await written(cast.brand, thing)
    assert len(rows) == 2
    assert (told.status, told.edition, told.theirs) == (409, 2, rows[1]["after"])
    assert told.base == {"name_zh": "一区"}
    assert {told.mine["name_zh"], told.theirs["name_zh"]} == {"甲", "乙"}
    assert told.name in {"admin", "clerk", "管理员"}


async def test_many_at_once_on_a_thing_never_revised_leave_one(world, cast):
    thing = uuid4()
    many = await asyncio.gather(
        *(edited(cast.brand, cast.brand.admin, thing, 0, str(n), world) for n in range(6)), return_exceptions=True
    )
    assert sum(isinstance(one, Stale) for one in many) == 5
    assert len(await written(cast.brand, thing)) == 1


@pytest.mark.parametrize("seen", [3, 2**31 - 1, -1])
async def test_an_edition_that_never_was_is_stale(world, cast, seen):
    thing = uuid4()
    with pytest.raises(Stale):
        await edited(cast.brand, cast.brand.admin, thing, seen, "一区", world)
    assert await written(cast.brand, thing) == []


async def test_who_opened_it_before_the_first_edition_sees_what_stood_there(world, cast):
    thing = uuid4()
    await edited(cast.brand, cast.brand.admin, thing, 0, "甲", world, before={"name_zh": "旧"})
    with pytest.raises(Stale) as told:
        await edited(cast.brand, cast.brand.clerk, thing, 0, "乙", world, before={"name_zh": "旧"})
    assert told.value.base == {"name_zh": "旧"}


async def test_keeping_mine_is_to_send_it_again_with_the_newer_edition(world, cast):
    thing = uuid4()
    await edited(cast.brand, cast.brand.admin, thing, 0, "甲", world)
    with pytest.raises(Stale) as told:
        await edited(cast.brand, cast.brand.clerk, thing, 0, "乙", world)
    assert await edited(cast.brand, cast.brand.clerk, thing, told.value.edition, "乙", world) == 2


async def test_the_same_id_next_door_is_another_thing(world, cast):
    thing = uuid4()
    await edited(cast.brand, cast.brand.admin, thing, 0, "甲", world)
    assert await edited(cast.stranger, cast.stranger.admin, thing, 0, "乙", world) == 1
    assert len(await written(cast.brand, thing)) == 1


async def test_what_was_written_stays_as_it_was_written(world, cast):
    thing = uuid4()
    await edited(cast.brand, cast.brand.admin, thing, 0, "甲", world)
    for statement in ("update revisions set after = '{}' where tenant_id = $1", "delete from revisions where tenant_id = $1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with inside(cast.brand.id):
                await db().execute(statement, cast.brand.id)
