"""The tree changes and its past stays: add, rename, move, merge, close, each allowed, refused, twice and from elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from saas.org import reads, tree
from saas.org.add_unit import add_unit
from saas.org.change_unit import change_unit
from saas.org.close_unit import close_unit
from saas.org.given import Given
from saas.org.hanging import hanging
from saas.org.merge_unit import merge_unit
from saas.org.move_unit import move_unit
from saas.org.order_unit import order_unit
from saas.org.reopen_unit import reopen_unit
from saas.refusals import Refused, Stale
from tenants import db, inside

TODAY = date(2026, 11, 18)
YESTERDAY = TODAY - timedelta(days=1)


class Office:
    """The administrator's hand in one company."""

    def __init__(self, firm, now):
        self.firm, self.how = firm, {"by": firm.admin.member, "now": now}

    async def layer(self, code="L4"):
        return str(await db().fetchval("select id from layers where tenant_id = $1 order by position desc limit 1", self.firm.id))

    async def add(self, parent, name="新单元", **more):
        async with inside(self.firm.id):
            given = Given({"name_zh": name, "layer": await self.layer()} | more)
            return await add_unit(parent, given, **self.how, today=TODAY)

    async def seen(self, unit):
        return await db().fetchval(
            "select coalesce(max(edition), 0) from revisions where tenant_id = $1 and noun_id = $2", self.firm.id, unit
        )

    async def do(self, verb, unit, *args, seen=None, **more):
        async with inside(self.firm.id):
            edition = await self.seen(unit) if seen is None else seen
            return await verb(unit, *args, edition, **self.how, **more)

    async def move(self, unit, parent, **more):
        await self.do(move_unit, unit, parent, today=TODAY, **more)

    async def lines(self):
        """ancestor → units below, as the lines say and as the parents say."""
        async with inside(self.firm.id):
            kept = await db().fetch("select ancestor_id, unit_id, depth from unit_lines where tenant_id = $1", self.firm.id)
            parents = await db().fetch("select id, parent_id from units where tenant_id = $1", self.firm.id)
        up = {row["id"]: row["parent_id"] for row in parents}
        walked = set()
        for unit in up:
            at, depth = unit, 0
            while at:
                walked.add((at, unit, depth))
                at, depth = up[at], depth + 1
        return {tuple(row) for row in kept}, walked


@pytest.fixture
def office(cast, world):
    return Office(cast.brand, world.now)


@pytest.fixture
def elsewhere(cast, world):
    return Office(cast.stranger, world.now)


async def refusal(work):
    with pytest.raises(Refused) as refused:
        await work
    return refused.value


async def test_a_new_unit_stands_last_below_its_parent_with_a_number_of_its_own(office, cast):
    made = [await office.add(cast.brand.units["Z3"]) for _ in range(2)]
    async with inside(cast.brand.id):
        rows = await db().fetch("select code, position from units where id = any ($1) order by position", made)
    assert [row["code"] for row in rows] == ["U1", "U2"]
    kept, walked = await office.lines()
    assert kept == walked


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name_zh": ""}, "name_zh"),
        ({"name_zh": "长" * 61}, "name_zh"),
        ({"name_zh": "坏\u0000"}, "name_zh"),
        ({"code": "有 空格"}, "code"),
        ({"code": "Z1"}, "code"),
        ({"weight": "-1"}, "weight"),
        ({"weight": "NaN"}, "weight"),
        ({"layer": "nowhere"}, "layer"),
    ],
)
async def test_what_cannot_be_names_its_field(office, cast, fields, field):
    refused = await refusal(office.add(cast.brand.units["Z3"], **fields))
    assert (refused.status, refused.problems[0].field) == (422, field)


