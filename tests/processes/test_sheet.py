"""The activities as a spreadsheet: what goes out comes back the same; what is wrong is told at its cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from saas.processes import sheet
from tenants import db, inside

TODAY = date(2026, 11, 18)


class Quiet:
    address, locale = "", "zh-CN"

    async def __call__(self, done: int) -> None:
        """Nobody waits."""


@pytest.fixture
def firm(cast):
    return cast.brand


async def exported(firm):
    async with inside(firm.id):
        return [row | {"_row": n} async for n, row in _counted(sheet.rows())]


async def _counted(rows):
    n = 1
    async for row in rows:
        n += 1
        yield n, row


async def planned(firm, rows):
    async with inside(firm.id):
        return await sheet.plan(rows, TODAY)


async def test_what_goes_out_comes_back_as_the_same(firm):
    rows = await exported(firm)
    assert len(rows) == 23 and rows[0]["process"] == "P1"
    assert {change.verdict for change in await planned(firm, rows)} == {"same"}


async def test_a_changed_limit_a_new_activity_and_one_that_goes_stand_in_the_draft(firm, world):
    rows = await exported(firm)
    load = next(row for row in rows if row["code"] == "P2-3")
    load |= {"amount": Decimal("1.5"), "per": "hours"}
    new = {"_row": 99, "process": "P2", "code": "P2-7", "name_zh": "归档", "owner": "post", "post": "SK-1", "limit_zh": "当天"}
    gone = next(row for row in rows if row["code"] == "P3-6") | {"removed": True}
    changes = await planned(firm, [load, new, gone])
    assert [change.verdict for change in changes] == ["change", "add", "change"]
    assert changes[0].fields == {"amount": (Decimal(30), Decimal("1.5")), "per": ("minutes", "hours")}
    async with inside(firm.id):
        await sheet.apply(changes, by=firm.admin.member, now=world.now, progress=Quiet())
        found = await db().fetch(
            "select code, amount, per, post_id, position from draft_activities where tenant_id = $1 order by code", firm.id
        )
    told = {row["code"]: row for row in found}
    assert (told["P2-3"]["amount"], told["P2-3"]["per"]) == (Decimal("1.5"), "hours")
    assert (told["P2-7"]["post_id"], told["P2-7"]["position"]) == (firm.posts["SK-1"], 7)
    assert "P3-6" not in told and "P3-5" in told


async def test_new_activities_follow_each_other_where_the_file_does_not_say(firm):
    new = [{"_row": n, "process": "P2", "code": f"P2-{n}", "name_zh": "归档", "owner": "anyone"} for n in (90, 91, 92)]
    changes = await planned(firm, new)
    assert [change.fields.get("ahead") for change in changes] == [(None, "P2-91"), (None, "P2-92"), None]
    said = await planned(firm, [row | {"ahead": None} for row in new])
    assert {change.fields.get("ahead") for change in said} == {None}


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"process": "P99"}, "process"), ({"code": "编号"}, "code"), ({"job_title": "nobody"}, "job_title"),
        ({"amount": Decimal(-1)}, "amount"), ({"owner": "post", "post": "none"}, "post"), ({"name_zh": None, "name_en": None}, "name_zh"),
        ({"back": "P2-1"}, "back"), ({"checklist": "C99"}, "checklist"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_told_at_its_cell(firm, cells, field):
    row = next(row for row in await exported(firm) if row["code"] == "P2-2")
    [change] = await planned(firm, [row | cells])
    assert change.verdict == "refuse" and field in {problem.column for problem in change.problems}


async def test_an_activity_twice_in_the_file_is_refused_the_second_time(firm):
    row = next(row for row in await exported(firm) if row["code"] == "P2-2")
    assert [change.verdict for change in await planned(firm, [row, row])][1] == "refuse"
