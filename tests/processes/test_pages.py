"""Processes through the app: the list, the picture, the editor, a run from hand to hand."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from saas.processes.begin import begin
from saas.processes.cancel_run import cancel_run
from saas.processes.hand_over import hand_over
from saas.processes.held_run import Proof
from saas.processes.start_run import start_run
from saas.processes.take_over import take_over
from tenants import db, inside


@pytest.fixture
def firm(cast):
    return cast.brand


async def known(firm, sql):
    async with inside(firm.id):
        return await db().fetchval(sql, firm.id)


@pytest.fixture
async def order(firm):
    return await known(firm, "select id from processes where tenant_id = $1 and code = 'P2'")


@pytest.fixture
async def draft(firm, world, order):
    async with inside(firm.id):
        await begin(order, by=firm.admin.member, now=world.now)
    return await known(firm, "select id from draft_activities where tenant_id = $1 and code = 'P2-3'")


@pytest.fixture
async def run(firm, world, order):
    async with inside(firm.id):
        return await start_run(order, "冷饮 20 箱", "", None, by=firm.keeper_leader.member, now=world.now, zone="Asia/Shanghai")


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_every_page_opens_in_few_statements(client, firm, order, draft, run, statements, locale):
    for who, path in (
        (firm.staff, "processes"), (firm.admin, "processes"), (firm.staff, f"processes/{order}"), (firm.admin, f"processes/{order}"),
        (firm.admin, f"processes/{order}/draft"), (firm.admin, f"processes/{order}/draft?activity={draft}"),
        (firm.admin, f"processes/{order}/draft/publication"), (firm.executive, f"processes/{order}/comparison"),
        (firm.keeper_leader, "processes/runs"), (firm.keeper_leader, f"processes/{order}/runs"), (firm.keeper_leader, "processes/runs?state=all"),
        (firm.keeper_leader, f"processes/runs/{run}"),
    ):  # fmt: skip
        statements.clear()
        answer = await client(who, **{"accept-language": locale}).get(f"/{firm.slug}/{path}")
        assert answer.status_code == 200, (path, answer.text[-600:])
        assert len(statements) <= 3, (path, len(statements))


async def test_the_picture_tells_every_activity_and_its_hands(client, firm, order):
    html = (await client(firm.staff).get(f"/{firm.slug}/processes/{order}")).text
    assert html.count("<title>订单到回款</title>") == 2 and "预冷装车" in html
    described = re.search(r"<desc>(.*?)</desc>", html)[1]
    assert "1. 收单并核信用" in described and "30 分钟" in described
    assert html.count('class="box') == 6 and html.count('class="knot') == 6


def form_of(html: str) -> dict[str, str]:
    """The fields of the activity's form as the page shows them."""
    part = html[html.index('id="activity-form"') :]
    part = part[: part.index("</form>")]
    given = {}
    for tag in re.findall(r"<input[^>]*>", part):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (("checkbox" not in tag and "radio" not in tag) or "checked" in tag):
            given[name[1]] = value[1] if value else ""
    given |= dict(re.findall(r'<textarea id="(\w+)"[^>]*>([^<]*)</textarea>', part))
    for name, inner in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', part, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        given[name] = chosen[1] if chosen else ""
    return given


async def test_saving_what_the_form_shows_changes_nothing(client, firm, order, draft):
    admin, path = client(firm.admin), f"/{firm.slug}/processes/{order}/draft"

    async def rows():
        async with inside(firm.id):
            return [
                dict(r)
                for r in await db().fetch("select * from draft_activities where tenant_id = $1 order by position", firm.id)
            ]

    before = await rows()
    for row in before:
        html = (await admin.get(f"{path}?activity={row['id']}")).text
        answer = await admin.post(f"/{firm.slug}/processes/activities/{row['id']}", data=form_of(html))
        assert answer.status_code == 303, answer.text[-800:]
    assert await rows() == before


async def test_two_editors_the_second_is_told_and_sees_the_difference(client, firm, order, draft):
    admin, path = client(firm.admin), f"/{firm.slug}/processes/{order}/draft?activity={draft}"
    mine = form_of((await admin.get(path)).text)
    theirs = mine | {"amount": "45"}
    assert (await admin.post(f"/{firm.slug}/processes/activities/{draft}", data=theirs)).status_code == 303
    answer = await admin.post(f"/{firm.slug}/processes/activities/{draft}", data=mine | {"amount": "20"})
    assert answer.status_code == 409 and "时限" in answer.text and "45" in answer.text and "20" in answer.text
    async with inside(firm.id):
        assert await db().fetchval("select amount from draft_activities where tenant_id = $1 and id = $2", firm.id, draft) == 45


async def test_faults_stand_at_their_fields(client, firm, draft):
    admin, at = client(firm.admin), f"/{firm.slug}/processes/activities/{draft}"
    for wrong, words in (
        ({"name_zh": "", "name_en": ""}, "请写环节的名称"), ({"amount": "两小时"}, "请填写数字"), ({"amount": "5", "per": ""}, "时限的单位"),
        ({"owner": "title", "job_title": ""}, "是谁"), ({"back1": "P2-1", "back1_when": ""}, "什么情况下退回"),
        ({"job_title": "nobody_here"}, "重新选择"),
    ):  # fmt: skip
        edition = await known(firm, "select max(edition) from revisions where tenant_id = $1 and noun = 'draft_activity'")
        answer = await admin.post(at, data={"edition": str(edition or 0), **wrong})
        assert answer.status_code == 422 and words in answer.text, wrong


