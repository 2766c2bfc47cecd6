"""Indicators through the app: the list, one, the grid, the editor, trees, budgets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from saas.indicators import reads, sheet
from saas.indicators.note_values import Note, note_values
from tenants import db, inside


@pytest.fixture
def firm(cast):
    return cast.brand


class Quiet:
    address, locale = "", "zh-CN"

    async def __call__(self, done: int) -> None:
        """Nobody waits."""


async def indicator_of(firm, code):
    async with inside(firm.id):
        return await db().fetchval("select id from indicators where tenant_id = $1 and code = $2", firm.id, code)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_every_page_opens_in_few_statements(client, firm, statements, locale):
    one = await indicator_of(firm, "K01")
    for who, path in ((firm.leader, "indicators"), (firm.executive, f"indicators/{one}"), (firm.leader, f"indicators/{one}/figures"),
                      (firm.admin, "indicators/trees"), (firm.admin, "budgets")):  # fmt: skip
        statements.clear()
        answer = await client(who, **{"accept-language": locale}).get(f"/{firm.slug}/{path}")
        assert answer.status_code == 200, (path, answer.text[-900:])
        assert len(statements) <= 3, (path, len(statements))


async def test_figures_are_entered_shown_and_refused_at_their_cell(client, firm):
    one, zone = await indicator_of(firm, "K01"), firm.units["Z1"]
    at, page = f"/{firm.slug}/indicators/{one}", client(firm.admin)
    day = {"day": "2026-10-01", "within": str(zone)}
    wrong = await page.post(f"{at}/figures", data=day | {f"v.{zone}.actual": "abc", f"v.{zone}.task": "120"})
    assert wrong.status_code == 422 and 'value="120"' in wrong.text
    assert "“abc”不是数" in wrong.text, [line for line in wrong.text.splitlines() if "error" in line or "v." in line][:6]
    async with inside(firm.id):
        assert not await reads.figures(date(2026, 10, 1), date(2026, 10, 31), [one])
    done = await page.post(f"{at}/figures", data=day | {f"v.{zone}.actual": "102", f"v.{zone}.task": "120", f"v.{zone}.~": "90"})
    assert done.status_code == 303, done.text[-600:]
    html = (await client(firm.executive).get(f"{at}?day=2026-10-01")).text
    assert "85" in html and "预警" in html and "2026-10" in html
    again = await page.post(f"{at}/figures", data=day | {f"v.{zone}.actual": "130"})
    assert again.status_code == 422 and "要写为什么" in again.text
    mended = await page.post(f"{at}/figures", data=day | {f"v.{zone}.actual": "126", "why": "补报"})
    assert mended.status_code == 303
    html = (await client(firm.executive).get(f"{at}?at={zone}&day=2026-10-01")).text
    assert "105" in html and "补报" in html and "更正" in html
    assert "105" in (await client(firm.executive).get(f"/{firm.slug}/indicators")).text


async def test_a_leader_writes_for_the_own_line_only(client, firm):
    one = await indicator_of(firm, "K01")
    foreign = await client(firm.other_leader).post(
        f"/{firm.slug}/indicators/{one}/figures", data={"day": "2026-09-01", f"v.{firm.units['Z1']}.actual": "1"}
    )
    assert foreign.status_code == 422 and "不归你填写" in foreign.text
    own = await client(firm.leader).post(
        f"/{firm.slug}/indicators/{one}/figures", data={"day": "2026-09-01", f"v.{firm.units['Z1']}.actual": "1"}
    )
    assert own.status_code == 303


async def test_targets_are_set_and_the_parts_are_held_against_the_whole(client, firm):
    one = await indicator_of(firm, "K01")
    at, page = f"/{firm.slug}/indicators/{one}", client(firm.executive)
    whole = {"at": str(firm.units["Y"]), "first": "2026-01-01", "last": "2026-12-31"}
    async with inside(firm.id):
        below = [s.id for s in (await reads.subjects()).values() if s.parent_id == firm.units["Y"] and s.kind == "unit"]
    assert (await page.post(f"{at}/targets", data=whole | {"subject": str(firm.units["Y"]), "target": "abc"})).status_code == 422
    assert (await page.post(f"{at}/targets", data=whole | {"subject": str(firm.units["Y"]), "target": "100"})).status_code == 303
    for unit in below:
        assert (
            await page.post(f"{at}/targets", data=whole | {"subject": str(unit), "target": "90", "weight": "1"})
        ).status_code == 303
    assert "与整体差" in (await page.get(f"{at}?at={firm.units['Y']}")).text


PAPER = {
    "name": "送货准点率", "uom": "%", "direction": "higher", "frequency": "month", "formula": "准点 / 全部", "split": "ratio",
    "i.0.name": "准点", "i.0.uom": "单", "i.1.name": "全部", "i.1.uom": "单", "target": "98", "grace": "5", "amber": "5", "level.person": "on",
}  # fmt: skip
BACK = {f"i.{n}.{k}": v for n in (0, 1) for k, v in (("source", "hand"), ("adds", "sum"), ("over", "sum"))}


async def test_an_indicator_from_paper_is_written_published_and_filled(client, firm):
    page = client(firm.admin)
    assert (await page.post(f"/{firm.slug}/indicators", data={"name": "送货准点率", "code": "PAPER"})).status_code == 303
    one = await indicator_of(firm, "PAPER")
    at = f"/{firm.slug}/indicators/{one}"
    assert (await client(firm.executive).get(at)).status_code == 200, "still being written, and said so"
    wrong = await page.post(
        f"{at}/draft/content", data=PAPER | BACK | {"look": "1", "formula": "准点 / 全不"}, headers={"hx-request": "true"}
    )
    assert 'data-wrong="formula" data-start="5" data-end="7"' in wrong.text and "是不是“全部”" in wrong.text
    seen = await page.post(f"{at}/draft/content", data=PAPER | BACK | {"look": "1"}, headers={"hx-request": "true"})
    assert r'{"formula": "\u51c6\u70b9 \u6ca1\u6709\u6570"}' in seen.text, "准点 没有数"
    row = await page.post(f"{at}/draft/content", data=PAPER | BACK | {"do": "add.i"}, headers={"hx-request": "true"})
    assert 'name="i.2.name"' in row.text
    assert (await page.post(f"{at}/draft/content", data=PAPER | BACK | {"target": "x", "edition": "0"})).status_code == 422
    saved = await page.post(f"{at}/draft/content", data=PAPER | BACK | {"edition": "0"})
    assert saved.status_code == 303, saved.text[-600:]
    assert (await page.post(f"{at}/draft/content", data=PAPER | BACK | {"edition": "0", "uom": "‰"})).status_code == 409
    assert (await page.post(f"{at}/publication", data={"why": ""})).status_code == 422
    assert (await page.post(f"{at}/publication", data={"why": "客户要看"})).status_code == 303
    unit = firm.units["Z1"]
    post, person = firm.posts["SR-11"], firm.staff.member
    assert f'name="v.{person}.准点"' in (await page.get(f"{at}/figures?within={post}&day=2026-09-03")).text
    await page.post(f"{at}/figures", data={"day": "2026-09-03", f"v.{person}.准点": "9", f"v.{person}.全部": "10"})
    assert "90" in (await page.get(f"{at}?at={post}&day=2026-09-03")).text, "what a person did counts for the post"
    await page.post(f"{at}/figures", data={"day": "2026-10-03", f"v.{unit}.准点": "97", f"v.{unit}.全部": "100"})
    assert "97" in (await page.get(f"{at}?at={unit}")).text
    assert (await page.post(f"{at}/draft")).status_code == 303 and (await page.post(f"{at}/draft/removal")).status_code == 303
    assert (await page.post(f"{at}/retirement")).status_code == 303


async def test_a_tree_is_planted_from_lines(client, firm):
    page = client(firm.admin)
    text = "ALL，全部\n10kV，十千伏，ALL\n35kV，三十五千伏，ALL"
    bad = await page.post(
        f"/{firm.slug}/indicators/trees", data={"tree": "voltage", "name": "分压", "nodes": "10kV，十千伏，ALL"}
    )
    assert bad.status_code == 422 and "写在它前面" in bad.text
    assert (
        await page.post(f"/{firm.slug}/indicators/trees", data={"tree": "voltage", "name": "分压", "nodes": text})
    ).status_code == 303
    assert "三十五千伏" in (await page.get(f"/{firm.slug}/indicators/trees")).text


async def test_a_budget_in_the_browser(client, firm, statements):
    page = client(firm.admin)
    frame = {"name": "明年", "first": "2027-01-01", "last": "2027-12-31", "finance": str(firm.units["G-B"]), "items": "车辆，G-A"}
    assert (await page.post(f"/{firm.slug}/budgets", data=frame | {"items": "车辆"})).status_code == 422
    made = await page.post(f"/{firm.slug}/budgets", data=frame)
    assert made.status_code == 303, made.text[-600:]
    at = made.headers["location"]
    async with inside(firm.id):
        item = await db().fetchval("select id from budget_items where tenant_id = $1 limit 1", firm.id)
    base = f"/{firm.slug}/budgets/items/{item}"
    department, finance = client(firm.leader), client(firm.other_leader)
    assert (await department.post(f"{base}/figures", data={"side": "department", "value": "x"})).status_code == 422
    assert (
        await department.post(f"{base}/figures", data={"side": "department", "value": "210", "basis": "台数"})
    ).status_code == 303
    hidden = (await finance.get(at)).text
    assert "未公开" in hidden and "210" not in hidden, "neither is shown the other's before both are there"
    assert (await finance.post(f"{base}/figures", data={"side": "department", "value": "1", "basis": "x"})).status_code == 403
    assert (await finance.post(f"{base}/figures", data={"side": "finance", "value": "185", "basis": "上年"})).status_code == 303
    statements.clear()
    html = (await finance.get(at)).text
    assert "+13.51" in html and "商讨" in html and len(statements) <= 3
    assert (await finance.post(f"{base}/talks", data={"said": "说说看"})).status_code == 303
    assert (await finance.post(f"{base}/figures", data={"side": "agreed", "value": "190"})).status_code == 303
    for who, side in ((finance, "finance"), (department, "department")):
        assert (await who.post(f"{base}/signatures", data={"side": side})).status_code == 303
    assert (await department.post(f"{base}/figures", data={"side": "actual", "value": "188.70"})).status_code == 303
    assert "−0.68" in (await finance.get(at)).text


async def test_staff_and_strangers_see_none_of_it(client, cast, firm):
    one = await indicator_of(firm, "K01")
    assert (await client(firm.staff).get(f"/{firm.slug}/indicators")).status_code == 403
    other = cast.stranger
    for path in (f"indicators/{one}", f"indicators/{one}/figures"):
        assert (await client(other.admin).get(f"/{other.slug}/{path}")).status_code == 404


async def test_the_sheet_goes_out_and_comes_back_the_same(firm, world):
    one, unit = await indicator_of(firm, "K01"), firm.units["Z2"]
    async with inside(firm.id):
        note = Note(one, "actual", unit, date(2026, 7, 1), Decimal("12.5"))
        await note_values([note], source="hand", by=firm.admin.member, now=world.now, today=world.now.date())
        told = [row | {"_row": n} async for n, row in _numbered(sheet.rows())]
        assert {change.verdict for change in await sheet.plan(told, world.now.date())} == {"same"}
        mine = next(row for row in told if row["subject"] == "Z2" and row["day"] == date(2026, 7, 1))
        lines = [mine | {"value": Decimal(13)}, mine | {"value": Decimal(13), "why": "补"}, mine | {"indicator": "NO"}]
        changes = await sheet.plan(lines, world.now.date())
        assert [change.verdict for change in changes] == ["refuse", "change", "refuse"]
        await note_values([changes[1].target], source="sheet", by=firm.admin.member, now=world.now, today=world.now.date())
        assert (await sheet.plan([mine | {"value": Decimal(13)}], world.now.date()))[0].verdict == "same"


async def _numbered(rows):
    n = 1
    async for row in rows:
        n += 1
        yield n, row


async def test_definitions_go_out_come_back_the_same_and_change_in_a_draft(firm, world):
    async with inside(firm.id):
        rows = [row | {"_row": n} for n, row in enumerate([row async for row in sheet.definitions()], 2)]
        assert {change.verdict for change in await sheet.plan_definitions(rows, world.now.date())} == {"same"}
        first = rows[0] | {"target": Decimal(97), "formula": rows[0]["formula"] + " + 0"}
        wrong = rows[1] | {"formula": "nothing / 2"}
        new = {"_row": 99, "code": "NEW", "name": "新指标", "formula": "a / b", "inputs": "a|甲|元\nb|乙|元", "direction": "higher", "frequency": "month", "split": "ratio"}
        told = await sheet.plan_definitions([first, wrong, new, new | {"code": "K9", "inputs": "1a||"}], world.now.date())
        assert [change.verdict for change in told] == ["change", "refuse", "add", "refuse"]
        assert [[problem.column for problem in change.problems] for change in told][1] == ["formula"]
        await sheet.apply_definitions([told[0], told[2]], by=firm.admin.member, now=world.now, progress=Quiet())
        known = await reads.newest()
        assert (known[rows[0]["code"]][1].target, known[rows[0]["code"]][2]) == (Decimal(97), True)
        assert [one.name for one in known["NEW"][1].inputs] == ["a", "b"]
