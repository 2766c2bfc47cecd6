"""Several rhythms beside each other: what each sums, what settles a day, and how cycles are made ahead."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from saas.cycles.begin_draft import begin_draft
from saas.cycles.close import close
from saas.cycles.discard_draft import discard_draft
from saas.cycles.edit_draft import edit_draft
from saas.cycles.end_rhythm import end_rhythm
from saas.cycles.open_draft import open_draft
from saas.cycles.restate import Correction, restate
from saas.cycles.rhythms import rhythms
from saas.cycles.set_rhythm import add_rhythm
from saas.cycles.start import start
from saas.org.given import Given
from saas.plans.evidence import end_of_next
from saas.refusals import Refused
from saas.reviews.gate import require_open_cycle
from saas.scores.amend import lines
from saas.scores.bridge import bridge
from saas.scores.gather import gather
from tenants import db, inside
from tests.cast import found
from tests.cycles.conftest import cycle_of
from tests.cycles.fill import fill

FULL, INSIDE = date(2026, 9, 2), date(2026, 9, 3)
COUNTS = ("applied", "na", "earned", "raw", "sent")


@pytest.fixture(scope="module")
async def firm(world):
    """Two days of checks in the third quarter, and one in the fourth; months from the fourth quarter on."""
    firm = await found("rhythmic", now=world.now, first_day=date(2026, 7, 1))
    async with inside(firm.id):
        for day in (FULL, INSIDE, date(2026, 10, 7)):
            await fill(day, day, member=firm.admin.member, now=world.now, percent=9, seed=3)
    return firm


async def own_cycle(firm, now, first, last, name="盘点"):
    """A cycle of one's own over some days, open."""
    async with inside(firm.id):
        kinds = [each for each in await rhythms() if each.every == "own"]
        rhythm = kinds[0].id if kinds else await add_rhythm(Given({"every": "own"}), by=firm.admin.member, now=now)
        cycle = await begin_draft(rhythm, by=firm.admin.member, now=now, today=now.date())
        given = {"name_zh": name, "from_date": str(first), "to_date": str(last), "sample_percent": "20", "edition": "0"}
        await edit_draft(cycle, Given(given), by=firm.admin.member, now=now)
        await open_draft(cycle, by=firm.admin.member, now=now)
    return cycle


def told(sheet):
    return {
        (t.post, t.list, t.point): (*(getattr(t, name) for name in COUNTS), t.failed)
        for t in sheet.tallies if t.asked
    }  # fmt: skip


async def by_hand(firm, first, last):
    async with inside(firm.id):
        rows = await db().fetch(
            """select c.post_id::text as post, l.code as list, p.code as point, p.veto, a.* from answers a
                 join checks c on c.tenant_id = a.tenant_id and c.id = a.check_id and c.business_date between $2 and $3
                 join points p on p.tenant_id = a.tenant_id and p.id = a.point_id
                 join checklist_versions v on v.tenant_id = a.tenant_id and v.id = p.version_id
                 join checklists l on l.tenant_id = a.tenant_id and l.id = v.checklist_id where a.tenant_id = $1""",
            firm.id, first, last,
        )  # fmt: skip
    sums = {}
    for row in rows:
        applied = row["verdict_now"] in ("pass", "partial", "fail")
        sums.setdefault((row["post"], row["list"], row["point"]), Counter()).update({
            "applied": applied, "na": row["verdict_now"] == "na", "earned": row["earned_now_e4"], "raw": row["share_now_e4"],
            "sent": row["earned_e4"], "failed": row["veto"] and row["verdict_now"] == "fail",
        })  # fmt: skip
    return {
        key: (n["applied"], n["na"], *(n[name] / 10_000 for name in ("earned", "raw", "sent")), n["failed"])
        for key, n in sums.items() if n["applied"] + n["na"]
    }  # fmt: skip


