"""Closures, shifts and rotations through the app, and what they do to the day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from saas.checks.call_up import call_up
from saas.checks.follow_hours import follow_hours
from saas.checks.lay_out import lay_out
from tenants import db, inside

SHIFTS = {"D": ("08:00", "20:00"), "N": ("20:00", "08:00")}


@pytest.fixture(scope="module")
async def firm(cast):
    return cast.brand


async def due_on(firm, day, unit):
    async with inside(firm.id):
        return await db().fetchval(
            """select count(*) from due_checks d join unit_lines l on l.tenant_id = $1 and l.unit_id = d.unit_id
                where d.tenant_id = $1 and d.business_date = $2 and l.ancestor_id = $3""",
            firm.id, day, firm.units[unit],
        )  # fmt: skip


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_everybody_reads_the_hours_in_three_statements(client, firm, statements, locale):
    answer = await client(firm.staff, **{"accept-language": locale}).get(f"/{firm.slug}/hours")
    assert answer.status_code == 200 and len(statements) <= 3


async def test_a_closed_unit_has_nothing_due_and_lifting_brings_it_back(client, firm, world):
    today = world.now.date()
    tomorrow = today + timedelta(days=1)
    async with inside(firm.id):
        for day in (today, tomorrow):
            await lay_out(day, now=world.now)
    before, others = await due_on(firm, tomorrow, "Z1"), await due_on(firm, tomorrow, "Y")
    assert before
    data = {"unit": "Z1 一区", "from_date": tomorrow.isoformat(), "reason": "盘点", "works": ""}
    assert (await client(firm.admin).post(f"/{firm.slug}/hours/days", data=data)).status_code == 303
    async with inside(firm.id):
        await follow_hours(shifts=False, today=today, now=world.now)
        entry = await db().fetchval("select id from own_days where tenant_id = $1", firm.id)
    assert (await due_on(firm, tomorrow, "Z1"), await due_on(firm, tomorrow, "Y")) == (0, others - before)
    at = f"/{firm.slug}/hours/days/{entry}"
    other = {
        "from_date": str(tomorrow + timedelta(days=20)),
        "to_date": "",
        "reason": "改到月底盘点",
        "works": "",
        "edition": "0",
    }
    assert (await client(firm.admin).post(at, data=other | {"reason": ""})).status_code == 422
    assert (await client(firm.admin).post(at, data=other)).status_code == 303
    stale = await client(firm.clerk).post(at, data=other | {"reason": "不盘点"})
    assert stale.status_code == 409 and "改到月底盘点" in stale.text
    async with inside(firm.id):
        await follow_hours(shifts=False, today=today, now=world.now)
    assert await due_on(firm, tomorrow, "Y") == others
    assert (await client(firm.admin).post(at, data=data | {"edition": "1"})).status_code == 303
    async with inside(firm.id):
        await follow_hours(shifts=False, today=today, now=world.now)
    assert (await due_on(firm, tomorrow, "Z1"), await due_on(firm, tomorrow, "Y")) == (0, others - before)
    remove = f"/{firm.slug}/hours/days/{entry}/removal"
    assert (await client(firm.admin).post(remove)).status_code == 303
    assert (await client(firm.admin).post(remove)).status_code == 409
    async with inside(firm.id):
        await follow_hours(shifts=False, today=today, now=world.now)
    assert await due_on(firm, tomorrow, "Y") == others


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"unit": "nowhere"}, "没有这个单元"), ({"reason": ""}, "写明"), ({"to_date": "2020-01-01"}, "不能早于")],
    ids=str,
)
async def test_what_cannot_be_taken_stands_at_its_field(client, firm, wrong, told):
    data = {"unit": "Z1", "from_date": "2026-12-01", "reason": "盘点"} | wrong
    answer = await client(firm.admin).post(f"/{firm.slug}/hours/days", data=data)
    assert answer.status_code == 422 and told in answer.text


async def test_shifts_and_a_rotation_lay_out_the_night_that_belongs_to_its_day(client, firm, world):
    send = client(firm.admin).post
    for code, (opens, closes) in SHIFTS.items():
        data = {"code": code, "name_zh": f"{code} 班", "opens_at": opens, "closes_at": closes}
        assert (await send(f"/{firm.slug}/hours/shifts", data=data)).status_code == 303
    twice = await send(f"/{firm.slug}/hours/shifts", data=data)
    assert twice.status_code == 422 and "已经有了" in twice.text
    turn = {"code": "R2", "name_zh": "两班倒", "crews": "2", "turns": "D N", "anchor": world.now.date().isoformat()}
    assert (await send(f"/{firm.slug}/hours/rotations", data=turn | {"turns": "D X"})).status_code == 422
    assert (await send(f"/{firm.slug}/hours/rotations", data=turn | {"turns": "D N -"})).status_code == 422
    assert (await send(f"/{firm.slug}/hours/rotations", data=turn)).status_code == 303
    async with inside(firm.id):
        checklist = await db().fetchval("select id from checklists where tenant_id = $1 order by code limit 1", firm.id)
    data = {"kind": "rotation", "rotation": "R2", "post1": "SR-11", "post2": "SR-12"}
    assert (await send(f"/{firm.slug}/checklists/{checklist}/schedules", data=data)).status_code == 303
    async with inside(firm.id):
        rows = await db().fetch(
            """select d.business_date, d.opens_at, d.closes_at, p.code, s.shift from due_checks d
                 join schedules s on s.tenant_id = $1 and s.id = d.schedule_id and s.cycle_days > 0
                 join posts p on p.tenant_id = $1 and p.id = d.post_id where d.tenant_id = $1 order by 1, 2""", firm.id
        )  # fmt: skip
    assert [(row["shift"], row["code"]) for row in rows] == [("D", "SR-11"), ("N", "SR-12"), ("D", "SR-12"), ("N", "SR-11")]
    assert all(row["closes_at"] - row["opens_at"] == timedelta(hours=12) for row in rows)


async def test_any_one_is_enough_taking_turns_is_one_a_day_and_an_event_is_called(client, firm, world):
    send, today = client(firm.admin).post, world.now.date()
    async with inside(firm.id):
        checklist = await db().fetchval("select id from checklists where tenant_id = $1 order by code desc limit 1", firm.id)
    usual = {"kind": "week", "post1": "SR-11", "post2": "SR-12", "w1_opens": "08:00", "w1_closes": "09:00"}
    usual |= {f"d{n}": "on" for n in range(1, 8)}
    ids = []
    for more in ({"share": "any"}, {"share": "turn"}, {"kind": "event", "event_zh": "新到一车货"}):
        assert (await send(f"/{firm.slug}/checklists/{checklist}/schedules", data=usual | more)).status_code == 303
        async with inside(firm.id):
            ids.append(await db().fetchval("select id from timetables where tenant_id = $1 order by id desc limit 1", firm.id))
    some, turn, event = ids
    state = """select d.id, d.post_id, d.state, d.business_date from due_checks d
                 join schedules s on s.tenant_id = $1 and s.id = d.schedule_id
                where d.tenant_id = $1 and s.timetable_id = $2 order by d.business_date, d.post_id"""
    async with inside(firm.id):
        first, second = [row for row in await db().fetch(state, firm.id, some) if row["business_date"] == today]
        check = some
        await db().execute(
            "update due_checks set state = 'done', check_id = $3 where tenant_id = $1 and id = $2", firm.id, first["id"], check
        )
        assert [row["state"] for row in await db().fetch(state, firm.id, some) if row["business_date"] == today] == [
            "done", "relieved",
        ]  # fmt: skip
        assert await lay_out(today, now=world.now, timetable=some) == 0
        await db().execute("delete from due_checks where tenant_id = $1 and id = any ($2)", firm.id, [first["id"], second["id"]])
        by_day = [row["post_id"] for row in await db().fetch(state, firm.id, turn)]
        assert len(by_day) == 2 and len(set(by_day)) == 2
        assert await db().fetch(state, firm.id, event) == []
        assert [await call_up(event, event, post=None, within=60, day=today, now=world.now) for _ in range(2)] == [2, 0]
    assert (await send(f"/{firm.slug}/schedules/{event}/calls", data={"cause": str(event)})).status_code == 303
    assert (await send(f"/{firm.slug}/schedules/{event}/calls", data={"cause": str(event)})).status_code == 303
    async with inside(firm.id):
        assert len(await db().fetch(state, firm.id, event)) == 2


async def test_a_pause_takes_the_days_away_and_resuming_brings_them_back(client, firm, world):
    send, today = client(firm.admin).post, world.now.date()
    async with inside(firm.id):
        one = await db().fetchval(
            """select t.id from timetables t where t.tenant_id = $1 and t.body ->> 'share' = 'turn' limit 1""", firm.id
        )
    at = f"/{firm.slug}/schedules/{one}"
    assert (await send(at + "/pause", data={"pause_from": today.isoformat()})).status_code == 422
    data = {"pause_from": today.isoformat(), "reason": "装修"}
    assert (await send(at + "/pause", data=data)).status_code == 303
    assert (await send(at + "/pause", data=data)).status_code == 422
    count = """select count(*) from due_checks d join schedules s on s.tenant_id = $1 and s.id = d.schedule_id
                where d.tenant_id = $1 and s.timetable_id = $2"""
    async with inside(firm.id):
        await lay_out(today, now=world.now)
        assert await db().fetchval(count, firm.id, one) == 0
    assert (await send(at + "/resumption")).status_code == 303
    async with inside(firm.id):
        assert await db().fetchval(count, firm.id, one) == 2
