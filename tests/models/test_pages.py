"""Models through the app: the list, one with figures tried, scenarios, the editor, publishing, versions."""

from __future__ import annotations

import pytest

from saas.models.begin import begin
from saas.models.keep_scenario import keep_scenario
from tenants import db, inside


@pytest.fixture
def firm(cast):
    return cast.brand


async def model_of(firm, code):
    async with inside(firm.id):
        return await db().fetchval("select id from models where tenant_id = $1 and code = $2", firm.id, code)


@pytest.fixture
async def profit(firm):
    return await model_of(firm, "distributor_profit")


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_every_page_opens_in_few_statements(client, firm, profit, world, statements, locale):
    async with inside(firm.id):
        await begin(profit, by=firm.admin.member, now=world.now)
    for who, path in ((firm.leader, "models"), (firm.executive, f"models/{profit}"), (firm.admin, f"models/{profit}/draft")):
        statements.clear()
        answer = await client(who, **{"accept-language": locale}).get(f"/{firm.slug}/{path}")
        assert answer.status_code == 200, (path, answer.text[-900:])
        assert len(statements) <= 3, (path, len(statements))


async def test_a_result_opens_into_its_tree(client, firm, profit):
    html = (await client(firm.executive).get(f"/{firm.slug}/models/{profit}?result=traditional_profit&over=traditional")).text
    assert "29.49" in html and "traditional * (markup + on_invoice + quarterly + yearly) / 100" in html
    assert "14.56" in html and "15.6" in html, "the wages and the pay list contradict each other"
    assert "386.0282" in html, "where it breaks even"


async def test_a_figure_tried_is_computed_and_nothing_is_kept(client, firm, profit):
    page = client(firm.leader)
    answer = await page.post(
        f"/{firm.slug}/models/{profit}/trial", data={"p.quarterly": "0", "p.yearly": "0"}, headers={"hx-request": "true"}
    )
    assert answer.status_code == 200 and "0.99" in answer.text and "11.49" in answer.text
    again = (await page.get(f"/{firm.slug}/models/{profit}")).text
    assert "29.49" in again


async def test_what_is_no_number_is_told_at_its_field(client, firm, profit):
    answer = await client(firm.leader).post(f"/{firm.slug}/models/{profit}/trial", data={"p.markup": "abc"})
    assert answer.status_code == 422 and "“abc”不是数" in answer.text


async def test_scenarios_stand_side_by_side_for_everybody(client, firm, profit, world):
    page = client(firm.leader)
    answer = await page.post(
        f"/{firm.slug}/models/{profit}/scenarios", data={"scenario": "没有奖励", "p.quarterly": "0", "p.yearly": "0"}
    )
    assert answer.status_code == 303, answer.text[-600:]
    html = (await client(firm.executive).get(f"/{firm.slug}/models/{profit}")).text
    assert "没有奖励" in html and "11.49" in html
    refused = await page.post(f"/{firm.slug}/models/{profit}/scenarios", data={"scenario": "", "p.quarterly": "0"})
    assert refused.status_code == 422
    async with inside(firm.id):
        one = await db().fetchval("select id from model_scenarios where tenant_id = $1 limit 1", firm.id)
    assert (await page.post(f"/{firm.slug}/models/scenarios/{one}/removal")).status_code == 303
    async with inside(firm.id):
        assert await db().fetchval("select count(*) from model_scenarios where tenant_id = $1", firm.id) == 0


PAPER = {
    "name": "车辆租还是买", "i.0.name": "月租", "i.0.uom": "元/月", "i.0.value": "4500", "i.1.name": "车价", "i.1.uom": "万元",
    "i.1.value": "9.6", "i.2.name": "年限", "i.2.uom": "年", "i.2.value": "4", "f.0.name": "省下", "f.0.uom": "万元", "f.0.formula": "月租 × 年限 − 车价",
    "f.0.result": "1",
}  # fmt: skip


