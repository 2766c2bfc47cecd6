"""Twenty planted gaps of all kinds are found, none besides; a transfer shows what came and what went."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from saas.duties.check import check
from saas.duties.rules import OF_MATRIX
from saas.worker import load_jobs
from tenants import db, inside, later, run
from tests.duties.planted import AREA, CLERK, DAY, HEAD, KEEPER, QUALITY, chain

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


async def found(company, *, at=NOW, today=DAY) -> dict:
    """What stands open after a run, and the run."""
    async with inside(company.id):
        one = await check(today, by=None, now=at)
        rows = await db().fetch("select * from gaps where tenant_id = $1 and gone_at is null order by kind, key", company.id)
        counted = await db().fetchrow("select * from gap_runs where tenant_id = $1 and id = $2", company.id, one)
    return {"rows": rows, "run": counted}


def told(company, rows) -> set[tuple]:
    """Gaps in codes: (kind, detail, unit, post, other)."""
    units = {value: key for key, value in company.units.items()}
    posts = {value: key for key, value in company.posts.items()}
    return {(r["kind"], r["detail_code"], units.get(r["unit_id"]), posts.get(r["post_id"]), posts.get(r["other_post_id"])) for r in rows}


async def test_where_all_is_in_order_nothing_is_found(world):
    company = await chain("orderly")
    told_so = await found(company)
    assert told_so["rows"] == []
    assert (told_so["run"]["total"], told_so["run"]["appeared"], told_so["run"]["gone"]) == (0, 0, 0)


async def test_the_pack_of_the_trade_has_posts_to_fill_and_details_to_check_and_nothing_else(world, cast):
    async with inside(cast.stranger.id):
        await check(DAY, by=None, now=NOW)
        kinds = await db().fetch("select distinct kind from gaps where tenant_id = $1", cast.stranger.id)
    assert {row["kind"] for row in kinds} <= {"vacant", "unchecked", "step_vacant"}


async def plant(company) -> set[tuple]:
    """Twenty gaps, each by the way it comes about in life."""
    async with inside(company.id):
        # 1–3 nobody responsible: for nothing at all, for one shop, for a new shop whose keeper checks it.
        await company.unanswer("D01", "responsible")
        await company.unanswer("D02", "responsible", "B1")
        layer = await db().fetchval("select layer_id from units where tenant_id = $1 and code = 'B2'", company.id)
        await company.unit("B3", "B", layer)
        await company.post("B3", KEEPER)
        for n in range(3, 20):
            await company.answer(f"D{n:02}", "B3", f"B3-{KEEPER}")
        await db().execute(
            """insert into schedules (tenant_id, checklist_id, post_id, opens_at, closes_at, from_date)
               values ($1, $2, $3, '08:00', '20:00', '2026-01-01')""",
            company.id, company.checklist, company.posts[f"B3-{KEEPER}"],
        )  # fmt: skip
        # 4–5 two owners: shops name a post that is not theirs besides the one above.
        await company.answer("D20", "B1", f"B-{AREA}")
        await company.answer("D20", "A2", f"Q-{QUALITY}")
        # 6–7 vacant: one left yesterday, one was never filled.
        await db().execute(
            "update appointments set to_date = '2026-11-17' where tenant_id = $1 and post_id = $2", company.id, company.posts[f"B2-{KEEPER}"]
        )
        await company.post("A", KEEPER, person=None)
        await company.answer("D20", "A", f"A-{KEEPER}")
        # 8–10 one post reviews what it does; one person through two posts, and through standing in.
        await company.answer("D03", "A1", f"A1-{KEEPER}", "reviewing")
        await company.answer("D20", "H", f"H-{HEAD}", "reviewing")
        await company.post("A2", "night", person=f"A-{AREA}")
        await company.unanswer("D04", "responsible", "A2")
        await company.answer("D04", "A2", "A2-night")
        # 11 standing in
        await db().execute(
            """insert into deputies (tenant_id, post_id, membership_id, from_date, to_date, reason, named_by, named_at)
               values ($1, $2, $3, '2026-11-10', '2026-11-20', '休假', $3, now())""",
            company.id, company.posts[f"A1-{KEEPER}"], company.people[f"A-{AREA}"],
        )  # fmt: skip
        # 12–13 reviewers outside the line.
        await company.answer("D05", "B1", f"A-{AREA}", "reviewing")
        await company.answer("D06", "B2", f"Q-{QUALITY}", "reviewing")
        # 14–16 details that nothing checks.
        for code in ("D21", "D22", "D23"):
            await company.detail(code, checked=False)
            await company.answer(code, "H", f"H-{HEAD}")
        # None of them: it is said why no point checks it.
        await company.detail("D24", checked=False, why="由系统自动记录")
        await company.answer("D24", "H", f"H-{HEAD}")
        # 17–18 posts that are closed and still named.
        for shop in ("A1", "A2"):
            await db().execute("update posts set closed_on = '2026-11-01' where tenant_id = $1 and code = $2", company.id, f"{shop}-{CLERK}")
        # 19–20 details that the standard no longer knows.
        await company.answer("D98", "A1", f"A1-{KEEPER}")
        await company.answer("D99", "A1", f"A1-{KEEPER}", "supporting")
    keeper, area = KEEPER, AREA
    return {
        ("no_owner", "D01", None, None, None), ("no_owner", "D02", "B1", None, None), ("no_owner", "D02", "B3", None, None),
        ("two_owners", "D20", "B1", f"B-{area}", f"H-{HEAD}"), ("two_owners", "D20", "A2", f"Q-{QUALITY}", f"A-{keeper}"),
        ("vacant", None, "B2", f"B2-{keeper}", None), ("vacant", None, "A", f"A-{keeper}", None),
        ("self_review", "D03", "A1", f"A1-{keeper}", f"A1-{keeper}"), ("self_review", "D20", "H", f"H-{HEAD}", f"H-{HEAD}"),
        ("self_review", "D04", None, f"A-{area}", "A2-night"), ("self_review", "D02", None, f"A-{area}", f"A1-{keeper}"),
        ("outside_line", "D05", None, f"A-{area}", f"B1-{keeper}"), ("outside_line", "D06", None, f"Q-{QUALITY}", f"B2-{keeper}"),
        ("unchecked", "D21", None, None, None), ("unchecked", "D22", None, None, None), ("unchecked", "D23", None, None, None),
        ("closed_post", None, "A1", f"A1-{CLERK}", None), ("closed_post", None, "A2", f"A2-{CLERK}", None),
        ("retired_detail", "D98", None, None, None), ("retired_detail", "D99", None, None, None),
    }  # fmt: skip


@pytest.fixture(scope="module")
async def planted(world):
    company = await chain("planted")
    await found(company)
    return company, await plant(company)


async def test_twenty_planted_gaps_are_found_and_none_besides(planted):
    company, expected = planted
    after = await found(company, at=NOW + timedelta(minutes=1))
    assert len(expected) == 20
    assert {gap[0] for gap in expected} == set(OF_MATRIX)
    assert told(company, after["rows"]) == expected
    assert (after["run"]["total"], after["run"]["appeared"], after["run"]["gone"]) == (20, 20, 0)


async def test_after_a_transfer_the_difference_is_told(planted):
    """The leader of area A goes to area B: their reviews in A now lie outside the line, the one in B inside."""
    company, expected = planted
    await found(company, at=NOW + timedelta(minutes=2))
    async with inside(company.id):
        await db().execute(
            "update posts set unit_id = $3 where tenant_id = $1 and id = $2", company.id, company.posts[f"A-{AREA}"], company.units["B"]
        )
    after = await found(company, at=NOW + timedelta(minutes=3))
    before, now = expected, told(company, after["rows"])
    came, went = now - before, before - now
    assert went == {("outside_line", "D05", None, f"A-{AREA}", f"B1-{KEEPER}")}
    assert came == {("outside_line", "D02", None, f"A-{AREA}", f"A2-{KEEPER}")}
    assert (after["run"]["appeared"], after["run"]["gone"]) == (1, 1)
    async with inside(company.id):
        gone = await db().fetchrow("select kind, gone_at from gaps where tenant_id = $1 and gone_in = $2", company.id, after["run"]["id"])
    assert (gone["kind"], gone["gone_at"]) == ("outside_line", NOW + timedelta(minutes=3))


async def test_a_second_run_finds_the_same_and_nothing_new(world):
    company = await chain("twice")
    async with inside(company.id):
        await company.unanswer("D01", "responsible")
    first, second = await found(company), await found(company)
    assert [row["id"] for row in first["rows"]] == [row["id"] for row in second["rows"]]
    assert (second["run"]["appeared"], second["run"]["gone"]) == (0, 0)


async def test_every_change_asks_once_for_a_check_and_the_run_answers_all(world):
    load_jobs()
    company = await chain("asking")
    waiting = "select id from jobs where tenant_id = $1 and name = 'duties.check' and state = 'ready'"
    async with inside(company.id):
        first = await db().fetch(waiting, company.id)
        await company.unanswer("D01", "responsible")
        await company.unanswer("D02", "responsible")
        await later("duties.check")
        assert len(await db().fetch(waiting, company.id)) == 2
    assert len(first) == 1
    assert await run(company.id, first[0]["id"], now=datetime.now(UTC) + timedelta(minutes=1))
    async with inside(company.id):
        assert await db().fetch(waiting, company.id) == []
        assert await db().fetchval("select total from gap_runs where tenant_id = $1 order by at desc limit 1", company.id) == 2


async def test_a_change_during_a_run_is_not_swallowed_by_it(world):
    """While the waiting job runs, its row is held: a change then asks for a job of its own."""
    company = await chain("meanwhile")
    connection = await asyncpg.connect(**world.app)
    try:
        async with connection.transaction():
            await connection.execute(f"set local app.tenant = '{company.id}'")
            await connection.fetch("select id from jobs where tenant_id = $1 and name = 'duties.check' for update", company.id)
            async with inside(company.id):
                await company.unanswer("D01", "responsible")
                count = await db().fetchval("select count(*) from jobs where tenant_id = $1 and name = 'duties.check'", company.id)
    finally:
        await connection.close()
    assert count == 2


async def test_another_company_stays_as_it_is(planted):
    other = await chain("beside")
    company, _ = planted
    await found(other)
    async with inside(other.id):
        assert await db().fetchval("select count(*) from gaps where tenant_id = $1", company.id) == 0
        assert await db().fetchval("select count(*) from gap_runs") == 1
