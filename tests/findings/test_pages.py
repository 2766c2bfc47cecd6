from __future__ import annotations

from uuid import uuid4

import pytest

from tenants import db, inside


def speaking(client, person, locale):
    """The person's browser with the language chosen; one of its own for each language."""
    browser = client(person, **{"x-language": locale})
    browser.cookies.set("lang", locale)
    return browser


@pytest.fixture
async def finding(stage):
    check = await stage.check(stage.firm.staff, clean={"verdict": "fail", "note": "台面有冰碴"}, cold={"number": "-3"})
    await stage.run_jobs()
    return await stage.value("select id from findings where tenant_id = $1 and check_id = $2 order by number", check)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("who", ["staff", "leader", "executive", "admin"])
async def test_the_list_is_one_statement_and_tells_whose_turn_it_is(stage, finding, client, statements, locale, who):
    statements.clear()
    answer = await speaking(client, stage.firm.people[who], locale).get("/brand/findings")
    assert answer.status_code == 200
    assert len(statements) == 1
    assert f"/brand/findings/{finding}" in answer.text
    assert ("停在staff手里" if locale == "zh-CN" else "With staff") in answer.text


async def test_overdue_comes_first_and_is_counted(stage, finding, client):
    async with inside(stage.firm.id):
        await db().execute(
            "update findings set due_on = due_on - 30 where tenant_id = $1 and id = $2",
            stage.firm.id,
            finding,
        )
    html = (await client(stage.firm.staff).get("/brand/findings")).text
    assert html.index(str(finding)) == min(html.index(one) for one in await ids(stage) if one in html)
    assert "已逾期" in html


async def ids(stage):
    return [str(row["id"]) for row in await stage.fetch("select id from findings where tenant_id = $1 and state = 'open'")]


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("state=verified", False),
        ("state=all", True),
        ("severity=veto", False),
        ("severity=major", True),
        ("state=nonsense", True),
        ("page=99", False),
        ("unit=nonsense", True),
    ],
)
async def test_filters(stage, finding, client, asked, there):
    html = (await client(stage.firm.leader).get(f"/brand/findings?{asked}")).text
    assert (str(finding) in html) is there


async def test_a_unit_filters_its_line(stage, finding, client):
    for unit, there in (("Z1", True), ("Z1-1", True), ("Z1-2", False)):
        html = (await client(stage.firm.leader).get(f"/brand/findings?unit={stage.firm.units[unit]}")).text
        assert (str(finding) in html) is there


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_story_from_found_to_verified(stage, finding, client, statements, locale):
    staff, leader = (speaking(client, person, locale) for person in (stage.firm.staff, stage.firm.leader))
    here = f"/brand/findings/{finding}"
    statements.clear()
    html = (await staff.get(here)).text
    assert len(statements) <= 3
    assert "台面有冰碴" in html
    assert f'action="{here}/action"' in html
    assert f'action="{here}/verification"' not in html
    assert f'action="{here}/action"' not in (await leader.get(here)).text
    done = await staff.post(f"{here}/action", data={"cause": "没有清扫", "action": "清扫并排班", "photo": ""})
    assert done.status_code == 303
    told = (await leader.get(here)).text
    assert "清扫并排班" in told
    assert f'action="{here}/verification"' in told
    again = await leader.post(f"{here}/verification", data={"outcome": "reopened", "note": ""})
    assert again.status_code == 422
    assert 'href="#note"' in again.text
    form = {"outcome": "verified", "note": ""}
    assert 'href="#note"' in (await leader.post(f"{here}/verification", data=form)).text
    assert (await leader.post(f"{here}/verification", data=form | {"note": "看过现场"})).status_code == 303
    assert (await stage.value("select state from findings where tenant_id = $1 and id = $2", finding)) == "verified"


async def test_a_form_that_lacks_something_keeps_what_was_written(stage, finding, client):
    here = f"/brand/findings/{finding}/action"
    again = await client(stage.firm.staff).post(here, data={"cause": "没有清扫", "action": ""})
    assert again.status_code == 422
    assert "没有清扫" in again.text
    assert 'href="#action"' in again.text


@pytest.mark.parametrize(("who", "status"), [("colleague", 404), ("other_leader", 404)])
async def test_outside_post_and_line_it_is_not_there(stage, finding, client, who, status):
    browser = client(stage.firm.people[who])
    assert (await browser.get(f"/brand/findings/{finding}")).status_code == status
    assert (await browser.post(f"/brand/findings/{finding}/action", data={"cause": "x", "action": "x"})).status_code == status
    assert str(finding) not in (await browser.get("/brand/findings?state=all")).text


async def test_foreign_and_unknown_are_the_same(finding, client, cast):
    stranger = client(cast.stranger.leader)
    for id_ in (finding, uuid4()):
        assert (await stranger.get(f"/stranger/findings/{id_}")).status_code == 404
        assert (await stranger.post(f"/stranger/findings/{id_}/action", data={"cause": "x", "action": "x"})).status_code == 404
        form = {"outcome": "verified", "note": ""}
        assert (await stranger.post(f"/stranger/findings/{id_}/verification", data=form)).status_code == 404


async def test_an_empty_list_says_what_it_is_for(client, cast):
    assert "没有未关闭的问题" in (await client(cast.stranger.staff).get("/stranger/findings")).text


