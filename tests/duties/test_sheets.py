"""Matrix and duties leave as spreadsheets and come back: what a file would do, what it does, what it may not do."""

from __future__ import annotations

import functools
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from saas.duties import duty_sheet, matrix_sheet
from tenants import db, inside

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)


@pytest.fixture
def company(cast):
    return cast.brand


def within(test):
    """The test as one transaction of the brand."""

    @functools.wraps(test)
    async def run(**given):
        async with inside(given["company"].id):
            await test(**given)

    return run


def visit(firm, unit="Y"):
    return SimpleNamespace(locale="zh-CN", today=TODAY, leads=lambda: [firm.units[unit]])


async def exported(firm, unit="Y"):
    return [row async for row in matrix_sheet.export(visit(firm, unit))]


def numbered(rows):
    return [{**row, "_row": number} for number, row in enumerate(rows, 2)]


async def progress(done):
    assert done >= 0


async def applied(sheet, changes, firm):
    await sheet.apply([one for one in changes if one.verdict in ("add", "change")], by=firm.admin.member, now=NOW, progress=progress)


@within
async def test_what_was_exported_changes_nothing_when_it_comes_back(company):
    rows = await exported(company)
    assert len(rows) > 500
    assert {change.verdict for change in await matrix_sheet.plan(numbered(rows), TODAY)} == {"same"}
    lines = await duty_sheet.export()
    assert {change.verdict for change in await duty_sheet.plan(numbered(lines), TODAY)} == {"same"}


@within
async def test_it_shows_ones_own_lines_with_names(company):
    mine = await exported(company, "Z1")
    assert {row["unit"] for row in mine} == {"Z1", "Z1-1", "Z1-2"}
    assert ("库管员·一区", "库温") in {(row["post_name"], row["detail_name"]) for row in mine}


def cell(**changes):
    return {"unit": "Z1", "detail": "A1.1.2.1", "post": "SK-1", "kind": "supporting"} | changes


@within
async def test_cells_are_added_changed_and_cleared_and_keep_their_history(company):
    rows = numbered([cell(post="DR-11", kind="informed"), cell(kind="informed"), cell(post="CS-A", kind="none")])
    changes = await matrix_sheet.plan(rows, TODAY)
    assert [change.verdict for change in changes] == ["add", "change", "change"]
    await applied(matrix_sheet, changes, company)
    found = await db().fetch(
        """select p.code, r.kind from responsibilities r join posts p on p.tenant_id = r.tenant_id and p.id = r.post_id
           where r.tenant_id = $1 and r.unit_id = $2 and r.detail_code = 'A1.1.2.1' order by 1""",
        company.id, company.units["Z1"],
    )  # fmt: skip
    assert [tuple(row) for row in found] == [("DR-11", "informed"), ("SD-1", "responsible"), ("SK-1", "informed")]
    assert await db().fetchval("select count(*) from revisions where tenant_id = $1 and noun = 'responsibility'", company.id) == 3


@within
async def test_responsibility_is_handed_over_within_a_file(company):
    rows = numbered([cell(unit="Z2", post="SD-2", kind="none"), cell(unit="Z2", post="SK-2", kind="responsible")])
    changes = await matrix_sheet.plan(rows, TODAY)
    assert [change.verdict for change in changes] == ["change", "change"]
    await applied(matrix_sheet, changes, company)


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([cell(unit="nowhere")], "unit"), ([cell(post="nobody")], "post"), ([cell(detail="X9")], "detail"),
        ([cell(unit="Z3", post="SK-3", kind="responsible")], "kind"), ([cell(unit="Z3", post="SK-3", kind="none"), cell(unit="Z3", post="SK-3")], "kind"),
        ([cell(), cell()], ""),
    ],
)  # fmt: skip
@within
async def test_what_cannot_be_is_refused_in_its_row(company, rows, column):
    changes = await matrix_sheet.plan(numbered(rows), TODAY)
    assert changes[-1].verdict == "refuse"
    assert changes[-1].problems[0].column == column


def line(**changes):
    return {"job_title": "driver", "place": "1", "text_zh": "送货", "text_en": "Delivery"} | changes


@within
async def test_duties_are_worded_and_added_after_the_last(company):
    before = [row for row in await duty_sheet.export() if row["job_title"] == "driver"]
    categories = [row for row in before if row["place"].count(".") == 1]
    new = f"1.{len(categories) + 1}"
    rows = numbered([line(text_zh="送货到店"), line(place=new, text_zh="新类"), line(place=f"{new}.1", text_zh="新项")])
    changes = await duty_sheet.plan(rows, TODAY)
    assert [change.verdict for change in changes] == ["change", "add", "add"]
    await applied(duty_sheet, changes, company)
    after = {row["place"]: row for row in await duty_sheet.export() if row["job_title"] == "driver"}
    assert (after["1"]["text_zh"], after[f"{new}.1"]["level"]) == ("送货到店", "item")
    assert len(after) == len(before) + 2


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (line(job_title="pilot"), "job_title"), (line(place="1.9"), "place"), (line(place="2"), "place"), (line(place="1.1.1.1.1"), "place"),
        (line(place="x"), "place"), (line(text_zh="", text_en=None), "text_zh"), (line(text_zh="长" * 301), "text_zh"),
    ],
)  # fmt: skip
@within
async def test_a_wrong_line_is_refused_in_its_row(company, row, column):
    changes = await duty_sheet.plan(numbered([row]), TODAY)
    assert (changes[0].verdict, changes[0].problems[0].column) == ("refuse", column)


async def test_a_foreign_company_has_none_of_it(cast):
    async with inside(cast.stranger.id):
        assert [row async for row in matrix_sheet.export(visit(cast.brand))] == []
