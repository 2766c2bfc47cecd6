"""What waits for an event is called up by itself: once, by the nearest post, about the object; narrowed schedules likewise."""

from __future__ import annotations

from datetime import timedelta

import pytest

from saas.checks.happen import FACTS, Happened, happen
from saas.checks.spread import spread
from saas.findings.open_one import Found, open_one
from saas.objects.change_object import change_object
from saas.objects.kind_reads import kind as kind_page
from saas.objects.retire_object import retire_object
from saas.objects.set_stage import set_stage
from saas.objects.tell import MOST, tell
from saas.org.given import Given
from saas.processes.start_run import start_run
from saas.worker import load_jobs
from tenants import db, inside, run
from tests.checklists.test_schedules import DAILY, made, new
from tests.objects.story import kind_of, registered

ZONE = "Asia/Shanghai"
EVENT = {"kind": "event", "title1": "store_keeper", "within": "60"}


@pytest.fixture(autouse=True)
def jobs():
    load_jobs()


async def work(firm, now) -> None:
    """The jobs of events, as the worker runs them."""
    async with inside(firm.id):
        rows = await db().fetch("select id from jobs where tenant_id = $1 and name = 'checks.event' and state = 'ready'", firm.id)
    for row in rows:
        await run(firm.id, row["id"], now=now + timedelta(days=30))


async def called(firm, checklist) -> list:
    async with inside(firm.id):
        return await db().fetch(
            """select d.object_id, p.code, d.closes_at - d.opens_at as within from due_checks d
                 join schedules s on s.tenant_id = $1 and s.id = d.schedule_id join posts p on p.tenant_id = $1 and p.id = d.post_id
                where d.tenant_id = $1 and s.checklist_id = $2 and d.cause is not null order by d.id""",
            firm.id, checklist,
        )  # fmt: skip


async def test_a_registered_object_calls_up_the_list_of_the_nearest_post_once(client, firm, checklist, world):
    await new(client, firm, checklist, **EVENT | {"on": "object_added", "thing": "outlet"})
    async with inside(firm.id):
        mine = await registered(firm, "outlet", {"code": "N1", "name_zh": "新店"}, now=world.now, unit="Z1-1")
        await registered(firm, "station", {"code": "N2", "name_zh": "新站"}, now=world.now, unit="Z2")
        args = await db().fetchval(
            "select args from jobs where tenant_id = $1 and name = 'checks.event' order by created_at, id limit 1", firm.id
        )
    await work(firm, world.now)
    [one] = await called(firm, checklist)
    assert (one["object_id"], one["code"], one["within"]) == (mine, "SK-1", timedelta(hours=1))
    # The same event told again, by a job that runs twice, adds nothing.
    async with inside(firm.id):
        from saas.checks.jobs import call_lists_up

        await call_lists_up(now=world.now + timedelta(days=1), **args)
    assert len(await called(firm, checklist)) == 1


async def test_only_what_is_asked_for_counts(client, firm, checklist, world):
    """Of outlets in one territory and segment, below one unit."""
    asked = EVENT | {
        "on": "object_added",
        "thing": "outlet",
        "segment": "young",
        "unit": "Z1",
        "attribute": "segment",
        "value": "school",
    }
    await new(client, firm, checklist, **asked)
    async with inside(firm.id):
        yes = await registered(firm, "outlet", {"code": "Y1", "name_zh": "校门口", "a_segment": "school"}, now=world.now)
        await registered(firm, "outlet", {"code": "Y2", "name_zh": "社区", "a_segment": "community"}, now=world.now)
        await registered(firm, "outlet", {"code": "Y3", "name_zh": "二区", "a_segment": "school"}, now=world.now, unit="Z2-1")
    await work(firm, world.now)
    assert [row["object_id"] for row in await called(firm, checklist)] == [yes]


async def test_a_stage_reached_and_a_retirement_call_up(client, firm, checklist, world):
    await new(client, firm, checklist, **EVENT | {"on": "object_stage", "thing": "freezer", "stage": "stock"})
    await new(client, firm, checklist, **EVENT | {"on": "object_retired", "thing": "freezer"})
    who, today = firm.admin.member, world.now.date()
    async with inside(firm.id):
        one = await registered(firm, "freezer", {"code": "F9", "name_zh": "冰柜"}, now=world.now)
    await work(firm, world.now)
    assert await called(firm, checklist) == []
    async with inside(firm.id):
        await set_stage(one, "stock", why="入库", by=who, now=world.now, today=today)
    await work(firm, world.now)
    assert [row["object_id"] for row in await called(firm, checklist)] == [one]
    async with inside(firm.id):
        await retire_object(one, today, 1, why="报废", by=who, now=world.now, today=today)
    await work(firm, world.now)
    assert [row["object_id"] for row in await called(firm, checklist)] == [one, one]