async def test_foreign_and_unknown_units_are_not_found(office, elsewhere, cast):
    theirs = cast.stranger.units["Z1"]
    for unit in (theirs, uuid4()):
        assert (await refusal(office.add(unit))).status == 404
        assert (await refusal(office.move(unit, cast.brand.units["Z2"]))).status == 404
        assert (await refusal(office.move(cast.brand.units["Z2"], unit))).status == 404
        assert (await refusal(office.do(close_unit, unit, TODAY, today=TODAY))).status == 404
        assert (await refusal(office.do(merge_unit, unit, cast.brand.units["Z2"], today=TODAY))).status == 404
        assert (await refusal(office.do(reopen_unit, unit))).status == 404


async def test_the_second_of_two_who_change_a_unit_is_told(office, cast):
    unit = await office.add(cast.brand.units["Z3"], "甲")
    async with inside(cast.brand.id):
        layer = await office.layer()
    first, second = (Given({"name_zh": name, "layer": layer}) for name in ("乙", "丙"))
    await office.do(change_unit, unit, first, seen=1, today=TODAY)
    with pytest.raises(Stale) as stale:
        await office.do(change_unit, unit, second, seen=1, today=TODAY)
    assert (stale.value.theirs["name_zh"], stale.value.mine["name_zh"], stale.value.base["name_zh"]) == ("乙", "丙", "甲")
    await office.do(change_unit, unit, second, seen=2, today=TODAY)


async def test_a_move_takes_all_below_with_it_and_makes_no_circle(office, cast):
    units = cast.brand.units
    await office.move(units["Z4"], units["G-A"])
    kept, walked = await office.lines()
    assert kept == walked
    assert (units["G-A"], units["Z4-1"], 2) in kept
    refused = await refusal(office.move(units["G-A"], units["Z4-1"]))
    assert refused.problems[0].field == "parent"
    assert (await refusal(office.move(units["Y"], units["Z4"]))).problems[0].field == "parent"


async def test_yesterday_the_tree_was_what_it_was(office, cast):
    """A unit that was moved and renamed today stands in its old place, under its old name, on every day before."""
    units, brand = cast.brand.units, cast.brand
    await office.move(units["Z5"], units["G-A"])
    async with inside(brand.id):
        layer = await office.layer()
    await office.do(change_unit, units["Z5"], Given({"name_zh": "新五区", "layer": layer}), today=TODAY)
    new = await office.add(units["G-A"], "今天的")
    async with inside(brand.id):
        now, then = [{node.id: node for node in await tree.branch(units["G-A"], on, TODAY)} for on in (TODAY, YESTERDAY)]
        before = {node.id: node for node in await tree.branch(units["G-B"], YESTERDAY, TODAY)}
    assert now[units["Z5"]].name["zh"] == "新五区"
    assert new in now
    assert units["Z5"] not in then
    assert new not in then
    assert before[units["Z5"]].name["zh"] == "五区"


async def test_a_merged_unit_hands_over_what_it_has_and_closes(office, cast):
    brand, units = cast.brand, cast.brand.units
    one, other = units["Z2-1"], units["Z2-2"]
    below = await office.add(one, "更下面")
    async with inside(brand.id):
        had = await db().fetch("select id from posts where unit_id = $1", one)
        things = await db().fetchval("select count(*) from objects where unit_id = any ($1)", [one, other])
        await db().execute(
            "insert into roles (tenant_id, membership_id, role, unit_id) values ($1, $2, 'leader', $3), ($1, $2, 'leader', $4)",
            brand.id, brand.keeper.member, one, other,
        )  # fmt: skip
    await office.do(merge_unit, one, other, today=TODAY)
    async with inside(brand.id):
        row = await db().fetchrow("select parent_id, closed_on from units where id = $1", one)
        assert tuple(row) == (other, TODAY)
        assert {
            r["unit_id"] for r in await db().fetch("select unit_id from posts where id = any ($1)", [r["id"] for r in had])
        } == {other}
        assert await db().fetchval("select count(*) from objects where unit_id = $1", other) == things
        assert not await db().fetch("select from roles where unit_id = $1", one)
        assert not await db().fetch("select from responsibilities where unit_id = $1", one)
        assert await db().fetchval("select parent_id from units where id = $1", below) == other
        assert not await hanging(one, TODAY)
        then = await tree.branch(units["Z2"], YESTERDAY, TODAY)
    kept, walked = await office.lines()
    assert kept == walked
    assert one in {node.id for node in then}
    assert {seat.id for node in then if node.id == one for seat in node.seats} == {row["id"] for row in had}
    again = await refusal(office.do(merge_unit, one, other, today=TODAY))
    assert again.status == 409


