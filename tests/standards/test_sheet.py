"""The standards as a spreadsheet: out, changed, planned row by row, and back into a draft."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saas.refusals import Refused
from saas.standards import compare, quiz_sheet, sheet
from saas.standards.difference import counted
from tenants import current, db, inside


async def exported():
    return [row async for row in sheet.rows()]


def numbered(rows):
    return [row | {"_row": at} for at, row in enumerate(rows, 2)]


async def nobody(_: int) -> None: ...


@pytest.fixture(autouse=True)
async def no_draft(cast):
    yield
    async with inside(cast.brand.id):
        await db().execute("update standard_drafts set ended_at = now() where tenant_id = $1 and ended_at is null", cast.brand.id)


@pytest.fixture
def day(world):
    return world.now.date()


async def test_what_was_exported_changes_nothing_when_it_comes_back(cast, day):
    async with inside(cast.brand.id):
        rows = await exported()
        assert len(rows) == await db().fetchval("select count(*) from standard_nodes where tenant_id = $1", current())
        assert {change.verdict for change in await sheet.plan(numbered(rows), day)} == {"same"}


async def test_changed_new_and_removed_rows_go_into_a_draft(cast, world, day):
    async with inside(cast.brand.id):
        rows = await exported()
        detail = next(row for row in rows if row["op"])
        detail |= {"low": Decimal("99.50"), "op": "ge"}
        removed = next(row for row in rows if row["level"] == "step")
        removed["gone"] = True
        new = [
            {"code": "T1.1", "level": "item", "name_zh": "新的项", "parent": "T1"},
            {"code": "T1", "level": "category", "name_zh": "新的类", "parent": "T"},
            {"code": "T", "level": "system", "name_zh": "新的体系"},
        ]
        changes = await sheet.plan(numbered([*rows, *new]), day)
        assert [change for change in changes if change.verdict == "refuse"] == []
        assert sum(change.verdict == "add" for change in changes) == 3
        assert next(c for c in changes if c.key == detail["code"]).fields["low"][1] == "99.50"
        wanted = [change for change in changes if change.verdict in ("add", "change")]
        await sheet.apply(wanted, by=cast.brand.admin.member, now=world.now, progress=nobody)
        draft = await db().fetchval("select id from standard_drafts where tenant_id = $1 and ended_at is null", current())
        found = counted(await compare.of_draft(draft))
        assert found["added"] == 3
        assert found["changed"] == 1
        assert found["removed"] >= 2
        again = await sheet.plan(numbered(await exported()), day)
        assert {change.verdict for change in again} == {"same"}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"code": "N1", "name_zh": "无层级"}, "level"),
        ({"code": "N1", "level": "category", "name_zh": "无上级", "parent": "没有"}, "parent"),
        ({"code": "N1", "level": "detail", "name_zh": "无判据", "parent": "A1.1.1"}, "op"),
        ({"code": "N1", "level": "detail", "name_zh": "x", "op": "le", "parent": "A1.1.1"}, "high"),
        ({"code": "A", "level": "step"}, "level"),
        ({"code": "A1", "name_zh": "", "name_en": ""}, "name_zh"),
        ({"code": "<x>", "level": "system", "name_zh": "x"}, "code"),
        ({"code": None, "level": "system", "name_zh": "x"}, "code"),
    ],
)
async def test_a_wrong_row_is_refused_at_its_column(cast, day, row, column):
    async with inside(cast.brand.id):
        (change,) = await sheet.plan(numbered([row]), day)
    assert change.verdict == "refuse"
    assert column in {problem.column for problem in change.problems}


async def test_a_code_that_comes_twice_is_told_the_second_time(cast, day):
    row = {"code": "W", "level": "system", "name_zh": "x"}
    async with inside(cast.brand.id):
        changes = await sheet.plan(numbered([row, row]), day)
    assert [change.verdict for change in changes] == ["add", "refuse"]


async def test_nothing_is_taken_in_while_the_draft_is_reviewed(cast, world, day):
    from saas.standards.add_line import add_line
    from saas.standards.open_draft import open_draft
    from saas.standards.propose import propose

    by = {"by": cast.brand.admin.member, "now": world.now}
    async with inside(cast.brand.id):
        draft = await open_draft(**by)
        await add_line(draft, "system", {"code": "V", "name_zh": "x"}, **by)
        await propose(draft, "试", day, [], today=day, **by)
        changes = await sheet.plan(numbered([{"code": "W", "level": "system", "name_zh": "x"}]), day)
    with pytest.raises(Refused) as refused:
        async with inside(cast.brand.id):
            await sheet.apply(changes, **by, progress=nobody)
    assert refused.value.status == 409


async def test_it_downloads(cast, client):
    page = await client(cast.brand.admin).get("/brand/sheets/standards")
    assert (page.status_code, page.content[:2]) == (200, b"PK")
    assert (await client(cast.brand.staff).get("/brand/sheets/standards")).status_code in (403, 404)


async def test_the_quiz_goes_through_the_draft(cast, client, world, day):
    """Out of the draft and in again; without a draft it opens one. Staff see neither."""
    row = {"text_zh": "货温？", "option1_zh": "−18 ℃", "option2_zh": "−10 ℃", "right": Decimal(1)}
    async with inside(cast.brand.id):
        changes = await quiz_sheet.plan(numbered([{"number": Decimal(n)} | row for n in (1, 2)]), day)
        assert [change.verdict for change in changes] == ["add", "add"]
        await quiz_sheet.apply(changes, by=cast.brand.admin.member, now=world.now, progress=nobody)
    async with inside(cast.brand.id):
        rows = await quiz_sheet.rows()
        assert [(one["number"], one["right"], one["option2_zh"]) for one in rows] == [(1, 1, "−10 ℃"), (2, 1, "−10 ℃")]
        assert {change.verdict for change in await quiz_sheet.plan(numbered(rows), day)} == {"same"}
    page = await client(cast.brand.admin).get("/brand/sheets/quiz")
    assert page.status_code == 200 and page.content[:2] == b"PK"
    assert (await client(cast.brand.staff).get("/brand/sheets/quiz")).status_code == 403