VIEWS = (
    "",
    "/board",
    "/calendar",
    "/map",
    "/board?whose=mine",
    "/calendar?month=2026-10&whose=found",
    "/calendar?month=x",
    "?q=1",
)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("who", "locale"), [("leader", "zh-CN"), ("leader", "en"), ("staff", "zh-CN"), ("admin", "en")])
async def test_every_view_within_three_statements(stage, finding, client, statements, view, who, locale):
    browser = speaking(client, stage.firm.people[who], locale)
    statements.clear()
    answer = await browser.get(f"/brand/findings{view}")
    assert answer.status_code == (303 if view == "/map" and who == "staff" else 200)
    assert len(statements) <= 3


async def test_the_map_opens_only_ones_own_lines(stage, finding, client):
    leader = client(stage.firm.leader)
    assert (await leader.get(f"/brand/findings/map?unit={stage.firm.units['Z1']}")).status_code == 200
    assert (await leader.get(f"/brand/findings/map?unit={stage.firm.units['G-B']}")).status_code == 404


@pytest.mark.parametrize(
    ("form", "data", "field"),
    [
        ("containment", {"contain-what": ""}, "contain-what"),
        ("explanation", {"explain-why1": ""}, "explain-whys"),
        ("plan", {"plan-action": "x", "plan-post": "nobody", "plan-due": "2026-11-19"}, "plan-post"),
        ("plan", {"plan-action": "x", "plan-post": "SR-11", "plan-due": "soon"}, "plan-due"),
        ("elsewhere", {"ask-codes": "nowhere", "ask-due": "2026-11-19"}, "ask-codes"),
        ("handing", {"hand-post": "SK-1", "hand-why": ""}, "hand-why"),
        ("merger", {"merge-into": "x"}, "merge-into"),
    ],
)
async def test_each_form_comes_back_with_its_fault(stage, finding, client, form, data, field):
    again = await client(stage.firm.leader).post(f"/brand/findings/{finding}/{form}", data=data)
    assert again.status_code == 422
    assert f'href="#{field}"' in again.text


async def test_the_forms_do_what_they_say(stage, finding, client):
    here, leader = f"/brand/findings/{finding}", client(stage.firm.leader)
    done = (
        ("containment", {"contain-what": "先移货"}), ("explanation", {"explain-why1": "门封老化", "explain-why2": "没有更换"}),
        ("plan", {"plan-action": "换门封", "plan-post": "SR-11", "plan-due": "2026-11-20"}),
        ("elsewhere", {"ask-unit": ["Z1-2"], "ask-due": "2026-11-20"}),
    )  # fmt: skip
    for form, data in done:
        assert (await leader.post(f"{here}/{form}", data=data)).status_code == 303, form
    html = (await leader.get(here)).text
    for told in ("先移货", "没有更换", "换门封", "待回答"):
        assert told in html
    colleague = client(stage.firm.colleague)
    assert "举一反三：请看看你这里有没有" in (await colleague.get("/brand/findings")).text
    extent = await stage.value("select id from extent_checks where tenant_id = $1 and finding_id = $2", finding)
    form = {f"look-{extent}-answer": "clear", f"look-{extent}-note": "没有"}
    assert (await colleague.post(f"/brand/findings/elsewhere/{extent}", data=form)).status_code == 303


async def test_photos_are_shown_to_whoever_reads_the_story_only(stage, finding, client):
    await client(stage.firm.staff).post(f"/brand/findings/{finding}/containment", data={"contain-what": "先移货"})
    photo = f"/brand/findings/{finding}/photos/{uuid4()}"
    for person in (stage.firm.leader, stage.firm.colleague):
        assert (await client(person).get(photo)).status_code == 404


async def test_the_administrator_sets_days_steps_and_causes(stage, client, statements):
    admin, here = client(stage.firm.admin), "/brand/findings/rules"
    statements.clear()
    html = (await admin.get(here)).text
    assert len(statements) <= 3
    assert "人员" in html
    days = {f"{s}_{n}": "9" for s in ("veto", "major", "minor") for n in ("days", "again")} | {"edition": "0"}
    assert (await admin.post(here, data=days | {"veto_days": "soon"})).status_code == 422
    assert (await admin.post(here, data=days)).status_code == 303
    assert (await admin.post(here, data=days | {"veto_days": "2"})).status_code == 409
    assert (await admin.post(f"{here}/steps", data={"days": "5", "title": "city_supervisor"})).status_code == 303
    assert (await admin.post(f"{here}/steps", data={"days": "5", "title": "city_supervisor"})).status_code == 422
    assert (await admin.post(f"{here}/causes", data={"code": "wear", "name_zh": "磨损"})).status_code == 303
    assert (await admin.post(f"{here}/causes", data={"code": "wear", "name_zh": "磨损"})).status_code == 422
    cause = await stage.value("select id from causes where tenant_id = $1 and code = 'wear'")
    changed = {"name_zh": "自然磨损", "retired": "on", "edition": "1"}
    assert (await admin.post(f"{here}/causes/{cause}", data=changed)).status_code == 303
    assert (await admin.post(f"{here}/causes/{cause}", data=changed | {"name_zh": "老化"})).status_code == 409
    step = await stage.value("select id from escalation_rules where tenant_id = $1 and days = 5")
    assert (await admin.post(f"{here}/steps/{step}/removal", data={"x": "1"})).status_code == 303
    for sheet in ("findings", "causes"):
        assert (await admin.get(f"/brand/sheets/{sheet}")).status_code == 200
