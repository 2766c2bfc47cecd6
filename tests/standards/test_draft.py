"""A draft: one at a time, changed line by line with care, given up and taken up again."""

from __future__ import annotations

from uuid import uuid4

import pytest

from saas.refusals import Refused, Stale
from saas.standards import compare
from saas.standards import draft_reads as reads
from saas.standards.add_line import add_line
from saas.standards.difference import counted
from saas.standards.discard import discard
from saas.standards.gate import line_of
from saas.standards.open_draft import open_draft
from saas.standards.place_line import place_line
from saas.standards.remove_line import remove_line
from tenants import current, db, inside
from tests.standards.story import change

SYSTEM = {"code": "S", "name_zh": "试点"}


@pytest.fixture
async def draft(cast, world):
    """An open draft of the brand, given up after the test."""
    firm = cast.brand
    async with inside(firm.id):
        made = await open_draft(by=firm.admin.member, now=world.now)
    yield made
    async with inside(firm.id):
        await db().execute("update standard_drafts set ended_at = now() where tenant_id = $1 and ended_at is null", firm.id)


@pytest.fixture
def who(cast, world):
    return {"by": cast.brand.admin.member, "now": world.now}


async def node(level="detail"):
    return await db().fetchrow(
        "select id, code, parent_id from standard_nodes where tenant_id = $1 and level = $2 order by position limit 1",
        current(),
        level,
    )


async def take_out(draft, line, who, *, gone=True):
    await remove_line(draft, line, (await reads.opened(draft, line)).edition, gone=gone, **who)


async def kinds(draft):
    return counted(await compare.of_draft(draft))


async def test_there_is_one_open_draft(cast, draft, who):
    async with inside(cast.brand.id):
        assert await open_draft(**who) == draft


async def test_a_line_is_copied_when_it_is_changed_and_nothing_else_is(cast, draft, who):
    async with inside(cast.brand.id):
        line = await node()
        await change(draft, line["id"], **who, name_zh="改过的名称")
        changes = await compare.of_draft(draft)
        assert [(one.code, one.kinds) for one in changes] == [(line["code"], ("changed",))]
        assert (await line_of(draft, line["id"]))["name"]["zh"] == "改过的名称"
        published = await db().fetchval(
            "select name->>'zh' from standard_nodes where tenant_id = $1 and id = $2", current(), line["id"]
        )
        assert published != "改过的名称"


async def test_of_two_people_the_second_is_told_and_sees_what_the_first_wrote(cast, draft, who):
    async with inside(cast.brand.id):
        line = (await node())["id"]
        seen = (await reads.opened(draft, line)).edition
        await change(draft, line, **who, seen=seen, name_zh="甲的写法")
    with pytest.raises(Stale) as stale:
        async with inside(cast.brand.id):
            await change(draft, line, by=cast.brand.clerk.member, now=who["now"], seen=seen, name_zh="乙的写法")
    assert (stale.value.theirs["name_zh"], stale.value.mine["name_zh"]) == ("甲的写法", "乙的写法")
    async with inside(cast.brand.id):
        assert (await line_of(draft, line))["name"]["zh"] == "甲的写法"
        await change(draft, line, by=cast.brand.clerk.member, now=who["now"], seen=stale.value.edition, name_zh="乙的写法")


async def test_a_whole_line_of_levels_is_added_from_above(cast, draft, who):
    async with inside(cast.brand.id):
        await add_line(draft, "system", SYSTEM, **who)
        for level, parent, made in (("category", "S", "S1"), ("item", "S1", "S1.1"), ("step", "S1.1", "S1.1.1")):
            await add_line(draft, level, {"code": made, "name_zh": made, "parent": parent}, **who)
        demand = {"op": "ge", "low": "3", "uom": "次"}
        made = await add_line(draft, "detail", {"code": "S1.1.1.1", "name_zh": "巡检", "parent": "S1.1.1"} | demand, **who)
        assert [str(one) for one in (await reads.opened(draft, made)).path][-1] == str(made)
        assert await kinds(draft) == {"added": 5}


@pytest.mark.parametrize(
    ("level", "given", "field"),
    [
        ("system", SYSTEM | {"code": "A"}, "code"),
        ("system", SYSTEM | {"name_zh": ""}, "name_zh"),
        ("category", {"code": "Q1", "name_zh": "类", "parent": "A1.1"}, "parent"),
        ("category", {"code": "Q1", "name_zh": "类", "parent": "没有"}, "parent"),
        ("planet", SYSTEM, "level"),
    ],
)
async def test_what_cannot_be_added_is_refused_at_its_field(cast, draft, who, level, given, field):
    with pytest.raises(Refused) as refused:
        async with inside(cast.brand.id):
            await add_line(draft, level, given, **who)
    assert [problem.field for problem in refused.value.problems] == [field]