async def test_what_lies_across_is_summed_from_cycles_and_days(firm, world):
    """A year holds the quarters, which are counted as checks come; five weeks hold parts of two quarters."""
    across = await own_cycle(firm, world.now, INSIDE, date(2026, 10, 7))
    whole = await own_cycle(firm, world.now, date(2026, 6, 1), date(2026, 8, 31))
    async with inside(firm.id):
        flags = await db().fetch("select id from cycles where tenant_id = $1 and tallied and id = any ($2)", firm.id, [across, whole])
        await db().execute("update cycles set from_date = '2026-07-01', to_date = '2026-12-31' where id = $1", whole)
        partly, all_of_it = await gather(across, now=world.now), await gather(whole, now=world.now)
        quarter = await gather(await cycle_now(firm, "2026-Q3"), now=world.now)
        await db().execute("update cycles set from_date = '2026-06-01', to_date = '2026-08-31' where id = $1", whole)
    assert flags == []
    assert told(partly) == await by_hand(firm, INSIDE, date(2026, 10, 7))
    assert told(all_of_it) == await by_hand(firm, FULL, date(2026, 10, 7))
    assert told(quarter) == await by_hand(firm, FULL, INSIDE)
    assert sum(row[-1] for row in told(all_of_it).values()) > 0


async def test_what_follows_a_quarter_is_the_next_quarter_whatever_lies_across(firm, world):
    """Measures of a quarter's plan are looked at until the end of the next one."""
    across = await own_cycle(firm, world.now, date(2026, 10, 8), date(2026, 10, 20), "国庆后")
    async with inside(firm.id):
        assert await end_of_next(date(2026, 9, 30), await cycle_now(firm, "2026-Q3")) == date(2026, 12, 31)
        assert await end_of_next(date(2026, 10, 20), across) is None


async def cycle_now(firm, code):
    return await db().fetchval("select id from cycles where tenant_id = $1 and code = $2", firm.id, code)


async def test_the_first_that_closes_settles_its_days_and_what_is_put_right_goes_on(firm, world):
    """The days of a closed cycle are settled in the quarter as well; a reopening counts in the quarter that closes later."""
    short = await own_cycle(firm, world.now, INSIDE - timedelta(days=1), INSIDE - timedelta(days=1), "巡检日")
    async with inside(firm.id):
        await require_open_cycle(FULL)
        await close(short, by=firm.executive.member, now=world.now)
        with pytest.raises(Refused) as refused:
            await require_open_cycle(FULL)
        await require_open_cycle(INSIDE)
        state = await db().fetchval("select state from cycles where tenant_id = $1 and code = '2026-Q3'", firm.id)
    assert (refused.value.status, state) == (409, "open")
    post = firm.posts["SR-11"]
    async with inside(firm.id):
        quarter = await cycle_now(firm, "2026-Q3")
        before = await gather(quarter, now=world.now)
        line = next(each for each in lines(await gather(short, now=world.now), str(post)) if each.key.startswith("checks/"))
        change = Correction(post, line.key, 1, "full")
        await restate(short, change, by=firm.executive.member, now=world.now, why="照片补到了")
        after = await gather(quarter, now=world.now)
    _, code, point = line.key.split("/")
    was, now = told(before), told(after)
    key = str(post), code, point
    assert {each for each in now if now[each] != was[each]} == {key}
    assert now[key][2] > was[key][2]
    assert now[key][4] == was[key][4], "what was sent stays"
    parts = next(each.parts for at, each in bridge(before, after).items() if at == ("post", str(post)))
    assert {name for name, part in parts.items() if part} == {"corrections"}


async def test_the_bridge_starts_at_the_cycle_before_of_its_own_rhythm(firm, world):
    """The quarter after is held against the quarter, though another cycle was closed in between."""
    async with inside(firm.id):
        third, fourth = await cycle_now(firm, "2026-Q3"), await cycle_now(firm, "2026-Q4")
        await close(third, by=None, now=world.now)
        await close(await db().fetchval("select id from cycles where tenant_id = $1 and name ->> 'zh' = '盘点' and state = 'open'"
                                        " order by to_date desc limit 1", firm.id), by=None, now=world.now)  # fmt: skip
        await close(fourth, by=firm.executive.member, now=world.now, reason="年底盘点")
        since = await db().fetchval(
            "select distinct bridge ->> 'since' from scores where tenant_id = $1 and cycle_id = $2 and bridge is not null",
            firm.id, fourth,
        )  # fmt: skip
    assert since == str(third)


