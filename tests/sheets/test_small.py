"""Short lists go through the verbs of their pages: what the page refuses the dry run refuses, and a trial leaves nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from saas.app import load_sheets
from saas.sheets import jobs, reads
from saas.sheets.decide import decide
from saas.sheets.registry import sheets
from saas.sheets.upload import upload
from tenants import db, inside, run
from tests.sheets import files

load_sheets()
DAY, LAST = date(2026, 12, 1), date(2026, 12, 9)
# List → its columns, rows that are new, and one that its page would refuse with the column it stands at.
LISTS = {
    "layers": (("code", "name_zh", "name_en"), [("L9", "班", "Crew")], ("L10", None, None), "name_zh"),
    "job_titles": (("code", "name_zh", "role"), [("guard", "保管员", "员工")], ("guard2", "保管员", "主子"), "role"),
    "deputies": (("post", "login", "from_date", "to_date", "reason"), [("SR-12", "{clerk}", DAY, LAST, "休假")],
                 ("SR-99", "{clerk}", DAY, LAST, "休假"), "post"),
    "shifts": (("code", "name_zh", "opens_at", "closes_at"), [("M9", "早班", "8:00", "16:00"), ("N9", "夜班", "22:00", "06:00")],
               ("E9", "中班", "下午", "22:00"), "opens_at"),
    "rotations": (("code", "name_zh", "crews", "turns", "anchor"), [("R9", "两班倒", 2, "M9 N9 - -", DAY)],
                  ("R8", "三班倒", 3, "M9 X9 -", DAY), "turns"),
    "budgets": (("title", "minutes"), [("sales_rep", 45)], ("nobody", 45), "title"),
    "territories": (("code", "name_zh", "unit", "kinds"), [("T9", "河西", "Y", "{kind}")], ("T8", "河东", "Y", "无此类"), "kinds"),
    "finding_rules": (("severity", "days", "again"), [("一般", 9, 60)], ("重要", 9999, 60), "days"),
    "library": (("code", "title_zh", "points", "effort"), [("M-99", "每晚备好价签", "{point}", 6)],
                ("M-98", "每晚备好价签", "nothing", 6), "points"),
    "post-hours": (("post", "hours"), [("SR-12", 30), ("*", 36)], ("SR-99", 30), "post"),
    "escalation": (("days", "title", "outside"), [(5, None, "总公司")], (6, "nobody", None), "title"),
}  # fmt: skip


async def sent(firm, key, rows, now):
    async with inside(firm.id):
        made = await upload(
            sheets[key], "a.xlsx", files.xlsx(rows), address="http://t/brand", locale="zh-CN", by=firm.admin.member, now=now
        )
    await jobs.plan(tenant=firm.id, now=now, imported=str(made))
    async with inside(firm.id):
        return await reads.found(made), await reads.rows(made, None, 1)


async def applied(firm, made, now):
    async with inside(firm.id):
        await decide(made, only_good=False, by=firm.admin.member, now=now)
        job = await db().fetchval("select id from jobs where tenant_id = $1 and key = $2", firm.id, f"apply {made}")
    assert await run(firm.id, job, now=datetime.now(UTC) + timedelta(minutes=1))
    async with inside(firm.id):
        return await reads.found(made)


async def said(firm, cells):
    """Cells with a login and a kind of this company."""
    async with inside(firm.id):
        login = await db().fetchval(
            "select p.login from persons p join memberships m on m.person_id = p.id where m.tenant_id = $1 and m.id = $2",
            firm.id, firm.clerk.member,
        )  # fmt: skip
        kind = await db().fetchval("select code from object_kinds where tenant_id = $1 order by code limit 1", firm.id)
        point = await db().fetchval("select code from points where tenant_id = $1 order by code limit 1", firm.id)
    return [cell.format(clerk=login, kind=kind, point=point) if isinstance(cell, str) else cell for cell in cells]


async def whole(firm, key):
    async with inside(firm.id):
        return await sheets[key].export()


@pytest.mark.parametrize("key", LISTS)
async def test_new_rows_are_tried_then_written_and_the_wrong_one_is_told(cast, client, world, key):
    columns, good, bad, at = LISTS[key]
    firm, before = cast.brand, await whole(cast.brand, key)
    good, bad = [await said(firm, row) for row in good], await said(firm, bad)
    one, rows = await sent(firm, key, [columns, *good, bad], world.now)
    assert (one.adds + one.changes, one.refusals) == (len(good), 1), rows
    assert [problem[0] for problem in rows[-1].problems] == [at]
    assert await whole(firm, key) == before
    one, _ = await sent(firm, key, [columns, *good], world.now)
    done = await applied(firm, one.id, world.now)
    assert (done.state, done.problem) == ("applied", None)
    assert await whole(firm, key) != before
    again, rows = await sent(firm, key, files.grid((await client(firm.admin).get(f"/brand/sheets/{key}")).content), world.now)
    assert (again.state, again.writes, again.refusals) == ("planned", 0, 0), [row for row in rows if row.verdict != "same"]


async def test_one_thing_twice_in_a_file_is_told(cast, world):
    one, rows = await sent(cast.brand, "layers", [("code", "name_zh"), ("L20", "组"), ("L20", "队")], world.now)
    assert (one.adds, one.refusals, rows[1].problems[0][1]) == (1, 1, "同一项在文件里出现了两次。")
