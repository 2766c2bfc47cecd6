"""Closing a cycle: once, whatever happens, and every figure as it would come out by hand."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from decimal import Decimal

import pytest

from saas.cycles import close as closing
from saas.cycles.close import close
from saas.scores.gather import gather
from saas.scores.score import score
from saas.scores.sheet import from_json
from saas.scores.told import bridge_of, retrace, told_of
from saas.scores.trace import recompute
from tenants import db, inside
from tests.cycles.conftest import cycle_of


async def counts(firm, cycle) -> list[int]:
    async with inside(firm.id):
        return [
            await db().fetchval(f"select count(*) from {table} where tenant_id = $1 and cycle_id = $2", firm.id, cycle)
            for table in ("closures", "scores", "plans")
        ]


async def closed_here(firm, cycle, now):
    async with inside(firm.id):
        return await close(cycle, by=firm.executive.member, now=now)


async def test_the_sheet_is_what_the_answers_say(firm, world):
    cycle = await cycle_of(firm, "2026-Q3s")
    async with inside(firm.id):
        sheet = await gather(cycle, now=world.now)
        rows = await db().fetch(
            """select c.post_id::text as post, l.code as list, p.code as point, p.veto,
                   a.verdict_now as verdict, a.earned_now_e4 as earned,
                      a.share_now_e4 as raw from answers a
                 join checks c on c.tenant_id = a.tenant_id and c.id = a.check_id
                 join points p on p.tenant_id = a.tenant_id and p.id = a.point_id
                 join checklist_versions v on v.tenant_id = a.tenant_id and v.id = p.version_id
                 join checklists l on l.tenant_id = a.tenant_id and l.id = v.checklist_id
                 join cycles k on k.tenant_id = a.tenant_id and k.id = $2
                     and c.business_date between k.from_date and k.to_date
                where a.tenant_id = $1""",
            firm.id, cycle,
        )  # fmt: skip
        due = await db().fetch(
            """select post_id::text as post, count(*) filter (where d.state = 'done') as done,
                   count(*) as due,
                      count(*) filter (where d.late) as late
                 from due_checks d join cycles k on k.id = $2 and d.business_date between k.from_date
                     and k.to_date
                where d.tenant_id = $1 and k.tenant_id = $1 group by 1""",
            firm.id, cycle,
        )  # fmt: skip
    by_hand = defaultdict(lambda: [0, 0, Decimal(0), Decimal(0), 0])
    for row in rows:
        sums = by_hand[row["post"], row["list"], row["point"]]
        sums[0] += row["verdict"] in ("pass", "partial", "fail")
        sums[1] += row["verdict"] == "na"
        sums[2] += Decimal(row["earned"]) / 10_000
        sums[3] += Decimal(row["raw"]) / 10_000
        sums[4] += row["veto"] and row["verdict"] == "fail"
    assert len(rows) > 1000
    assert sum(sums[4] for sums in by_hand.values()) > 0
    assert {(t.post, t.list, t.point): [t.applied, t.na, t.earned, t.raw, t.failed] for t in sheet.tallies} == by_hand
    told = {c.post: (c.done, c.late, c.due) for c in sheet.coverage}
    assert told == {row["post"]: (row["done"], row["late"], row["due"]) for row in due}


async def test_a_closing_that_breaks_leaves_nothing(firm, world, monkeypatch):
    cycle = await cycle_of(firm, "2026-Q3s")

    async def breaks(*_, **__):
        raise RuntimeError("power cut")

    monkeypatch.setattr(closing, "later", breaks)
    with pytest.raises(RuntimeError):
        await closed_here(firm, cycle, world.now)
    assert await counts(firm, cycle) == [0, 0, 0]
    async with inside(firm.id):
        assert await db().fetchval("select state from cycles where tenant_id = $1 and id = $2", firm.id, cycle) == "open"


async def test_two_workers_at_once_close_it_once(firm, world):
    cycle = await cycle_of(firm, "2026-Q3s")
    first, second = await asyncio.gather(*(closed_here(firm, cycle, world.now) for _ in range(2)))
    assert (first is None) != (second is None)
    before = await counts(firm, cycle)
    assert before == [1, 57, 0]
    assert await closed_here(firm, cycle, world.now) is None
    assert await counts(firm, cycle) == before
    async with inside(firm.id):
        asked = await db().fetch("select key from jobs where tenant_id = $1 and name = 'plans.prepare'", firm.id)
    assert [row["key"] for row in asked] == [str(cycle)]


async def test_the_next_cycle_brings_bridges_and_a_successor(firm, world):
    cycle = await cycle_of(firm, "2026-Q4s")
    assert (await closed_here(firm, cycle, world.now)).scores == 57
    async with inside(firm.id):
        rows = await db().fetch("select * from scores where tenant_id = $1 and cycle_id = $2", firm.id, cycle)
        text = await db().fetchval("select sheet from closures where tenant_id = $1 and cycle_id = $2", firm.id, cycle)
        last = await db().fetchrow(
            """select from_date, to_date, state from cycles where tenant_id = $1
                order by from_date desc limit 1""",
            firm.id,
        )
    bridges = [each for row in rows if (each := bridge_of(row["bridge"])) and each.change is not None]
    assert len(bridges) > 40
    for each in bridges:
        assert sum(part.value for part in each.parts) == each.change == each.after - each.before
        results = next(part.value for part in each.parts if part.key == "results")
        assert sum(part.value for part in each.points) == results
    sheet = from_json(text)
    again = score(sheet).all()
    for row in rows:
        assert again[row["subject_kind"], str(row["subject_id"])].figure == row["score"]
        assert recompute(retrace(told_of(row["trace"]), sheet, row["score"])) == row["shown"]
    assert last["state"] == "open"
    assert last["from_date"] <= world.now.date() <= last["to_date"]
