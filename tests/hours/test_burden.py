"""Minutes of checks per post, budgets that are gone over with a signed reason only, and what is asked twice."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from saas.checklists.load import posts, twice
from tenants import db, inside

DAILY = {"kind": "week", "title1": "store_keeper", "w1_opens": "08:00", "w1_closes": "10:00"} | {
    f"d{n}": "on" for n in range(1, 8)
}


@pytest.fixture(scope="module")
async def firm(cast):
    return cast.brand


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_page_opens_in_three_statements(client, firm, statements, locale):
    answer = await client(firm.admin, **{"accept-language": locale}).get(f"/{firm.slug}/burden")
    assert answer.status_code == 200 and len(statements) <= 3


async def test_a_leader_sees_their_own_line(client, firm):
    mine, theirs = [(await client(one).get(f"/{firm.slug}/burden")).text for one in (firm.leader, firm.other_leader)]
    assert str(firm.posts["SR-11"]) in mine and str(firm.posts["SR-11"]) not in theirs


async def test_minutes_are_points_times_twelve_seconds_until_they_are_measured(firm, world):
    async with inside(firm.id):
        rows = await posts([firm.units["Y"]], world.now.date(), 1)
        keeper = next(row for row in rows if row["code"] == "SK-1")
        expected = await db().fetchval(
            """select sum(n * 12 / 60.0) from (
                 select (select count(*) from points p where p.tenant_id = $1 and p.version_id = v.id) as n
                   from schedules s join checklist_versions v on v.tenant_id = $1 and v.checklist_id = s.checklist_id
                  where s.tenant_id = $1 and s.post_id = $2 and 3 = any (s.weekdays) and s.month_days = '{}') x""",
            firm.id, firm.posts["SK-1"],
        )  # fmt: skip
    assert keeper["a_day"] >= expected.quantize(Decimal(1)) - 1


async def test_over_budget_needs_a_signed_reason_which_is_kept_and_shown(client, firm):
    send = client(firm.admin).post
    assert (await send(f"/{firm.slug}/burden/budgets", data={"title": "store_keeper", "minutes": "0"})).status_code == 422
    assert (await send(f"/{firm.slug}/burden/budgets", data={"title": "nobody", "minutes": "5"})).status_code == 422
    assert (await send(f"/{firm.slug}/burden/budgets", data={"title": "store_keeper", "minutes": "1"})).status_code == 303
    async with inside(firm.id):
        checklist = await db().fetchval("select id from checklists where tenant_id = $1 order by code limit 1", firm.id)
    at = f"/{firm.slug}/checklists/{checklist}/schedules"
    refused = await send(at, data=DAILY)
    assert refused.status_code == 422 and "超过预算 1 分钟" in refused.text and 'name="signed"' in refused.text
    assert (await send(at, data=DAILY | {"signed": "旺季临时加查"})).status_code == 303
    html = (await client(firm.admin).get(f"/{firm.slug}/burden")).text
    assert "旺季临时加查" in html and "超预算" in html


async def test_two_who_set_a_budget_are_told(client, firm):
    data = {"title": "store_keeper", "minutes": "30", "edition": "1"}
    send = client(firm.admin).post
    assert (await send(f"/{firm.slug}/burden/budgets", data=data)).status_code == 303
    assert (await send(f"/{firm.slug}/burden/budgets", data=data | {"minutes": "40"})).status_code == 409


async def test_the_same_question_in_two_lists_of_a_post_is_found(client, firm, world):
    async with inside(firm.id):
        before = len(await twice(world.now.date()))
        one, two = await db().fetch(
            """select v.id, v.checklist_id from checklist_versions v
                where v.tenant_id = $1 and v.checklist_id in (
                      select checklist_id from schedules where tenant_id = $1 and post_id = $2) order by v.id limit 2""",
            firm.id, firm.posts["SK-1"],
        )  # fmt: skip
        for version, text in ((one, "门是否关严？"), (two, "门 是否关严")):
            await db().execute(
                """insert into points (tenant_id, version_id, code, section, position, text, kind, weight)
                   values ($1, $2, $3, 'S', 900, $4, 'pass_fail', 0)""",
                firm.id, version["id"], f"TW-{version['id']}"[:30], {"zh": text},
            )  # fmt: skip
        found = await twice(world.now.date())
    assert len(found) == before + 1 and found[0]["words"]
    html = (await client(firm.admin).get(f"/{firm.slug}/burden")).text
    assert len(re.findall(r"TW-", html)) >= 2


async def test_publishing_more_than_the_budget_needs_the_reason_too(client, firm, world):
    send = client(firm.admin).post
    async with inside(firm.id):
        edition = await db().fetchval("select max(edition) from revisions where tenant_id = $1 and noun = 'budget'", firm.id)
        checklist = await db().fetchval(
            """select t.checklist_id from timetables t where t.tenant_id = $1 and t.body -> 'titles' ? 'store_keeper'
                order by t.id desc limit 1""", firm.id
        )  # fmt: skip
    budget = {"title": "store_keeper", "minutes": "1", "edition": str(edition)}
    assert (await send(f"/{firm.slug}/burden/budgets", data=budget)).status_code == 303
    at = f"/{firm.slug}/checklists/{checklist}/draft"
    assert (await send(at)).status_code == 303
    data = {"effective_from": world.now.date().isoformat(), "why": "措辞"}
    refused = await send(at + "/publication", data=data)
    assert refused.status_code == 422 and 'name="signed"' in refused.text
    assert (await send(at + "/publication", data=data | {"signed": "先试一周"})).status_code == 303
