"""From the upload to the last row: dry run, decision, one transaction, the report. Nothing is ever half imported."""

from __future__ import annotations

import asyncio
import html
import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from saas.refusals import Refused
from saas.sheets import jobs, reads
from saas.sheets.decide import decide
from saas.sheets.discard import discard
from saas.sheets.registry import sheets
from saas.sheets.upload import upload
from tenants import db, inside, run
from tests.sheets import files, kettles

HEAD = ["编码 *", "名称", "价格 (元)", "开始日期", "尺寸", "启用"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def listed():
    kettles.use()
    yield
    sheets.pop("kettles")


async def sent(firm, body, world, name="水壶.xlsx"):
    """An import after its dry run."""
    async with inside(firm.id):
        made = await upload(
            sheets["kettles"], name, body, address="http://test/brand", locale="zh-CN", by=firm.admin.member, now=world.now
        )
    await jobs.plan(tenant=firm.id, now=world.now, imported=str(made))
    return await seen(firm, made)


async def seen(firm, made):
    async with inside(firm.id):
        return await reads.found(made)


async def decided(firm, made, world, *, only_good=False):
    async with inside(firm.id):
        await decide(made, only_good=only_good, by=firm.admin.member, now=world.now)
        job = await db().fetchval("select id from jobs where tenant_id = $1 and key = $2", firm.id, f"apply {made}")
    try:
        assert await run(firm.id, job, now=datetime.now(UTC) + timedelta(minutes=1))
    finally:
        one = await seen(firm, made)
    return one


async def stock(firm):
    async with inside(firm.id):
        return await kettles.kept()


async def test_a_good_file_is_planned_confirmed_and_written(world, cast):
    body = files.xlsx(
        [
            ["水壶清单"],
            [],
            HEAD,
            ["K1", "红壶", "１,２００．５０", "2026/9/1", "大", "是"],
            ["K2", "蓝壶", "1.2万", "2026年9月2日", "small", "√"],
        ]
    )
    one = await sent(cast.brand, body, world)
    assert (one.state, one.adds, one.refusals, one.problem) == ("planned", 2, 0, None)
    assert await stock(cast.brand) == {}
    done = await decided(cast.brand, one.id, world)
    assert (done.state, done.done, done.total) == ("applied", 2, 2)
    now = await stock(cast.brand)
    assert [(k["code"], k["price"], k["size"]) for k in now.values()] == [("K1", "1200.5", "l"), ("K2", "12000", "s")]
    assert await stock(cast.stranger) == {}


async def test_the_same_file_again_changes_nothing(world, cast):
    rows = [HEAD, ["S1", "壶", "5", None, "大", None]]
    await decided(cast.brand, (await sent(cast.brand, files.xlsx(rows), world)).id, world)
    again = await sent(cast.brand, files.xlsx(rows), world)
    assert (again.sames, again.writes) == (1, 0)
    with pytest.raises(Refused, match="没有需要写入"):
        await decided(cast.brand, again.id, world)


async def test_a_thousand_wrong_rows_are_all_told_and_nothing_is_imported(world, cast, client):
    rows = (
        [HEAD]
        + [[f"W{n}" if n % 2 else None, "壶", "很贵", "九月", "中", "也许"] for n in range(1_000)]
        + [["OK1", "好壶", 1, None, None, None]]
    )
    one = await sent(cast.brand, files.xlsx(rows), world)
    assert (one.state, one.refusals, one.adds) == ("planned", 1_000, 1)
    async with inside(cast.brand.id):
        told = await reads.rows(one.id, "refuse", 20)
    assert len(told) == 50
    assert [problem[0] for problem in told[0].problems] in (
        ["price", "since", "size", "hot"],
        ["code", "price", "since", "size", "hot"],
    )
    with pytest.raises(Refused) as no:
        await decided(cast.brand, one.id, world)
    assert no.value.status == 422
    report = await client(cast.brand.admin).get(f"/brand/imports/{one.id}/report")
    grid = files.grid(report.content)
    assert grid[0][:7] == [*HEAD, "要改的地方"]
    assert len(grid) == 1_002
    assert grid[1][6].split("\n")[:2] == ["编码：必填。", "价格：“很贵”不是数字。"]
    assert "尺寸：“中”不在可选的内容里，请选：小、大。" in grid[1][6]
    assert grid[1001][6] is None
    assert "OK1" not in await stock(cast.brand)


async def test_only_the_good_rows_by_express_choice_and_the_trail_says_so(world, cast):
    one = await sent(
        cast.brand, files.xlsx([HEAD, ["G1", "好", 1, None, None, None], ["G2", "坏", "x", None, None, None]]), world
    )
    done = await decided(cast.brand, one.id, world, only_good=True)
    assert (done.state, done.only_good) == ("applied", True)
    now = await stock(cast.brand)
    assert "G1" in now
    assert "G2" not in now
    async with inside(cast.brand.id):
        told = await db().fetchval(
            "select detail from trails where tenant_id = $1 and noun_id = $2 and action = 'import'", cast.brand.id, one.id
        )
    assert (told["adds"], told["left_out"]) == (1, 1)


async def test_a_report_that_was_mended_can_be_imported_as_it_is(world, cast, client):
    one = await sent(
        cast.brand, files.xlsx([HEAD, ["R1", "=HYPERLINK(1)", "x", None, "大", None], ["R2", "@好", 7, None, "大", "是"]]), world
    )
    grid = files.grid((await client(cast.brand.admin).get(f"/brand/imports/{one.id}/report")).content)
    grid[1][2] = 3
    grid[1][1] = "=1+1 是名称"
    body = files.xlsx([])
    mended = await sent(
        cast.brand, files.xlsx([[("'" + c)[1:] if isinstance(c, str) else c for c in row] for row in grid]), world
    )
    assert body
    assert (mended.state, mended.refusals, mended.head["unknown"]) == ("planned", 1, [])


async def test_titles_in_either_language_in_any_order_and_what_is_not_known(world, cast):
    one = await sent(cast.brand, files.xlsx([["颜色", "name", "CODE"], ["红", "壶", "T1"]]), world)
    assert (one.state, one.head["keys"], one.head["unknown"]) == ("planned", [None, "name", "code"], ["颜色"])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["名称", "价格"], ["壶", 1]], "缺少“%(title)s”一栏。"),
        ([["编码", "编码"], ["1", "2"]], "“%(title)s”一栏出现了两次。"),
        ([["甲", "乙"], ["1", "2"]], "没有找到表头。第一行应是各栏的名称，可以先下载当前表格再填。"),
        ([HEAD], "表头下面没有内容。"),
        ([[None]], "没有找到表头。第一行应是各栏的名称，可以先下载当前表格再填。"),
    ],
    ids=lambda given: "" if isinstance(given, list) else given[:8],
)
async def test_a_file_without_its_columns_is_refused_as_a_whole(world, cast, rows, message):
    one = await sent(cast.brand, files.xlsx(rows), world)
    assert (one.state, one.total, [problem[1] for problem in one.problem]) == ("refused", 0, [message])


