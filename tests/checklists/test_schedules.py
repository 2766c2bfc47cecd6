"""Timetables: made, changed, ended through the app; what they lay out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from saas.checks.jobs import lay_out_day
from tenants import db, inside

USUAL = {"kind": "week", "title1": "store_keeper", "w1_opens": "08:00", "w1_closes": "10:00", "late_minutes": "30"}
DAILY = USUAL | {f"d{n}": "on" for n in range(1, 8)}


async def made(firm, checklist):
    async with inside(firm.id):
        return await db().fetchval(
            "select id from timetables where tenant_id = $1 and checklist_id = $2 order by id desc limit 1", firm.id, checklist
        )


async def dues(firm, checklist):
    """(day, post code, opens, closes) of what is laid out."""
    async with inside(firm.id):
        return await db().fetch(
            """select d.business_date, p.code, d.opens_at, d.closes_at, d.late_until, d.state from due_checks d
                 join schedules s on s.tenant_id = $1 and s.id = d.schedule_id
                 join posts p on p.tenant_id = $1 and p.id = d.post_id
                where d.tenant_id = $1 and s.checklist_id = $2 order by 1, 2, 3""",
            firm.id, checklist,
        )  # fmt: skip


async def new(client, firm, checklist, **given):
    answer = await client(firm.admin).post(f"/{firm.slug}/checklists/{checklist}/schedules", data=given)
    assert answer.status_code == 303, answer.text
    return await made(firm, checklist)


async def test_a_pack_brings_its_timetables(firm):
    async with inside(firm.id):
        without = await db().fetchval("select count(*) from schedules where tenant_id = $1 and timetable_id is null", firm.id)
        some = await db().fetchval("select count(*) from timetables where tenant_id = $1", firm.id)
        before = await db().fetchval("select count(*) from schedules where tenant_id = $1 and to_date is null", firm.id)
        assert without == 0 and some > 0
    async with inside(firm.id):
        from saas.checks.spread import spread

        await spread(await db().fetchval("select current_date"))
        after = await db().fetchval(
            "select count(*) from schedules where tenant_id = $1 and to_date is null and not called", firm.id
        )
    assert after == before


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_pages_open_in_three_statements(client, firm, statements, locale):
    admin = client(firm.admin, **{"accept-language": locale})
    async with inside(firm.id):
        rows = await db().fetch("select id, checklist_id from timetables where tenant_id = $1", firm.id)
    for row in rows:
        for path in (
            *(f"checklists/{row['checklist_id']}/schedules?kind={kind}" for kind in ("week", "month", "rotation", "event")),
            f"schedules/{row['id']}",
        ):
            statements.clear()
            answer = await admin.get(f"/{firm.slug}/{path}")
            assert answer.status_code == 200, path
            assert len(statements) <= 3, path


async def test_a_new_timetable_is_laid_out_at_once(client, firm, checklist, world):
    await new(client, firm, checklist, **DAILY)
    rows = await dues(firm, checklist)
    today = world.now.date()
    assert {row["business_date"] for row in rows} == {today, today + timedelta(days=1)}
    assert all(row["late_until"] - row["closes_at"] == timedelta(minutes=30) for row in rows)


async def test_a_change_holds_from_tomorrow(client, firm, checklist, world):
    one = await new(client, firm, checklist, **DAILY)
    before = await dues(firm, checklist)
    changed = DAILY | {"w1_closes": "12:00", "edition": "1"}
    answer = await client(firm.admin).post(f"/{firm.slug}/schedules/{one}", data=changed)
    assert answer.status_code == 303, answer.text
    after = await dues(firm, checklist)
    today = world.now.date()
    assert [row for row in after if row["business_date"] == today] == [row for row in before if row["business_date"] == today]
    assert {row["closes_at"].hour for row in after if row["business_date"] > today} == {4}
    async with inside(firm.id):
        await lay_out_day(now=world.now, day=(today + timedelta(days=1)).isoformat())
    assert await dues(firm, checklist) == after


async def test_the_second_of_two_editors_is_told(client, firm, checklist):
    one = await new(client, firm, checklist, **DAILY)
    send = client(firm.admin).post
    assert (await send(f"/{firm.slug}/schedules/{one}", data=DAILY | {"edition": "1", "late_minutes": "5"})).status_code == 303
    answer = await send(f"/{firm.slug}/schedules/{one}", data=DAILY | {"edition": "1", "late_minutes": "9"})
    assert answer.status_code == 409 and "5 分钟" in answer.text


async def test_it_ends_after_its_last_day(client, firm, checklist, world):
    one = await new(client, firm, checklist, **DAILY)
    data = {"to_date": world.now.date().isoformat(), "edition": "1"}
    assert (await client(firm.admin).post(f"/{firm.slug}/schedules/{one}/end", data=data)).status_code == 303
    assert {row["business_date"] for row in await dues(firm, checklist)} == {world.now.date()}
    async with inside(firm.id):
        await lay_out_day(now=world.now, day=(world.now.date() + timedelta(days=1)).isoformat())
    assert {row["business_date"] for row in await dues(firm, checklist)} == {world.now.date()}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"w1_opens": "25:00"}, "08:00"), ({"title1": ""}, "由谁来做"), ({"late_minutes": "x"}, "整数"),
     ({"from_date": "2020-01-01"}, "最早从"), ({"unit": "nowhere"}, "没有这个单元")],
    ids=str,
)  # fmt: skip
async def test_what_cannot_be_taken_stands_at_its_field(client, firm, checklist, wrong, told):
    answer = await client(firm.admin).post(f"/{firm.slug}/checklists/{checklist}/schedules", data=DAILY | wrong)
    assert answer.status_code == 422 and told in answer.text
    assert await made(firm, checklist) is None


async def test_a_spreadsheet_brings_new_ones_and_leaves_what_it_does_not_change(firm, checklist, client, world):
    from decimal import Decimal

    from saas.checklists import schedule_sheet as sheet

    one = await new(client, firm, checklist, **DAILY)

    async def progress(_: int) -> None: ...

    async with inside(firm.id):
        kept = [row | {"_row": n} for n, row in enumerate(await sheet.rows(), 2)]
        mine = next(row for row in kept if row["id"] == str(one))
        more = mine | {"_row": 90, "id": None, "weekdays": "1,3", "late_minutes": Decimal(15), "from_date": None}
        wrong = more | {"_row": 91, "w1_opens": "25:00"}
        nowhere = more | {"_row": 92, "list": "none"}
        foreign = more | {"_row": 93, "id": "x"}
        changed = mine | {"late_minutes": Decimal(45)}
        found = await sheet.plan([*kept, more, wrong, nowhere, foreign, changed], world.now.date())
        assert {change.verdict for change in found[: len(kept)]} == {"same"}
        assert [change.verdict for change in found[len(kept) :]] == ["add", "refuse", "refuse", "refuse", "change"]
        await sheet.apply([found[-5], found[-1]], by=firm.admin.member, now=world.now, progress=progress)
        assert sum(change.verdict == "same" for change in await sheet.plan([more | {"id": None}], world.now.date())) == 0
    assert {row["late_until"] - row["closes_at"] for row in await dues(firm, checklist)} == {
        timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=45),
    }  # fmt: skip


async def test_a_spreadsheet_says_of_which_objects_and_upon_what(firm, checklist, client, world):
    from decimal import Decimal

    from saas.checklists import schedule_sheet as sheet

    await new(client, firm, checklist, **DAILY | {"thing": "outlet", "segment": "own", "territory": "T1"})
    await new(
        client,
        firm,
        checklist,
        kind="event",
        title1="store_keeper",
        on="object_stage",
        thing="freezer",
        stage="stock",
        within="90",
    )

    async def progress(_: int) -> None: ...

    async with inside(firm.id):
        kept = [row | {"_row": n} for n, row in enumerate(await sheet.rows(), 2)]
        assert {change.verdict for change in await sheet.plan(kept, world.now.date())} == {"same"}
        daily = next(row for row in kept if row["segment"] == "own")
        called = next(row for row in kept if row["on"] == "object_stage")
        assert (daily["thing"], daily["territory"], called["stage"], called["within"]) == ("outlet", "T1", "stock", Decimal(90))
        changed = [
            daily | {"segment": "young"}, called | {"id": None, "on": "finding_opened", "severity": "veto", "thing": None, "stage": None},
            daily | {"segment": "gone"}, daily | {"territory": "gone"}, called | {"on": None},
        ]  # fmt: skip
        found = await sheet.plan(changed, world.now.date())
        assert [change.verdict for change in found] == ["change", "add", "refuse", "refuse", "refuse"]
        assert [problem.field if hasattr(problem, "field") else problem.column for change in found[2:] for problem in change.problems] == [
            "segment", "territory", "event_zh"
        ]  # fmt: skip
        await sheet.apply(found[:2], by=firm.admin.member, now=world.now, progress=progress)
        bodies = [row["body"] for row in await db().fetch(
            "select body from timetables where tenant_id = $1 and checklist_id = $2 order by id", firm.id, checklist)]  # fmt: skip
    assert [body.get("segment") for body in bodies] == ["young", None, None]
    assert (bodies[2]["on"], bodies[2]["severity"]) == ("finding_opened", "veto")


async def test_days_of_the_month_rotations_and_events_are_told_as_what_they_are(client, firm, checklist):
    async def told() -> str:
        page = (await client(firm.staff).get(f"/{firm.slug}/checklists")).text
        async with inside(firm.id):
            code = await db().fetchval("select code from checklists where tenant_id = $1 and id = $2", firm.id, checklist)
        row = next(row for row in page.split("<tr>") if f">{code}<" in row)
        version = row.split("/checklists/")[1].split('"')[0]
        return row + (await client(firm.staff).get(f"/{firm.slug}/checklists/{version}")).text.split("谁在什么时候做")[-1]

    month = {"kind": "month", "title1": "store_keeper", "w1_opens": "08:00", "w1_closes": "10:00", "month_days": "8, 18", "months": "3,6,9,12"}
    await new(client, firm, checklist, **month)
    assert (await told()).count("每年 3、6、9、12 月的8 日、18 日") >= 2 and "每天" not in await told()
    await new(client, firm, checklist, kind="event", title1="store_keeper", event_zh="投诉")
    assert "；有事才做 08:00–10:00" in await told() and "00:00" not in await told()
