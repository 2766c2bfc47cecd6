"""Models as a spreadsheet: what goes out comes back the same; a changed formula goes into a draft, a wrong one nowhere."""

from __future__ import annotations

from datetime import date

import pytest

from saas.models import reads, sheet
from tenants import db, inside

TODAY = date(2026, 11, 18)


class Quiet:
    address, locale = "", "zh-CN"

    async def __call__(self, done: int) -> None:
        """Nobody waits."""


@pytest.fixture
def firm(cast):
    return cast.brand


async def exported():
    return [row | {"_row": n} for n, row in enumerate([row async for row in sheet.rows()], 2)]


async def test_what_goes_out_comes_back_as_the_same(firm):
    async with inside(firm.id):
        rows = await exported()
        assert {change.verdict for change in await sheet.plan(rows, TODAY)} == {"same"}
    assert any(row["formula"] == "sum(staff.cost)" for row in rows)


async def test_a_changed_formula_goes_into_a_draft_and_a_wrong_one_nowhere(firm, world):
    async with inside(firm.id):
        rows = [row for row in await exported() if row["model"] == "freezer_line"]
        wrong = [row | {"formula": "price / life +"} if row["name"] == "line" else row for row in rows]
        refused = [change for change in await sheet.plan(wrong, TODAY) if change.verdict == "refuse"]
        assert [change.problems[0].column for change in refused] == ["formula"]
        changed = [row | {"formula": "(price / life + power) / contribution"} if row["name"] == "line" else row for row in rows]
        plan = [change for change in await sheet.plan(changed, TODAY) if change.verdict != "same"]
        await sheet.apply(plan, by=firm.admin.member, now=world.now, progress=Quiet())
        model, body, open_now = (await reads.newest())["freezer_line"]
        assert open_now and body["formulas"][0]["formula"] == "(price / life + power) / contribution"
        assert (await reads.version(model)).body["formulas"][0]["formula"] != body["formulas"][0]["formula"]


async def test_a_new_code_is_a_new_model(firm, world):
    async with inside(firm.id):
        line = {
            "model": "van",
            "table": None,
            "row": None,
            "uom": None,
            "value": None,
            "formula": None,
            "right": None,
            "result": False,
            "title_en": None,
        }
        rows = [
            line | {"_row": 2, "kind": "model", "name": "van", "title_zh": "车"}, line | {"_row": 3, "kind": "input", "name": "月租", "title_zh": None, "value": 45},
            line | {"_row": 4, "kind": "formula", "name": "一年", "title_zh": None, "formula": "月租 * 12", "result": True},
        ]  # fmt: skip
        plan = await sheet.plan(rows, TODAY)
        assert [change.verdict for change in plan] == ["add", "add", "add"]
        await sheet.apply(plan, by=firm.admin.member, now=world.now, progress=Quiet())
        assert await db().fetchval("select count(*) from models where tenant_id = $1 and code = 'van'", firm.id) == 1
