"""Units, posts and appointments by spreadsheet: what went out comes back as the same; what is wrong is told row by row."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from saas.org import sheet, tree
from tenants import db, inside

TODAY = date(2026, 11, 18)


async def done(_count):
    return None


async def planned(plan, rows):
    return await plan([row | {"_row": n} for n, row in enumerate(rows, 2)], TODAY)


async def taken(firm, world, plan, apply, rows):
    """Plan and apply in one transaction, as the job does."""
    async with inside(firm.id):
        changes = await planned(plan, rows)
        assert not [problem for change in changes for problem in change.problems]
        wanted = [change for change in changes if change.verdict in ("add", "change")]
        await apply(wanted, by=firm.admin.member, now=world.now, progress=done)
        return [change.verdict for change in changes]


def faults(changes):
    return [(change.row_number, change.problems[0].column) for change in changes if change.verdict == "refuse"]


@pytest.mark.parametrize(
    ("export", "plan"),
    [(sheet.units, sheet.plan_units), (sheet.posts, sheet.plan_posts), (sheet.held, sheet.plan_held)],
    ids=["units", "posts", "appointments"],
)
async def test_what_went_out_comes_back_as_the_same(cast, export, plan):
    async with inside(cast.brand.id):
        rows = await export()
        changes = await planned(plan, rows)
    assert len(rows) > 5
    assert {change.verdict for change in changes} == {"same"}


async def test_a_new_branch_comes_with_its_parents_in_one_file(cast, world):
    brand = cast.brand
    rows = [
        {"code": "W2", "name_zh": "车间二", "layer": "L4", "parent": "W1"},
        {"code": "W1", "name_zh": "工厂", "layer": "L2", "parent": "Y", "weight": Decimal(2)},
        {"code": "Z5", "name_zh": "五区改名", "parent": "W1"},
    ]
    async with inside(brand.id):
        layers = [
            row["code"] for row in await db().fetch("select code from layers where tenant_id = $1 order by position", brand.id)
        ]
    for row, layer in zip(rows[:2], (layers[-1], layers[1]), strict=True):
        row["layer"] = layer
    assert await taken(brand, world, sheet.plan_units, sheet.apply_units, rows) == ["add", "add", "change"]
    async with inside(brand.id):
        line = await db().fetch(
            """select a.code, l.depth from unit_lines l join units u on u.id = l.unit_id join units a on a.id = l.ancestor_id
                where u.code = 'Z5-1' order by l.depth"""
        )
        then = await tree.branch(brand.units["G-B"], TODAY - timedelta(days=1), TODAY)
        again = await planned(sheet.plan_units, rows)
    assert [row["code"] for row in line] == ["Z5-1", "Z5", "W1", "Y"]
    assert "五区" in {node.name["zh"] for node in then}
    assert {change.verdict for change in again} == {"same"}


async def test_units_that_cannot_be_are_told_at_their_cell(cast):
    async with inside(cast.brand.id):
        changes = await planned(sheet.plan_units, [
            {"code": "G-A", "parent": "Z1-1"},
            {"code": "N1", "name_zh": "无层级", "layer": "nowhere", "parent": "Y"},
            {"code": "N 2", "name_zh": "坏编码", "layer": "L1", "parent": "Y"},
            {"code": "N3", "name_zh": "", "layer": "L1", "parent": "Y"},
            {"code": "N4", "name_zh": "无上级", "layer": "L1", "parent": "gone"},
            {"code": "N5", "name_zh": "第二个顶", "layer": "L1", "parent": None},
            {"code": "Y", "parent": "Z1"},
            {"code": "Y", "external": True},
            {"code": "Z2", "weight": Decimal(-1)},
        ])  # fmt: skip
    assert faults(changes) == [
        (2, "parent"), (3, "layer"), (4, "code"), (5, "name_zh"), (6, "parent"), (7, "parent"), (8, "parent"), (9, "external"), (10, "weight"),
    ]  # fmt: skip


async def test_posts_are_added_and_moved(cast, world):
    brand = cast.brand
    rows = [{"code": "SR-31", "unit": "Z2-2"}, {"code": "NEW-1", "name_zh": "新岗", "job_title": "sales_rep", "unit": "Z2-2"}]
    async with inside(brand.id):
        rows[1]["job_title"] = await db().fetchval(
            "select job_title from posts where tenant_id = $1 and code = 'SR-11'", brand.id
        )
    assert await taken(brand, world, sheet.plan_posts, sheet.apply_posts, rows) == ["change", "add"]
    async with inside(brand.id):
        assert await db().fetchval("select unit_id from posts where id = $1", brand.posts["SR-31"]) == brand.units["Z2-2"]
        wrong = await planned(sheet.plan_posts, [
            {"code": "P1", "name_zh": "x", "job_title": "nobody", "unit": "Z1"}, {"code": "P2", "name_zh": "x", "unit": "gone"},
            {"code": "SR-11"}, {"code": "SR-11"},
        ])  # fmt: skip
    assert faults(wrong) == [(2, "job_title"), (3, "job_title"), (5, "code")]


async def test_a_handover_is_two_rows_and_overlaps_are_refused(cast, world):
    brand, began = cast.brand, date(2026, 1, 1)
    staff, driver = brand.staff.login, brand.driver.login
    handover = [
        {"post": "SR-11", "login": driver, "from_date": TODAY},
        {"post": "SR-11", "login": staff.upper(), "from_date": began, "to_date": TODAY - timedelta(days=1)},
    ]
    async with inside(brand.id):
        alone = await planned(sheet.plan_held, handover[:1])
        wrong = await planned(sheet.plan_held, [
            {"post": "NO", "login": driver, "from_date": TODAY}, {"post": "SR-42", "login": "x@y.z", "from_date": TODAY},
            {"post": "SR-42", "login": driver, "from_date": TODAY, "to_date": began}, {"post": "SR-42", "login": driver},
        ])  # fmt: skip
    assert faults(alone) == [(2, "from_date")]
    assert faults(wrong) == [(2, "post"), (3, "login"), (4, "to_date"), (5, "from_date")]
    assert await taken(brand, world, sheet.plan_held, sheet.apply_held, handover) == ["add", "change"]