async def test_a_grave_finding_calls_up_and_a_slight_one_does_not(client, firm, checklist, world):
    await new(client, firm, checklist, **EVENT | {"on": "finding_opened", "severity": "major"})
    async with inside(firm.id):
        for severity in ("minor", "major", "veto", "veto"):
            found = Found(
                "report", severity, {"zh": "漏水", "en": "A leak"}, firm.units["Z1-1"], world.now, origin=f"test:{severity}"
            )
            await open_one(found, now=world.now)
    assert [row["code"] for row in await called(firm, checklist)] == ["SK-1", "SK-1"]
    # Whoever does it reads why it came.
    page = (await client(firm.keeper).get(f"/{firm.slug}/today")).text
    assert "因为发现了问题：" in page
    assert "漏水" in page
    feed = (await client(firm.keeper).get(f"/{firm.slug}/phone/feed")).json()
    assert any("漏水" in due.get("because", "") for due in feed["dues"])
    due = next(due for due in feed["dues"] if due.get("because"))
    assert "漏水" in (await client(firm.keeper).get(f"/{firm.slug}/due/{due['id']}")).text


async def test_a_run_that_begins_calls_up(client, firm, checklist, world):
    await new(client, firm, checklist, **EVENT | {"on": "run_started", "process": "P2"})
    async with inside(firm.id):
        for code in ("P2",):
            process = await db().fetchval("select id from processes where tenant_id = $1 and code = $2", firm.id, code)
            await start_run(process, "冷饮 20 箱", "", None, by=firm.keeper_leader.member, now=world.now, zone=ZONE)
    await work(firm, world.now)
    assert len(await called(firm, checklist)) == 1


async def test_paused_ended_and_other_lists_stay_silent(client, firm, checklist, world):
    one = await new(client, firm, checklist, **EVENT | {"on": "object_added"})
    pause = {"pause_from": world.now.date().isoformat(), "reason": "淡季"}
    assert (await client(firm.admin).post(f"/{firm.slug}/schedules/{one}/pause", data=pause)).status_code == 303
    async with inside(firm.id):
        await registered(firm, "outlet", {"code": "P1", "name_zh": "店"}, now=world.now)
    await work(firm, world.now)
    assert await called(firm, checklist) == []


async def test_taking_turns_it_goes_to_whoever_waited_longest(client, firm, checklist, world):
    codes = ["SK-1", "SK-2"]
    await new(
        client,
        firm,
        checklist,
        **EVENT | {"on": "object_added", "share": "turn", "title1": "", "post1": codes[0], "post2": codes[1]},
    )
    for n in range(3):
        async with inside(firm.id):
            await registered(firm, "outlet", {"code": f"T{n}", "name_zh": "店"}, now=world.now + timedelta(minutes=n))
        await work(firm, world.now + timedelta(minutes=n))
    assert [row["code"] for row in await called(firm, checklist)] == ["SK-1", "SK-2", "SK-1"]


async def test_a_stock_taken_over_is_no_event(firm, world):
    async with inside(firm.id):
        before = await db().fetchval("select count(*) from jobs where tenant_id = $1 and name = 'checks.event'", firm.id)
        ids = [row["id"] for row in await db().fetch("select id from objects where tenant_id = $1 limit 1", firm.id)]
        await tell("object_added", ids * (MOST + 1), now=world.now)
        await tell("object_added", [], now=world.now)
        after = await db().fetchval("select count(*) from jobs where tenant_id = $1 and name = 'checks.event'", firm.id)
    assert before == after


async def test_founding_a_company_calls_nothing_up(cast):
    async with inside(cast.stranger.id):
        asked = await db().fetchval("select count(*) from jobs where tenant_id = $1 and name = 'checks.event'", cast.stranger.id)
    assert asked == 0
    assert set(FACTS) == {"object_added", "object_retired", "object_stage", "run_started", "run_done"}