async def test_a_hostile_file_is_refused_with_words_and_the_page_says_them(world, cast, client):
    one = await sent(cast.brand, files.zipped(**{"xl/sheet": b"\0" * 120_000_000}), world, name="../../\x00炸弹\u202e.xlsx")
    assert one.state == "refused"
    assert one.file_name == "炸弹.xlsx"
    page = await client(cast.brand.admin).get(f"/brand/imports/{one.id}")
    assert "文件展开后过大" in page.text
    with pytest.raises(Refused):
        await decided(cast.brand, one.id, world)


async def test_when_the_world_moved_on_nothing_is_written(world, cast):
    body = files.xlsx([HEAD, ["M1", "新名", 1, None, None, None], ["M2", "壶", 1, None, None, None]])
    first, second = await sent(cast.brand, body, world), await sent(cast.brand, body, world)
    await decided(cast.brand, first.id, world)
    late = await decided(cast.brand, second.id, world)
    assert (late.state, late.problem[0][1][:10]) == ("refused", "试算以后数据又有变动")


async def test_a_refusal_in_the_last_row_leaves_nothing(world, cast):
    one = await sent(
        cast.brand, files.xlsx([HEAD, ["P1", "壶", 1, None, None, None], ["STOP", "壶", 1, None, None, None]]), world
    )
    done = await decided(cast.brand, one.id, world)
    assert (done.state, done.problem[0][1]) == ("refused", "水壶太满。")
    assert not {"P1", "STOP"} & set(await stock(cast.brand))


async def test_a_fault_of_ours_leaves_nothing_and_is_tried_again(world, cast):
    one = await sent(
        cast.brand,
        files.xlsx([HEAD] + [[f"C{n}", "壶", 1, None, None, None] for n in range(150)] + [["CRASH", "", 1, None, None, None]]),
        world,
    )
    with pytest.raises(RuntimeError):
        await decided(cast.brand, one.id, world)
    assert (await seen(cast.brand, one.id)).state == "failed"
    assert "C1" not in await stock(cast.brand)
    async with inside(cast.brand.id):
        assert (
            await db().fetchval("select state from jobs where tenant_id = $1 and key = $2", cast.brand.id, f"apply {one.id}")
            == "ready"
        )


async def test_progress_is_seen_while_it_is_written_and_twice_is_once(world, cast, monkeypatch):
    one = await sent(cast.brand, files.xlsx([HEAD] + [[f"N{n}", "壶", 1, None, None, None] for n in range(250)]), world)
    told, plain = [], jobs.note_progress

    async def noted(imported, done):
        await plain(imported, done)
        told.append((done, (await reads.found(imported)).state))

    monkeypatch.setattr(jobs, "note_progress", noted)
    await decided(cast.brand, one.id, world)
    assert told == [(0, "applying"), (100, "applying"), (200, "applying")]
    before = len(kettles.asked)
    async with inside(cast.brand.id):
        await jobs.apply(now=world.now, imported=str(one.id))
    assert len(kettles.asked) == before


