"""The counts of a sheet, row by row and by hand: what was covered, decided, found and put right."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

import asyncpg
import msgspec
import pytest

from migrations.m0012_closing import BACK_FILL, REST, WAKE
from saas.scores.gather import gather
from saas.scores.sheet import Coverage, FindingCount, ReviewCount
from tenants import db, inside
from tests.cycles.conftest import FIRST, SECOND, cycle_of, seasoned
from tests.cycles.fill import BY_CYCLE, BY_DAY, handle

ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(hours=24)


@pytest.fixture(scope="module")
async def firm(world):
    firm = await seasoned(world, "counted")
    async with inside(firm.id):
        await handle(*FIRST, member=firm.staff.member)
        # The last found are not due yet when the cycle is closed early: they count neither way.
        await db().execute("update findings set due_on = due_on - 5 where tenant_id = $1", firm.id)
    return firm


@pytest.fixture
async def sheet(firm, world):
    cycle = await cycle_of(firm, "2026-Q3s")
    async with inside(firm.id):
        return await gather(cycle, now=world.now)


async def rows(firm, query):
    async with inside(firm.id):
        return await db().fetch(query, firm.id, *FIRST)


async def test_coverage_is_what_the_due_checks_say(firm, sheet, world):
    due = await rows(firm, "select * from due_checks where tenant_id = $1 and business_date between $2 and $3")
    by_hand = defaultdict(Counter)
    for each in due:
        missed = each["state"] == "missed" or (each["state"] == "open" and each["late_until"] <= world.now)
        done = each["state"] == "done"
        by_hand[str(each["post_id"])].update(done=done, missed=missed, late=done and each["late"])
    told = {post: Coverage(post, n["done"] + n["missed"], n["done"], n["late"], n["missed"]) for post, n in by_hand.items()}
    assert sum(each.late for each in told.values()) > 0
    assert {each.post: each for each in sheet.coverage} == told


async def test_reviews_are_told_by_who_decided_and_when(firm, sheet, world):
    checks = await rows(
        firm,
        """select c.*, r.membership_id as decider, r.decided_at from checks c
             left join reviews r on r.tenant_id = $1 and r.check_id = c.id
            where c.tenant_id = $1 and c.business_date between $2 and $3 and c.risk > 0""",
    )
    lines = await rows(firm, "select * from unit_lines where tenant_id = $1 and $2::date < $3::date order by depth")
    seats = {firm.units["G-A"]: firm.leader, firm.units["G-B"]: firm.other_leader, firm.units["Z1"]: firm.keeper_leader}
    posts = {who.member: str(who.posts[0]) for who in seats.values()}
    to_do, in_time = Counter(), Counter()
    for check in checks:
        until = check["received_at"] + ONE_DAY
        if check["decider"]:
            if check["decider"] in posts:
                to_do[posts[check["decider"]]] += 1
                in_time[posts[check["decider"]]] += check["decided_at"] <= until
        elif check["state"] == "received" and until < world.now:
            above = [line["ancestor_id"] for line in lines if line["unit_id"] == check["unit_id"]]
            nearest = next((unit for unit in above if unit in seats and seats[unit].member != check["membership_id"]), None)
            if nearest:
                to_do[posts[seats[nearest].member]] += 1
    assert len(to_do) > 1
    assert {each.post: each for each in sheet.reviews} == {p: ReviewCount(p, to_do[p], in_time[p]) for p in to_do}


async def test_findings_are_told_by_who_found_them_and_when_they_were_mended(firm, sheet, world):
    findings = await rows(
        firm,
        """select f.*, c.post_id as of, c.business_date as day,
                  (select max(a.done_at) from corrective_actions a where a.tenant_id = $1 and a.finding_id = f.id) as last
             from findings f join checks c on c.tenant_id = $1 and c.id = f.check_id
            where f.tenant_id = $1 and f.state <> 'withdrawn' and $2::date < $3::date""",
    )
    counts = defaultdict(Counter)
    today = world.now.astimezone(ZONE).date()
    for each in findings:
        if FIRST[0] <= each["day"] <= FIRST[1]:
            counts[str(each["of"])][each["source"]] += 1
        mended = each["last"] is not None and each["last"].astimezone(ZONE).date() <= each["due_on"]
        counts_now = each["due_on"] < today or each["state"] == "verified"
        if FIRST[0] <= each["due_on"] <= FIRST[1] and counts_now and not (each["state"] == "acted" and mended):
            counts[str(each["post_id"])].update(due=1, closed=each["state"] == "verified" and mended)
    told = {
        post: FindingCount(post, n["self"], n["leader"], n["due"], n["closed"], n["due"] - n["closed"])
        for post, n in counts.items()
    }
    assert sum(each.found_by_leader for each in told.values()) > 0
    assert 0 < sum(each.closed_in_time for each in told.values()) < sum(each.due for each in told.values())
    assert {each.post: each for each in sheet.findings} == told


async def test_twice_it_is_the_same_bytes_and_of_some_posts_a_part(firm, sheet, world):
    cycle = await cycle_of(firm, "2026-Q3s")
    chosen = [firm.posts["SR-11"], firm.posts["CS-A"]]
    async with inside(firm.id):
        again = await gather(cycle, now=world.now)
        part = await gather(cycle, now=world.now, posts=chosen)
    assert msgspec.json.encode(again) == msgspec.json.encode(sheet)
    names = {str(post) for post in chosen}
    for kind in ("tallies", "coverage", "reviews", "findings"):
        assert list(getattr(part, kind)) == [row for row in getattr(sheet, kind) if row.post in names]


KEPT = (
    "select tenant_id, cycle_id, post_id, version_id, checks from cycle_tallies order by 1, 2, 3, 4",
    "select id, business_date, received_at, risk from reviews order by id",
    "select id, found_in, business_date, acted_on from findings order by id",
)
COUNTED = (
    "select * from tallies where tenant_id = $1 and business_date between $2 and $3 order by post_id, version_id, business_date",
    """select t.* from cycle_tallies t join cycles k on k.tenant_id = $1 and k.id = t.cycle_id
        where t.tenant_id = $1 and k.from_date = $2 and k.to_date = $3 order by t.post_id, t.version_id""",
)
SCRAMBLED = """
alter table reviews alter business_date drop not null, alter received_at drop not null, alter risk drop not null;
alter table findings alter found_in drop not null, alter business_date drop not null;
update cycle_tallies set checks = 0;
update reviews set business_date = null, received_at = null, risk = null;
update findings set found_in = null, business_date = null, acted_on = null;
"""


async def test_what_was_there_before_gets_the_same_columns_as_what_comes(firm, world):
    owner = await asyncpg.connect(**world.owner)
    try:
        await owner.execute(REST)
        await owner.execute("alter table beats no force row level security")
        written = [await owner.fetch(query) for query in KEPT]
        await owner.execute(SCRAMBLED)
        assert [await owner.fetch(query) for query in KEPT] != written
        await owner.execute(BACK_FILL + WAKE)
        async with inside(firm.id):
            assert await db().fetchval("select count(*) from reviews where risk is not null") > 10
        await owner.execute(REST)
        assert [await owner.fetch(query) for query in KEPT] == written
        assert all(len(each) > 10 for each in written)
    finally:
        await owner.execute(WAKE + "alter table beats force row level security")
        await owner.close()


async def test_a_list_that_nobody_filled_in_is_still_in_force(firm, world):
    """Not done is coverage; only a list that was withdrawn leaves with the standard."""
    in_force = await rows(firm, "select code from checklists where tenant_id = $1 and $2::date < $3::date")
    cycle = await cycle_of(firm, "2026-Q3s")
    async with inside(firm.id):
        await db().execute("update cycles set from_date = to_date where tenant_id = $1 and id = $2", firm.id, cycle)
        sheet = await gather(cycle, now=world.now, posts=[firm.posts["GM"]])
        await db().execute("update cycles set from_date = $3 where tenant_id = $1 and id = $2", firm.id, cycle, FIRST[0])
    assert not sheet.tallies
    assert {each.code for each in sheet.lists} == {row["code"] for row in in_force}


async def test_days_counted_at_once_are_counted_as_check_by_check(firm, world):
    """What the bench fills its largest companies with is what a submit would have kept."""
    cycle = await cycle_of(firm, "2026-Q4s")
    owner = await asyncpg.connect(**world.owner)
    try:
        async with inside(firm.id):
            kept = [await db().fetch(query, firm.id, *SECOND) for query in COUNTED]
            assert all(len(each) > 10 for each in kept)
        broken = owner.transaction()
        await broken.start()
        await owner.execute(f"set local app.tenant = '{firm.id}'")
        await owner.execute("delete from tallies where tenant_id = $1 and business_date between $2 and $3", firm.id, *SECOND)
        await owner.execute("delete from cycle_tallies where tenant_id = $1 and cycle_id = $2", firm.id, cycle)
        await owner.execute(BY_DAY, firm.id, *SECOND)
        await owner.execute(BY_CYCLE, firm.id, *SECOND, cycle)
        assert [await owner.fetch(query, firm.id, *SECOND) for query in COUNTED] == kept
        await broken.rollback()
    finally:
        await owner.close()
