"""Schemes through the app: read, edited, checked up, tried, published; rulings with reason and signature."""

from __future__ import annotations

import pytest

from saas.schemes.begin import begin
from tenants import db, inside


@pytest.fixture
def firm(cast):
    return cast.brand


async def opened(firm, world):
    async with inside(firm.id):
        await begin(by=firm.admin.member, now=world.now)


def sent(html):
    """What the form of the draft would send unchanged."""
    import re

    at = html.index('id="editor"')
    form = html[at : html.index("</form>", at)]
    fields = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            fields[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<select [^>]*name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body) or re.search(r'<option value="([^"]*)"', body)
        fields[name] = chosen[1] if chosen else ""
    return fields


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_every_page_opens_in_few_statements(client, firm, world, statements, locale):
    await opened(firm, world)
    for who, path in (
        (firm.leader, "schemes"),
        (firm.admin, "schemes/draft"),
        (firm.executive, "schemes/draft/trial"),
        (firm.leader, "rulings"),
        (firm.leader, "schemes/ladders"),
        (firm.executive, "schemes/money"),
    ):
        statements.clear()
        answer = await client(who, **{"accept-language": locale}).get(f"/{firm.slug}/{path}")
        assert answer.status_code == 200, (path, answer.text[-900:])
        assert len(statements) <= 3, (path, len(statements))


async def test_a_draft_is_edited_tried_and_published_for_the_next_cycle(client, firm, world):
    page = client(firm.admin)
    assert (await page.post(f"/{firm.slug}/schemes/draft")).status_code == 303
    fields = sent((await page.get(f"/{firm.slug}/schemes/draft")).text)
    row = next(name for name, value in fields.items() if value == "driver").rsplit(".", 1)[0]
    wrong = await page.post(f"/{firm.slug}/schemes/draft/content", data=fields | {f"{row}.checks": "viel"})
    assert wrong.status_code == 422
    assert "“viel”不是数" in wrong.text
    saved = await page.post(
        f"/{firm.slug}/schemes/draft/content", data=fields | {f"{row}.checks": "50", f"{row}.agreement": "20"}
    )
    assert saved.status_code == 303, saved.text[-2000:]
    html = (await page.get(f"/{firm.slug}/schemes/draft")).text
    assert "合计 105，不是 100" in html
    unsigned = await page.post(f"/{firm.slug}/schemes/publication", data={"why": ""})
    assert unsigned.status_code == 422
    async with inside(firm.id):
        before = await db().fetchval("select scheme_id from cycles where tenant_id = $1 order by from_date desc limit 1", firm.id)
    done = await page.post(f"/{firm.slug}/schemes/publication", data={"why": "加上抽查"})
    assert done.status_code == 303, done.text[-2000:]
    async with inside(firm.id):
        body = await db().fetchval("select body from schemes where tenant_id = $1 order by number desc limit 1", firm.id)
        after = await db().fetchval("select scheme_id from cycles where tenant_id = $1 order by from_date desc limit 1", firm.id)
    assert body["components"]["driver"] == {"checks": "50", "coverage": "20", "findings": "15", "agreement": "20"}
    assert after == before, "the open cycle keeps its scheme"
    told = (await page.get(f"/{firm.slug}/schemes")).text
    assert "加上抽查" in told
    assert "agreement 20" in told


async def test_indicators_have_a_weight_beside_the_others_and_weights_among_themselves(client, firm, world):
    """Two cells of one row; what was typed comes back in the cell where it was typed."""
    await opened(firm, world)
    page, at = client(firm.admin), f"/{firm.slug}/schemes/draft"
    fields = sent((await page.get(at)).text)
    row = next(name for name, value in fields.items() if value == "driver").rsplit(".", 1)[0]
    typed = {f"{row}.checks": "40", f"{row}.coverage": "10", f"{row}.findings": "20", f"{row}.agreement": "", f"{row}.indicators": "30"}
    saved = await page.post(f"{at}/content", data=fields | typed | {f"{row}.measured": "K01 60，K02 40"})
    assert saved.status_code == 303, saved.text[-2000:]
    async with inside(firm.id):
        body = await db().fetchval("select body from scheme_drafts where tenant_id = $1", firm.id)
    assert body["components"]["driver"] == {"checks": "40", "coverage": "10", "findings": "20", "indicators": "30"}
    assert body["indicators"]["driver"] == {"K01": "60", "K02": "40"}
    again = sent((await page.get(at)).text)
    assert (again[f"{row}.indicators"], again[f"{row}.measured"]) == ("30", "K01 60，K02 40")
    wrong = await page.post(f"{at}/content", data=again | {f"{row}.measured": "K01 sixty"})
    assert wrong.status_code == 422 and f'id="{row}.measured-error"' in wrong.text
    assert (await page.post(f"{at}/removal")).status_code == 303