async def test_a_model_from_paper_is_entered_published_and_revised(client, firm):
    page = client(firm.admin)
    answer = await page.post(f"/{firm.slug}/models", data={"name": "车辆租还是买"})
    assert answer.status_code == 303
    model = await model_of(firm, "M1")
    at = f"/{firm.slug}/models/{model}/draft"
    assert answer.headers["location"] == at
    wrong = await page.post(
        f"{at}/content", data=PAPER | {"look": "1", "f.0.formula": "月租 × 年限 − 车介"}, headers={"hx-request": "true"}
    )
    assert 'data-wrong="f.0.formula" data-start="10" data-end="12"' in wrong.text and "是不是“车价”" in wrong.text
    seen = await page.post(f"{at}/content", data=PAPER | {"look": "1"}, headers={"hx-request": "true"})
    assert r'"f.0.formula": "= 12 \u4e07\u5143"' in seen.text and "data-wrong" not in seen.text, "4500 元 a month over 4 years, less 9.6 万元"
    saved = await page.post(f"{at}/content", data=PAPER | {"edition": "0"})
    assert saved.status_code == 303, saved.text[-600:]
    stale = await page.post(f"{at}/content", data=PAPER | {"edition": "0", "i.0.value": "5000"})
    assert stale.status_code == 409
    assert (await page.post(f"/{firm.slug}/models/{model}/publication", data={"why": ""})).status_code == 422
    done = await page.post(f"/{firm.slug}/models/{model}/publication", data={"why": "采购会要用"})
    assert done.status_code == 303, done.text[-600:]
    html = (await client(firm.executive).get(f"/{firm.slug}/models/{model}")).text
    assert "12" in html and "采购会要用" in html
    await _a_scenario_is_carried_over(firm, page, f"/{firm.slug}/models/{model}")
    assert (await page.post(at)).status_code == 303
    assert (await page.post(f"{at}/removal")).status_code == 303
    assert (await page.get(f"/{firm.slug}/models/{model}")).status_code == 200


async def _a_scenario_is_carried_over(firm, page, at):
    """In the second version 年限 is gone and 月数 is new: the scenario stays with the first until somebody takes it along."""
    await page.post(f"{at}/scenarios", data={"scenario": "贵的车", "p.车价": "12", "p.年限": "5"})
    await page.post(f"{at}/draft")
    months = PAPER | {"edition": "0", "i.2.name": "月数", "i.2.uom": "月", "i.2.value": "48", "f.0.formula": "月租 × 月数 − 车价"}
    assert (await page.post(f"{at}/draft/content", data=months)).status_code == 303
    assert (await page.post(f"{at}/publication", data={"why": "按月算"})).status_code == 303
    html = (await page.get(at)).text
    assert "以前版本上的方案" in html and "这一版没有了：年限" in html and "这一版新增：月数" in html
    async with inside(firm.id):
        one = await db().fetchval("select id from model_scenarios where tenant_id = $1 and name = '贵的车'", firm.id)
    opened = (await page.get(f"{at}?scenario={one}")).text
    assert "这是旧版" in opened and "15" in opened, "4500 元 × 60 months less 12 万元"
    base = at.rpartition("/")[0]
    assert (await page.post(f"{base}/scenarios/{one}/version")).status_code == 303
    assert (await page.post(f"{base}/scenarios/{one}/version")).status_code == 409, "it is there already"
    html = (await page.get(f"{at}?scenario={one}")).text
    assert "以前版本上的方案" not in html and "9.6" in html, "4500 元 × 48 months less 12 万元"


async def test_a_wrong_formula_is_saved_but_not_published(client, firm):
    page = client(firm.admin)
    await page.post(f"/{firm.slug}/models", data={"name": "半成品", "code": "HALF"})
    model = await model_of(firm, "HALF")
    at = f"/{firm.slug}/models/{model}"
    assert (await page.post(f"{at}/draft/content", data=PAPER | {"edition": "0", "f.0.formula": "月租 +"})).status_code == 303
    refused = await page.post(f"{at}/publication", data={"why": "试"})
    assert refused.status_code == 422 and "还不对" in refused.text
    assert (await client(firm.leader).get(at)).status_code == 200, "not published yet, and said so"
    row = await page.post(f"{at}/draft/content", data=PAPER | {"edition": "1", "do": "add.t"}, headers={"hx-request": "true"})
    assert 'name="t.0.c.0.name"' in row.text and 'name="i.2.value"' in row.text


async def test_staff_and_strangers_see_no_model(client, cast, firm, profit):
    assert (await client(firm.staff).get(f"/{firm.slug}/models")).status_code == 403
    other = cast.stranger
    assert (await client(other.admin).get(f"/{other.slug}/models/{profit}")).status_code == 404
    assert (await client(firm.leader).post(f"/{firm.slug}/models/{profit}/publication", data={"why": "x"})).status_code == 403


async def test_a_scenario_of_inputs_the_model_lost_is_left_out(client, firm, profit, world):
    async with inside(firm.id):
        await keep_scenario(profit, "旧", {}, by=firm.admin.member, now=world.now)
        await db().execute("""update model_scenarios set given = '{"gone": "1", "markup": "5"}' where tenant_id = $1""", firm.id)
    assert (await client(firm.leader).get(f"/{firm.slug}/models/{profit}")).status_code == 200