async def test_a_run_is_taken_over_on_the_phone_by_the_post_it_waits_for(client, firm, run):
    giver, taker = client(firm.keeper_leader), client(firm.keeper)
    home = f"/{firm.slug}/processes"
    turn = await known(firm, "select id from turns where tenant_id = $1 and state = 'working' order by id desc limit 1")
    answer = await giver.post(f"{home}/turns/{turn}/handover", data={"note": "共 20 箱"})
    assert answer.status_code == 422 and "交接条件达到后" in answer.text and "共 20 箱" in answer.text
    assert (await giver.post(f"{home}/turns/{turn}/handover", data={"met": "on"})).status_code == 303
    assert "打印出库单并拣货" in (await taker.get(home)).text
    page = (await taker.get(f"{home}/runs/{run}")).text
    assert "接手并签收" in page and "keeper_leader已签字交出" in page
    following = await known(firm, "select id from turns where tenant_id = $1 and state = 'waiting' order by id desc limit 1")
    assert (await giver.post(f"{home}/turns/{following}/takeover", data={"x": "1"})).status_code in (403, 422)
    assert (await taker.post(f"{home}/turns/{following}/takeover", data={"x": "1"})).status_code == 303
    assert "完成并交出" in (await taker.get(f"{home}/runs/{run}")).text


async def test_a_run_that_is_not_mine_is_not_there(client, cast, firm, run):
    for who in (firm.colleague, cast.stranger.admin):
        slug = firm.slug if who is firm.colleague else cast.stranger.slug
        assert (await client(who).get(f"/{slug}/processes/runs/{run}")).status_code == 404


async def test_the_post_that_begins_starts_a_run_and_what_is_missing_stands_at_its_field(client, firm, order):
    page, at = f"/{firm.slug}/processes", f"/{firm.slug}/processes/{order}/runs"
    leader = client(firm.keeper_leader)
    assert at in (await leader.get(page)).text and at not in (await client(firm.driver).get(page)).text
    answer = await leader.post(at, data={"title": "", "thing": "没有"})
    assert answer.status_code == 422 and "请写清是哪一件" in answer.text and 'value="没有"' in answer.text
    answer = await leader.post(at, data={"title": "订单 7"})
    assert answer.status_code == 303 and "/processes/runs/" in answer.headers["location"]
    assert (await client(firm.driver).post(at, data={"title": "订单 8"})).status_code == 403


async def test_a_handover_waits_on_the_page_of_the_day_until_it_is_taken(client, firm, world, run):
    """Whom it waits for sees since when and until when, late ones as late, and nothing once somebody took it."""

    async def today(who):
        return (await client(who).get(f"/{firm.slug}/today")).text

    async with inside(firm.id):
        [first] = await db().fetch("select id from turns where tenant_id = $1 and run_id = $2", firm.id, run)
    assert "等您接手" not in await today(firm.keeper)
    async with inside(firm.id):
        await hand_over(first["id"], Proof(met=True), by=firm.keeper_leader.member, now=world.now, zone="Asia/Shanghai")
        second = await db().fetchval("select id from turns where tenant_id = $1 and run_id = $2 and state = 'waiting'", firm.id, run)
    page = await today(firm.keeper)
    assert "等您接手" in page and "冷饮 20 箱" in page and f"processes/runs/{run}" in page and "待接手" in page
    assert "等您接手" not in await today(firm.keeper_leader) and "等您接手" not in await today(firm.admin)
    async with inside(firm.id):
        await db().execute("update turns set due_at = $3 where tenant_id = $1 and id = $2", firm.id, second, world.now - timedelta(minutes=1))
    assert "超时" in (await today(firm.keeper)).split("等您接手")[1].split("</section>")[0]
    async with inside(firm.id):
        await take_over(second, by=firm.keeper.member, now=world.now, zone="Asia/Shanghai")
    assert "等您接手" not in await today(firm.keeper)


async def test_a_handover_of_a_cancelled_run_waits_no_more(client, firm, world, run):
    async with inside(firm.id):
        [first] = await db().fetch("select id from turns where tenant_id = $1 and run_id = $2", firm.id, run)
        await hand_over(first["id"], Proof(met=True), by=firm.keeper_leader.member, now=world.now, zone="Asia/Shanghai")
    assert "等您接手" in (await client(firm.keeper).get(f"/{firm.slug}/today")).text
    async with inside(firm.id):
        await cancel_run(run, reason="取消", by=firm.keeper_leader.member, now=world.now, zone="Asia/Shanghai")
        assert await db().fetchval("select count(*) from handovers where tenant_id = $1", firm.id) == 0
    assert "等您接手" not in (await client(firm.keeper).get(f"/{firm.slug}/today")).text