async def test_a_code_is_used_once_in_a_draft(cast, draft, who):
    async with inside(cast.brand.id):
        await add_line(draft, "system", SYSTEM, **who)
    with pytest.raises(Refused):
        async with inside(cast.brand.id):
            await add_line(draft, "system", SYSTEM, **who)


async def test_a_line_moves_with_all_that_is_below_it(cast, draft, who):
    async with inside(cast.brand.id):
        step = await db().fetchrow(
            """select s.id, p.code as parent from standard_nodes s join standard_nodes p on p.tenant_id = $1 and p.id = s.parent_id
                where s.tenant_id = $1 and s.level = 'step' order by s.position limit 1""", current(),
        )  # fmt: skip
        other = await db().fetchval(
            "select code from standard_nodes where tenant_id = $1 and level = 'item' and code <> $2 limit 1",
            current(),
            step["parent"],
        )
        await change(draft, step["id"], **who, parent=other)
        assert await kinds(draft) == {"moved": 1}
        assert len((await reads.opened(draft, step["id"])).below(step["id"])) > 0


async def test_removing_takes_what_is_below_and_comes_back_whole(cast, draft, who):
    async with inside(cast.brand.id):
        category = (await node("category"))["id"]
        await take_out(draft, category, who)
        gone = (await kinds(draft))["removed"]
        assert gone > 3
        detail = await db().fetchval(
            "select id from draft_nodes where tenant_id = $1 and draft_id = $2 and level = 'detail' limit 1", current(), draft
        )
        await take_out(draft, detail, who, gone=False)
        assert (await kinds(draft))["removed"] == gone - 4
        await take_out(draft, category, who, gone=False)
        assert "removed" not in await kinds(draft)


async def test_nothing_hangs_on_what_was_removed(cast, draft, who):
    async with inside(cast.brand.id):
        system = await db().fetchrow(
            "select id, code from standard_nodes where tenant_id = $1 and level = 'system' limit 1", current()
        )
        await take_out(draft, system["id"], who)
    with pytest.raises(Refused):
        async with inside(cast.brand.id):
            await add_line(draft, "category", {"code": "X9", "name_zh": "类", "parent": system["code"]}, **who)


async def test_neighbours_change_places(cast, draft):
    async with inside(cast.brand.id):
        before = [place.id for place in (await reads.opened(draft, None)).below(None)]
        await place_line(draft, before[1], up=True)
        await place_line(draft, before[0], up=False)
        await place_line(draft, before[1], up=True)
        after = [place.id for place in (await reads.opened(draft, None)).below(None)]
        assert after == ([before[1], before[2], before[0], *before[3:]] if len(before) > 2 else [before[1], before[0]])


async def test_a_draft_that_was_given_up_is_taken_up_again(cast, draft, who):
    async with inside(cast.brand.id):
        await add_line(draft, "system", SYSTEM, **who)
        await discard(draft, **who)
        with pytest.raises(Refused):
            await reads.draft(draft, who["by"])
        await discard(draft, back=True, **who)
        assert (await reads.draft(draft, who["by"])).changes == 1


async def test_it_cannot_come_back_beside_another(cast, draft, who):
    async with inside(cast.brand.id):
        await discard(draft, **who)
        await open_draft(**who)
    with pytest.raises(Refused) as refused:
        async with inside(cast.brand.id):
            await discard(draft, back=True, **who)
    assert refused.value.status == 409


async def test_foreign_and_unknown_drafts_and_lines_are_not_found(cast, draft, who):
    stranger = cast.stranger
    foreign = {"by": stranger.admin.member, "now": who["now"]}
    for firm, one, by in ((stranger, draft, foreign), (cast.brand, uuid4(), who)):
        for verb in (add_line(one, "system", SYSTEM, **by), discard(one, **by), place_line(one, uuid4(), up=True)):
            with pytest.raises(Refused) as refused:
                async with inside(firm.id):
                    await verb
            assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        async with inside(cast.brand.id):
            await remove_line(draft, uuid4(), 0, gone=True, **who)
    assert refused.value.status == 404


async def test_why_nothing_checks_a_detail_and_the_article_of_its_rule_are_kept(cast, draft, who):
    said = {
        "mark": "rule", "source_zh": "食品安全法", "year": "2021", "version": "2021 年修正", "clause_zh": "第五十四条",
        "unchecked_zh": "由系统自动记录",
    }  # fmt: skip
    async with inside(cast.brand.id):
        line = (await node())["id"]
        await change(draft, line, **who, **said)
        row = await line_of(draft, line)
        (change_,) = await compare.of_draft(draft)
    assert row["unchecked"]["zh"] == "由系统自动记录"
    assert row["mark"]["clause"] == {"zh": "第五十四条"}
    assert change_.differs("unchecked")