async def test_two_who_confirm_at_once_write_once(world, cast):
    one = await sent(cast.brand, files.xlsx([HEAD, ["Z1", "壶", 1, None, None, None]]), world)

    async def confirmed(who):
        async with inside(cast.brand.id):
            await decide(one.id, only_good=False, by=who.member, now=world.now)

    told = await asyncio.gather(confirmed(cast.brand.admin), confirmed(cast.brand.clerk), return_exceptions=True)
    assert sorted(type(one).__name__ for one in told) == ["NoneType", "Refused"]


async def test_a_dry_run_given_up_is_gone(world, cast):
    one = await sent(cast.brand, files.xlsx([HEAD, ["D1", "壶", 1, None, None, None]]), world)
    async with inside(cast.brand.id):
        assert await discard(one.id, by=cast.brand.admin.member, now=world.now) == "kettles"
        assert await reads.rows(one.id, None, 1) == []
    with pytest.raises(Refused):
        await decided(cast.brand, one.id, world)


async def test_the_pages_from_upload_to_result(world, cast, client, statements):
    admin = client(cast.brand.admin)
    assert (await admin.get("/brand/sheets/kettles/imports")).status_code == 200
    none = await admin.post("/brand/sheets/kettles/imports", data={"x": "1"})
    assert (none.status_code, "请选择要导入的文件" in none.text) == (422, True)
    body = files.xlsx(
        [HEAD, ["U1", "<b>壶</b>", 1, None, None, None]] + [[f"U{n}", "壶", 1, None, None, None] for n in range(2, 80)]
    )
    there = await admin.post("/brand/sheets/kettles/imports", files={"file": ("壶.xlsx", body, XLSX)})
    assert there.status_code == 303
    at = there.headers["location"]
    waiting = await admin.get(at)
    assert 'hx-trigger="every 1s"' in waiting.text
    await jobs.plan(tenant=cast.brand.id, now=world.now, imported=at.rsplit("/", 1)[-1])
    statements.clear()
    shown = await admin.get(at)
    assert len(statements) <= 3
    assert ("&lt;b&gt;壶" in shown.text, "确认导入 79 行" in shown.text) == (True, True)
    part = await admin.get(f"{at}?verdict=add&page=2", headers={"hx-request": "true"})
    assert ("U79" in part.text, "<html" in part.text) == (True, False)
    assert (await admin.post(f"{at}/application", data={"x": "1"})).headers["location"] == at
    assert "正在写入" in (await admin.get(at)).text
    assert (await client(cast.stranger.admin).get(at.replace("/brand", "/stranger"))).status_code == 404
    assert (await client(cast.brand.leader).get(at)).status_code == 403


async def test_ten_megabytes_are_taken_and_more_is_not(world, cast, client):
    admin = client(cast.brand.admin)
    for size, status in ((10_000_000, 303), (10_000_001, 422), (12_000_000, 413)):
        told = await admin.post("/brand/sheets/kettles/imports", files={"file": ("a.csv", b"x" * size, "text/csv")})
        assert told.status_code == status


@pytest.mark.parametrize(
    "evil",
    ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "|cmd", "＝1+1", "＋1", "＠x", '=HYPERLINK("http://x")', "-", "'=1"],
)
async def test_no_exported_text_is_ever_a_formula_and_it_comes_back_as_it_was(world, cast, client, evil):
    async with inside(cast.brand.id):
        await kettles.trail.record(
            "put",
            "kettle",
            cast.brand.id,
            by=cast.brand.admin.member,
            now=world.now,
            code="EVIL",
            name=evil,
            price=None,
            size=None,
        )
    body = (await client(cast.brand.admin).get("/brand/sheets/kettles")).content
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink] == []
    again = await sent(cast.brand, body, world)
    assert (again.state, again.writes, again.refusals) == ("planned", 0 if evil == evil.strip() else 1, 0)


async def test_the_file_offers_its_choices_and_explains_its_columns(world, cast, client):
    told = await client(cast.brand.admin).get("/brand/sheets/kettles")
    assert told.headers["content-type"] == XLSX
    assert "attachment" in told.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(told.content))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "B2"
    assert sheet["A1"].comment.text == "每个水壶一个"
    assert {rule.formula1 for rule in sheet.data_validations.dataValidation} == {'"小,大"', '"是,否"'}
    assert [row[0] for row in book.worksheets[-1].iter_rows(values_only=True)][:3] == ["栏目", "编码 *", "名称"]
    assert html.unescape(sheet.title) == "水壶"
