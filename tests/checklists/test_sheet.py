"""Points as a spreadsheet: out and in again changes nothing; what is changed goes into a draft."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saas.checklists import reads
from saas.checklists.sheet import apply, plan, rows
from tenants import db, inside


async def nothing(done: int) -> None:
    """Nobody looks at the progress."""


@pytest.fixture
async def firm(cast):
    return cast.brand


async def exported(firm):
    async with inside(firm.id):
        return [row | {"_row": n} async for n, row in _numbered()]


async def _numbered():
    n = 1
    async for row in rows():
        n += 1
        yield n, row


async def planned(firm, given, world):
    async with inside(firm.id):
        return await plan(given, world.now.date())


async def test_out_and_in_again_changes_nothing(firm, world):
    given = await exported(firm)
    assert len(given) > 40
    assert {change.verdict for change in await planned(firm, given, world)} == {"same"}


async def test_changes_go_into_a_draft_and_nothing_is_published(firm, world):
    first, second, *_ = (row for row in await exported(firm) if row["list"] == "C2")
    new = {
        "_row": 99,
        "list": "C2",
        "code": None,
        "text_zh": "门封完好",
        "kind": "choice",
        "options": "好 | 1；坏 | 0",
        "weight": Decimal(0),
    }
    given = [first | {"weight": Decimal(7)}, second | {"removed": True}, new]
    changes = await planned(firm, given, world)
    assert [change.verdict for change in changes] == ["change", "change", "add"]
    async with inside(firm.id):
        await apply(changes, by=firm.admin.member, now=world.now, progress=nothing)
        checklist = await db().fetchval("select id from checklists where tenant_id = $1 and code = 'C2'", firm.id)
        draft = await reads.draft(checklist)
        points = {point.code: point for point in await reads.points(draft.id, world.now.date())}
        versions = await reads.versions(checklist)
    assert points[first["code"]].weight == Decimal(7)
    assert second["code"] not in points
    assert [option["text"]["zh"] for option in next(p for p in points.values() if p.text.get("zh") == "门封完好").options] == [
        "好",
        "坏",
    ]
    assert len(versions) == 1


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"list": "nobody"}, "list"), ({"code": "C1-99"}, "code"), ({"section": "nowhere"}, "section"),
        ({"text_zh": None, "text_en": None}, "text_zh"), ({"weight": Decimal(-1)}, "weight"),
    ],
)  # fmt: skip
async def test_a_row_that_cannot_be_taken_says_why_at_its_cell(firm, world, change, column):
    one = next(row for row in await exported(firm) if row["list"] == "C1")
    refused = (await planned(firm, [one | change], world))[0]
    assert (refused.verdict, refused.problems[0].column) == ("refuse", column)


async def test_the_same_point_twice_is_refused_the_second_time(firm, world):
    one = next(row for row in await exported(firm) if row["list"] == "C1")
    assert [change.verdict for change in await planned(firm, [one, one], world)] == ["same", "refuse"]