async def test_of_two_who_edit_the_second_sees_the_difference(client, firm, world):
    await opened(firm, world)
    fields = sent((await client(firm.admin).get(f"/{firm.slug}/schemes/draft")).text)
    at = f"/{firm.slug}/schemes/draft/content"
    assert (await client(firm.admin).post(at, data=fields | {"high": "110"})).status_code == 303
    assert (await client(firm.executive).post(at, data=fields | {"high": "120"})).status_code == 409


async def test_a_composition_of_the_pack_becomes_components_and_what_is_missing_bars_publishing(client, firm, world):
    await opened(firm, world)
    page = client(firm.admin)
    taken = await page.post(f"/{firm.slug}/schemes/draft/composition", data={"code": "rep"})
    assert taken.status_code == 303
    html = (await page.get(taken.headers["location"].removeprefix("http://test"))).text
    assert "process/P1" in html
    async with inside(firm.id):
        body = await db().fetchval("select body from scheme_drafts where tenant_id = $1", firm.id)
    assert body["components"]["sales_rep"]["indicators"] == "50"
    assert body["indicators"]["sales_rep"]["K01"] == "15"
    await page.post(f"/{firm.slug}/schemes/draft/removal")


async def test_a_leader_rules_in_the_open_cycle_and_takes_it_back(client, firm, world):
    page, at = client(firm.leader), f"/{firm.slug}/rulings"
    post = str(firm.posts["SR-11"])
    refused = await page.post(at, data={"subject": post, "code": "new_outlet", "reason": ""})
    assert refused.status_code == 422
    assert "请写理由" in refused.text
    assert (await page.post(at, data={"subject": post, "code": "new_outlet", "reason": "一号路新增专营售点"})).status_code == 303
    assert "一号路新增专营售点" in (await page.get(at)).text
    async with inside(firm.id):
        one = await db().fetchval("select id from rulings where tenant_id = $1", firm.id)
    assert (await page.post(f"{at}/{one}/withdrawal", data={"why": ""})).status_code == 422
    assert (await page.post(f"{at}/{one}/withdrawal", data={"why": "记错了"})).status_code == 303
    assert "记错了" in (await page.get(at)).text
    assert (await page.post(f"{at}/{one}/withdrawal", data={"why": "再来"})).status_code == 422


async def test_nobody_rules_outside_the_line_nor_with_what_the_scheme_does_not_know(client, firm, cast):
    page, at = client(firm.leader), f"/{firm.slug}/rulings"
    stranger = next(iter(cast.rival.posts.values())) if hasattr(cast, "rival") else firm.id
    assert (await page.post(at, data={"subject": str(stranger), "code": "new_outlet", "reason": "x"})).status_code == 404
    assert (await page.post(at, data={"subject": str(firm.posts["SR-11"]), "code": "nothing", "reason": "x"})).status_code == 422


async def test_weights_leave_as_a_spreadsheet_and_come_back_into_the_draft(client, firm, world):
    from saas.schemes import sheet

    answer = await client(firm.leader).get(f"/{firm.slug}/sheets/scheme_weights")
    assert answer.status_code == 200
    async with inside(firm.id):
        rows = [dict(row, _row=at) for at, row in enumerate(await sheet.rows(), 2)]
        changes = await sheet.plan(rows, world.now.date())
        assert {change.verdict for change in changes} == {"same"}
        rows[0]["checks"], rows[1]["title"] = "44", "pilot"
        changes = await sheet.plan(rows, world.now.date())
        assert [change.verdict for change in changes[:2]] == ["change", "refuse"]
        await sheet.apply(changes[:1], by=firm.admin.member, now=world.now, progress=counted)
        body = await db().fetchval("select body from scheme_drafts where tenant_id = $1", firm.id)
    assert body["components"][rows[0]["title"]]["checks"] == "44"


async def counted(_done):
    """Nobody waits."""