async def test_months_are_opened_before_quarters_and_counted_as_checks_come(firm, world):
    """What is open already stays as it is: the first quarter of the year was opened when the last one closed."""
    async with inside(firm.id):
        month = await add_rhythm(Given({"every": "month", "first": "2027-03-01"}), by=firm.admin.member, now=world.now)
        await start(date(2027, 4, 1), now=world.now)
        assert await start(date(2027, 4, 1), now=world.now) == 0
        rows = await db().fetch(
            """select code, state, tallied, rhythm_id = $2 as monthly from cycles where tenant_id = $1
                and from_date >= '2027-01-01' order by from_date, to_date""", firm.id, month,
        )  # fmt: skip
    assert [tuple(row.values()) for row in rows] == [
        ("2027-Q1", "open", True, False), ("2027-03", "open", False, True),
        ("2027-04", "open", True, True), ("2027-Q2", "open", False, False),
    ]  # fmt: skip
    async with inside(firm.id):
        await start(date(2027, 4, 16), now=world.now)
        assert await cycle_now(firm, "2027-05") is None, "a fortnight before its first day, not earlier"
        await start(date(2027, 4, 17), now=world.now)
        assert await cycle_now(firm, "2027-05")


@pytest.mark.parametrize(("said", "field"), [
    ({"from_date": "2027-05-03"}, "from_date"), ({"to_date": "2027-04-30"}, "to_date"), ({"to_date": "2030-04-30"}, "to_date"),
    ({"sample_percent": "101"}, "sample_percent"), ({"name_zh": ""}, "name_zh"), ({"from_date": "2027-04-30"}, "from_date"),
])  # fmt: skip
async def test_a_draft_may_be_changed_as_far_as_no_day_is_lost_or_doubled(firm, client, said, field):
    cycle = await cycle_of(firm, "2027-05")
    given = {"name_zh": "五月", "from_date": "2027-05-01", "to_date": "2027-05-31", "sample_percent": "30", "edition": "0"}
    answer = await client(firm.admin).post(f"/{firm.slug}/cycles/{cycle}/draft", data=given | said)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


async def test_a_draft_is_changed_opened_and_then_stands(firm, world, client):
    cycle, admin = await cycle_of(firm, "2027-05"), client(firm.admin)
    here = f"/{firm.slug}/cycles/{cycle}"
    assert "现在开启" in (await admin.get(here)).text
    given = {"name_zh": "五月", "from_date": "2027-05-01", "to_date": "2027-05-26", "sample_percent": "30", "edition": "0"}
    assert (await admin.post(f"{here}/draft", data=given)).status_code == 303
    assert 'value="2027-05-26"' in (await admin.get(f"{here}/draft")).text
    assert (await admin.post(f"{here}/opening")).status_code == 303
    assert (await admin.post(f"{here}/draft", data=given | {"edition": "1"})).headers["location"] == here
    assert (await admin.post(f"{here}/discarding")).status_code == 409
    async with inside(firm.id):
        with pytest.raises(Refused):
            await discard_draft(cycle, by=firm.admin.member, now=world.now)


async def test_a_rhythm_is_added_and_ended_on_its_page(firm, world, client):
    admin, here = client(firm.admin), f"/{firm.slug}/rhythms"
    answer = await admin.post(here, data={"every": "year", "first": "2027-01-01", "title_zh": "年终"})
    assert answer.status_code == 422
    assert 'id="title_zh-error"' in answer.text or 'id="title-zh-new-error"' in answer.text
    assert (await admin.post(here, data={"every": "week"})).status_code == 422
    assert (await admin.post(here, data={"every": "year", "first": "2027-01-01"})).status_code == 303
    page = (await admin.get(here)).text
    assert "年度考核" in page
    assert "1 个草稿" in page
    async with inside(firm.id):
        kinds = {each.every: each for each in await rhythms()}
        for every in ("year", "month"):
            await end_rhythm(kinds[every].id, by=firm.admin.member, now=world.now)
        with pytest.raises(Refused) as last:
            await end_rhythm(kinds["quarter"].id, by=firm.admin.member, now=world.now)
        assert await db().fetchval("select count(*) from cycles where tenant_id = $1 and state = 'draft'", firm.id) == 0
    assert last.value.status == 409
    assert "周期日历" in (await admin.get(f"/{firm.slug}/cycles")).text
