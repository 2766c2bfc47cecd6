"""The one door: what comes in by any way, what comes again, what counts, and what goes up the line."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from saas.findings.escalate import escalate
from saas.findings.from_count import from_count
from saas.findings.open_one import Found, open_one
from saas.findings.rules import SOURCES
from saas.findings.set_rules import set_rules
from tenants import db, inside

TITLE = {"zh": "地面积水", "en": "Water on the floor"}


def told(stage, **more):
    given = {
        "source": "report", "severity": "major", "title": TITLE, "unit": stage.firm.units["Z1-1"], "found_at": stage.now,
        "found_by": stage.firm.keeper.member, "note": "门口一滩",
    } | more  # fmt: skip
    return Found(**given)


async def opened(stage, **more):
    async with inside(stage.firm.id):
        return await open_one(told(stage, **more), now=stage.now)


async def row(stage, finding):
    return (await stage.fetch("select * from findings where tenant_id = $1 and id = $2", finding))[0]


@pytest.mark.parametrize("source", SOURCES)
async def test_every_source_opens(stage, source):
    kept = await row(stage, (await opened(stage, source=source)).id)
    assert (kept["source"], kept["state"], kept["check_id"]) == (source, "open", None)
    assert kept["due_on"] == stage.day + timedelta(days=3)
    assert kept["business_date"] == stage.day


async def test_without_a_detail_the_nearest_leader_answers_with_one_the_matrix_does(stage):
    assert (await row(stage, (await opened(stage)).id))["post_id"] == stage.firm.posts["SD-1"]
    async with inside(stage.firm.id):
        await db().execute(
            """insert into responsibilities (tenant_id, detail_code, unit_id, post_id, kind)
               values ($1, 'D-floor', $2, $3, 'responsible')""",
            stage.firm.id, stage.firm.units["Z1"], stage.firm.posts["SK-1"],
        )  # fmt: skip
    assert (await row(stage, (await opened(stage, detail="D-floor")).id))["post_id"] == stage.firm.posts["SK-1"]


@pytest.mark.parametrize(
    ("by", "post", "eye"), [("keeper", "SK-1", "self"), ("leader", "SK-1", "leader"), ("staff", "SK-1", "other")]
)
async def test_a_report_knows_whose_eye_it_was(stage, by, post, eye):
    firm = stage.firm
    one = await opened(stage, found_by=firm.people[by].member, post=firm.posts[post])
    assert (await row(stage, one.id))["finder"] == eye


async def test_a_customer_leaves_no_name_and_stands_first(stage, client):
    one = await opened(stage, source="customer", kind="complaint", found_by=None, teller="王店主", severity="minor")
    await opened(stage, severity="veto")
    html = (await client(stage.firm.leader).get("/brand/findings")).text
    ids = [str(r["id"]) for r in await stage.fetch("select id from findings where tenant_id = $1 and state = 'open'")]
    first = min((id_ for id_ in ids if id_ in html), key=html.index)
    assert (await row(stage, first))["customers"]
    assert str(one.id) in html
    assert "顾客不满意" in html
    assert "王店主" in (await client(stage.firm.leader).get(f"/brand/findings/{one.id}")).text


async def test_the_same_origin_opens_once_also_at_once(stage):
    told_back = await asyncio.gather(*(opened(stage, origin="test:1") for _ in range(4)))
    assert len({one.id for one in told_back}) == 1
    assert [one.fresh for one in told_back].count(True) == 1


async def test_the_same_subject_of_the_same_object_comes_again(stage):
    firm, when = stage.firm, stage.now - timedelta(days=200)
    same = {"detail": "D-again", "object": stage.thing}
    old = await opened(stage, **same, found_at=when)
    first = await opened(stage, **same, found_at=stage.now - timedelta(days=20))
    second = await opened(stage, **same)
    elsewhere = await opened(stage, detail="D-again", unit=firm.units["Z1-2"])
    assert [one.times for one in (old, first, second, elsewhere)] == [1, 1, 2, 1]
    assert (await row(stage, second.id))["recurs_id"] == first.id


async def test_the_company_says_how_many_days(stage):
    given = {f"{s}_{name}": "5" for s in ("veto", "major", "minor") for name in ("days", "again")}
    async with inside(stage.firm.id):
        await set_rules(given, by=stage.firm.admin.member, now=stage.now)
    try:
        assert (await row(stage, (await opened(stage)).id))["due_on"] == stage.day + timedelta(days=5)
    finally:
        async with inside(stage.firm.id):
            await db().execute("delete from finding_rules where tenant_id = $1", stage.firm.id)


@pytest.fixture
async def count(stage):
    """A posted count of one outlet: the book says 24, there were 20, within a tolerance of 2 there is 23 of another."""
    firm = stage.firm
    async with inside(firm.id):
        kind = await db().fetchval("select kind_id from objects where tenant_id = $1 and id = $2", firm.id, stage.thing)
        count = await db().fetchval(
            """insert into counts (tenant_id, kind_id, unit_id, state, started_by, started_at, posted_by, posted_at)
               values ($1, $2, $3, 'posted', $4, $5, $4, $5) returning id""",
            firm.id, kind, firm.units["Z1"], firm.keeper.member, stage.now,
        )  # fmt: skip
        for figure, counted in (("stock", 20), ("near", 23)):
            await db().execute(
                """insert into count_lines (tenant_id, count_id, object_id, figure, source, text, uom, book, tolerance, counted,
                                            membership_id, counted_at, why)
                   values ($1, $2, $3, $4, 'book', $5, '箱', 24, 2, $6, $7, $8, '少了四箱')""",
                firm.id, count, stage.thing, figure, {"zh": "库存", "en": "Stock"}, counted, firm.keeper.member, stage.now,
            )  # fmt: skip
    return count


async def test_a_count_beyond_its_tolerance_is_a_finding_once(stage, count):
    for fresh in ([True], [False]):
        async with inside(stage.firm.id):
            assert [one.fresh for one in await from_count(count, now=stage.now)] == fresh
    kept = (await stage.fetch("select * from findings where tenant_id = $1 and origin like $2", f"count:{count}:%"))[0]
    assert (kept["source"], kept["found"]["number"], kept["found"]["book"]) == ("count", "20", "24")
    assert kept["detail_code"] == "D-stock"


async def test_what_is_overdue_goes_up_once_a_step(stage):
    firm = stage.firm
    one = await opened(stage, post=firm.posts["SR-11"], due_on=stage.day - timedelta(days=5))
    async with inside(firm.id):
        await db().execute("delete from escalation_rules where tenant_id = $1", firm.id)
        for days, title in ((1, None), (3, "city_supervisor"), (30, None)):
            await db().execute(
                "insert into escalation_rules (tenant_id, days, job_title) values ($1, $2, $3)", firm.id, days, title
            )
    for went in (True, False):
        async with inside(firm.id):
            assert (one.id in await escalate(now=stage.now)) is went
    rows = await stage.fetch("select days, to_id from escalations where tenant_id = $1 and finding_id = $2 order by days", one.id)
    assert [(r["days"], r["to_id"]) for r in rows] == [(1, firm.keeper_leader.member), (3, firm.leader.member)]
    later = stage.now + timedelta(days=30)
    async with inside(firm.id):
        assert one.id in await escalate(now=later)
    assert len(await stage.fetch("select id from escalations where tenant_id = $1 and finding_id = $2", one.id)) == 3


async def test_two_clocks_at_once_tell_it_once(stage):
    one = await opened(stage, post=stage.firm.posts["SR-11"], due_on=stage.day - timedelta(days=2))

    async def run():
        async with inside(stage.firm.id):
            return await escalate(now=stage.now)

    await asyncio.gather(run(), run(), run())
    rows = await stage.fetch("select to_id from escalations where tenant_id = $1 and finding_id = $2", one.id)
    assert len(rows) == len({r["to_id"] for r in rows}) >= 1