async def test_another_company_hears_nothing(client, firm, cast, checklist, world):
    await new(client, firm, checklist, **EVENT | {"on": "object_added"})
    async with inside(cast.stranger.id):
        unit = await db().fetchval("select id from units where tenant_id = $1 limit 1", cast.stranger.id)
        assert await happen("object_added", [Happened(unit, unit)], at=world.now, now=world.now) == 0
    assert await called(firm, checklist) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"on": "moon"}, "从列表中选择"), ({"on": ""}, "什么时候要做"), ({"on": "object_added", "thing": "outlet", "stage": "gone"}, "没有它"),
     ({"on": "run_done", "process": "nope"}, "没有这个流程"), ({"on": "object_added", "thing": "outlet", "territory": "nope"}, "没有这块区域"),
     ({"on": "object_added", "thing": "outlet", "attribute": "visits"}, "是哪个值"), ({"on": "finding_opened", "severity": "x"}, "从列表中选择")],
    ids=str,
)  # fmt: skip
async def test_what_cannot_be_taken_stands_at_its_field(client, firm, checklist, wrong, told):
    answer = await client(firm.admin).post(f"/{firm.slug}/checklists/{checklist}/schedules", data=EVENT | wrong)
    assert answer.status_code == 422 and told in answer.text
    assert await made(firm, checklist) is None


async def test_by_hand_it_is_about_an_object_and_goes_to_its_nearest_post(client, firm, checklist, world):
    one = await new(client, firm, checklist, **EVENT | {"event_zh": "投诉", "thing": "outlet"})
    send = client(firm.admin).post
    cause = "01900000-0000-7000-8000-000000000001"
    wrong = await send(f"/{firm.slug}/schedules/{one}/calls", data={"cause": cause, "thing": "ST-1"})
    assert wrong.status_code == 422 and "没有找到这个管理对象" in wrong.text
    for _ in range(2):
        assert (await send(f"/{firm.slug}/schedules/{one}/calls", data={"cause": cause, "thing": "OU-111"})).status_code == 303
    [row] = await called(firm, checklist)
    assert row["code"] == "SK-1" and row["object_id"] is not None


async def held(firm, checklist) -> set[str]:
    """Codes of the objects that have a schedule of the list now."""
    async with inside(firm.id):
        rows = await db().fetch(
            """select o.code from schedules s join objects o on o.tenant_id = $1 and o.id = s.object_id
                where s.tenant_id = $1 and s.checklist_id = $2 and s.to_date is null""",
            firm.id, checklist,
        )  # fmt: skip
    return {row["code"] for row in rows}


async def of(firm, sql) -> set[str]:
    async with inside(firm.id):
        return {row["code"] for row in await db().fetch(sql, firm.id)}


OUTLETS = """select o.code from objects o join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id and k.code = 'outlet'
              where o.tenant_id = $1 and o.retired_on is null and """


async def test_schedules_take_the_objects_of_a_segment_and_a_territory_and_follow_them(client, firm, checklist, world):
    one = await new(client, firm, checklist, **DAILY | {"thing": "outlet", "segment": "own", "territory": "T1"})
    expected = await of(
        firm,
        OUTLETS
        + """o.segment = 'own' and exists (select from object_grounds g join territories t
        on t.tenant_id = $1 and t.id = g.territory_id where g.tenant_id = $1 and g.object_id = o.id and t.code = 'T1' and g.to_date is null)""",
    )
    assert expected and await held(firm, checklist) == expected
    assert expected < await of(firm, OUTLETS + "true")
    # One of them becomes a wholesaler: from the next laying out on it has no schedule any more.
    async with inside(firm.id):
        row = await db().fetchrow("select id, name from objects where tenant_id = $1 and code = $2", firm.id, min(expected))
        given = Given({"unit": "Z1-1", "code": min(expected), "name_zh": row["name"]["zh"], "a_segment": "wholesale"})
        edition = await db().fetchval(
            "select coalesce(max(edition), 0) from revisions where tenant_id = $1 and noun_id = $2", firm.id, row["id"]
        )
        await change_object(row["id"], given, edition, by=firm.admin.member, now=world.now, today=world.now.date())
        await spread(world.now.date() + timedelta(days=1), one)
    assert await held(firm, checklist) == expected - {min(expected)}
    page = await client(firm.admin).get(f"/{firm.slug}/schedules/{one}")
    assert "售点（专柜售点、一区）" in page.text


async def test_schedules_take_the_objects_in_a_stage(client, firm, checklist, world):
    async with inside(firm.id):
        kind = await kind_page(await kind_of(firm, "freezer"))
        ids = [await registered(firm, "freezer", {"code": f"G{n}", "name_zh": "冰柜"}, now=world.now) for n in (1, 2)]
        await set_stage(ids[0], kind.stages[0]["code"], why="", by=firm.admin.member, now=world.now, today=world.now.date())
    await new(client, firm, checklist, **DAILY | {"thing": "freezer", "stage": kind.stages[0]["code"]})
    assert {"G1", "G2"} & await held(firm, checklist) == {"G1"}