async def test_a_merger_into_itself_or_below_itself_is_refused(office, cast):
    units = cast.brand.units
    for into in (units["Z3"], units["Z3-1"]):
        assert (await refusal(office.do(merge_unit, units["Z3"], into, today=TODAY))).problems[0].field == "into"
    assert (await refusal(office.do(merge_unit, units["Y"], units["Z3"], today=TODAY))).problems[0].field == "into"


async def test_a_unit_closes_when_nothing_hangs_on_it_and_may_open_again(office, cast):
    parent = cast.brand.units["Z3"]
    refused = await refusal(office.do(close_unit, parent, TODAY, today=TODAY))
    assert refused.problems[0].field == "closed_on"
    async with inside(cast.brand.id):
        kinds = {one.what for one in await hanging(parent, TODAY)}
    assert {"下级单元", "岗位"} <= kinds
    unit = await office.add(parent, "空单元")
    for day in (YESTERDAY, TODAY + timedelta(days=400)):
        assert (await refusal(office.do(close_unit, unit, day, today=TODAY))).problems[0].field == "closed_on"
    await office.do(close_unit, unit, TODAY + timedelta(days=3), today=TODAY)
    assert (await refusal(office.do(close_unit, unit, TODAY, today=TODAY))).status == 409
    assert (await refusal(office.add(unit))).status == 409
    await office.do(reopen_unit, unit)
    assert (await refusal(office.do(reopen_unit, unit))).status == 409
    assert (await refusal(office.do(close_unit, cast.brand.units["Y"], TODAY, today=TODAY))).status == 422


async def test_siblings_change_places_one_step_at_a_time(office, cast):
    parent = await office.add(cast.brand.units["G-B"], "排序")
    made = [await office.add(parent, name) for name in "甲乙丙"]

    async def order():
        async with inside(cast.brand.id):
            return [made.index(row["id"]) for row in await db().fetch(
                "select id from units where parent_id = $1 order by position, code", parent)]  # fmt: skip

    for unit, step, expected in (
        (made[2], "up", [0, 2, 1]), (made[0], "down", [2, 0, 1]), (made[2], "up", [2, 0, 1]), (made[1], "down", [2, 0, 1]),
        (made[1], "sideways", [2, 0, 1]),
    ):  # fmt: skip
        async with inside(cast.brand.id):
            await order_unit(unit, step, **office.how)
        assert await order() == expected


async def test_the_tree_opens_at_the_head_only(office, cast):
    """A branch with more children than fit comes when it is opened, in pages."""
    parent = await office.add(cast.brand.units["G-B"], "很多")
    async with inside(cast.brand.id):
        await db().execute(
            """insert into units (tenant_id, parent_id, layer_id, code, name)
               select tenant_id, id, layer_id, 'M' || n, jsonb_build_object('zh', '多' || n)
                 from units, generate_series(1, 230) n where tenant_id = $1 and id = $2""",
            cast.brand.id, parent,
        )  # fmt: skip
        roots = await tree.head(TODAY, TODAY, None)
        pages = [await tree.branch(parent, TODAY, TODAY, after) for after in (0, 100, 200)]
        found = await reads.search("多1", TODAY, None)
    shown = []

    def walk(nodes):
        for node in nodes:
            shown.append(node)
            walk(node.children)

    walk(roots)
    assert len(shown) <= tree.AT_ONCE
    assert [len(page) for page in pages] == [100, 100, 30]
    assert len({node.id for page in pages for node in page}) == 230
    assert len(found) == reads.HITS
