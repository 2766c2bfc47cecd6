"""The pages of the rollout: who sees what, in both languages, at a few statements each; forms that keep what was written."""

from __future__ import annotations

import pytest

from tenants import db, inside
from tests.rollout.story import rolled

PAGES = ("rollout", "rollout/adoption", "rollout/calendar", "rollout/setup", "rollout/stages/{stage}", "rollout/stages/{stage}/form")


@pytest.fixture(scope="module")
async def ids(cast, world):
    async with inside(cast.brand.id):
        return await rolled(cast.brand, now=world.now)


@pytest.fixture(scope="module")
def boss(cast):
    return cast.brand.executive


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("page", PAGES)
async def test_every_page_opens_in_both_languages_with_three_statements(page, locale, client, boss, ids, cast, statements):
    async with inside(cast.brand.id):
        await db().execute("update persons set locale = $2 where id = $1", boss.person, locale)
    statements.clear()
    answer = await client(boss).get(f"/brand/{page.format(**ids)}")
    assert answer.status_code == 200, answer.text[-2000:]
    assert len(statements) <= 3, statements


async def test_a_forced_gate_stands_on_the_page_with_who_and_why(client, boss, ids, cast):
    async with inside(cast.brand.id):
        await db().execute("update persons set locale = 'zh-CN' where id = $1", boss.person)
    text = (await client(boss).get("/brand/rollout")).text
    assert "强行放行" in text and "总公司要求年底前全部铺开" in text
    text = (await client(boss).get(f"/brand/rollout/stages/{ids['stage']}")).text
    assert "与签字时一致" in text and "没有达到" in text


async def test_staff_read_where_their_unit_stands_and_no_more(client, cast, ids):
    async with inside(cast.brand.id):
        await db().execute("update rollout_stages set state = 'waiting', opened_on = null where tenant_id = $1 and code <> 'S4'", cast.brand.id)
        await db().execute("update rollout_stages set state = 'waiting', opened_on = null where tenant_id = $1", cast.brand.id)
    answer = await client(cast.brand.staff).get("/brand/rollout")
    assert answer.status_code == 200 and "还没有开始：到“一区试点”阶段才排检查表" in answer.text
    assert (await client(cast.brand.staff).get("/brand/rollout/adoption")).status_code == 403


async def test_a_gate_that_does_not_hold_says_so_at_the_form_and_keeps_the_reason(client, boss, ids, cast):
    stage = await first(cast)
    answer = await client(boss).post(f"/brand/rollout/stages/{stage}/entry", data={"signature": "executive", "reason": "试一试"})
    assert answer.status_code == 422 and "条没有达到，关口不能开" in answer.text and "试一试" in answer.text


async def test_a_person_notes_a_criterion_and_it_stands(client, cast, ids):
    admin = cast.brand.admin
    async with inside(cast.brand.id):
        criterion = await db().fetchval("select id from rollout_criteria where tenant_id = $1 and code = 'S0-in'", cast.brand.id)
    wrong = await client(admin).post(f"/brand/rollout/criteria/{criterion}/note", data={"met": "yes", "note": ""})
    assert wrong.status_code == 422 and "请写明凭什么这样判断" in wrong.text
    done = await client(admin).post(f"/brand/rollout/criteria/{criterion}/note", data={"met": "yes", "note": "任命书已发"})
    assert done.status_code == 303
    assert "任命书已发" in (await client(admin).get(f"/brand/rollout/stages/{await first(cast)}")).text


async def test_the_owner_edits_stages_and_criteria_and_the_second_editor_sees_the_difference(client, cast, ids):
    admin, stage = client(cast.brand.admin), await first(cast)
    fields = {"name_zh": "摸底", "scope_zh": "全市", "work_zh": "普查", "weeks": "5", "edition": "0"}
    assert (await admin.post(f"/brand/rollout/stages/{stage}", data=fields)).status_code == 303
    assert (await admin.post(f"/brand/rollout/stages/{stage}", data=fields | {"name_zh": "再摸底"})).status_code == 409
    asked = {"code": "S0-new", "side": "exit", "text_zh": "问题按时关闭", "by": "findings_closed", "days": "28", "uom": "%"}
    wrong = await admin.post(f"/brand/rollout/stages/{stage}/criteria", data=asked)
    assert wrong.status_code == 422 and "写明至少多少或至多多少" in wrong.text
    assert (await admin.post(f"/brand/rollout/stages/{stage}/criteria", data=asked | {"low": "90"})).status_code == 303
    late = {**asked, "code": "S0-day", "by": "standards_covered", "low": "100"}
    assert "这一项只能看当天" in (await admin.post(f"/brand/rollout/stages/{stage}/criteria", data=late)).text
    assert "问题按时关闭" in (await admin.get(f"/brand/rollout/stages/{stage}/form")).text


async def test_a_stage_with_a_signature_is_not_taken_away(client, cast, ids):
    answer = await client(cast.brand.admin).post(f"/brand/rollout/stages/{ids['stage']}/removal", data={"x": "1"})
    assert answer.status_code == 409


async def test_a_date_is_put_on_the_calendar_and_taken_off(client, cast, ids):
    admin = client(cast.brand.admin)
    wrong = await admin.post("/brand/rollout/calendar", data={"kind": "training", "day": "", "text": "夜校"})
    assert wrong.status_code == 422 and "夜校" in wrong.text
    assert (await admin.post("/brand/rollout/calendar", data={"kind": "training", "day": "2026-12-01", "text": "夜校"})).status_code == 303
    assert "夜校" in (await admin.get("/brand/rollout/calendar")).text
    assert (await admin.post(f"/brand/rollout/calendar/{ids['date']}/removal", data={"x": "1"})).status_code == 303
    assert (await admin.post(f"/brand/rollout/calendar/{ids['date']}/removal", data={"x": "1"})).status_code == 404


async def first(cast):
    async with inside(cast.brand.id):
        return await db().fetchval("select id from rollout_stages where tenant_id = $1 and code = 'S0'", cast.brand.id)
