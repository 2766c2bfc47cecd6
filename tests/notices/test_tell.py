"""From what happened to the bell, the page and the letter: once, to whom it concerns, when they want it."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from saas.findings.open_one import Found, open_one
from saas.notices import jobs
from saas.notices.reads import at_once
from saas.notices.remind import remind
from saas.notices.set_wishes import set_wishes
from saas.notices.tell import Told, tell
from saas.notices.write_letters import write_digests, write_urgent
from saas.org.given import Given
from saas.processes.start_run import start_run
from saas.worker import load_jobs
from tenants import db, inside, lobby, run
from tests.notices.story import assigned
from tests.statements import statements

MORNING = datetime.fromisoformat("2026-11-18T09:00:00+08:00")
NIGHT = datetime.fromisoformat("2026-11-18T22:30:00+08:00")
SUNDAY = datetime.fromisoformat("2026-11-22T10:00:00+08:00")


@pytest.fixture
async def firm(cast, world):
    """The brand with proven addresses and nothing told yet."""
    load_jobs()
    async with lobby():
        await db().execute("update persons set mail_proven_at = $1", world.now)
    async with inside(cast.brand.id):
        for table in ("notices", "notice_letters", "notice_wishes", "notice_rules", "deliveries"):
            await db().execute(f"delete from {table} where tenant_id = $1", cast.brand.id)
        await db().execute("delete from jobs where tenant_id = $1 and name like 'notices.%'", cast.brand.id)
    return cast.brand


async def asked(firm, name):
    return await db().fetch("select id, args, due_at from jobs where tenant_id = $1 and name = $2 order by id", firm.id, name)


async def heard(firm):
    rows = await db().fetch("select membership_id from notices where tenant_id = $1", firm.id)
    return {row["membership_id"] for row in rows}


async def test_the_post_is_told_once_and_not_whoever_did_it(firm):
    thing = uuid4()
    async with inside(firm.id):
        assert await assigned(firm, MORNING, noun=thing) == 1
        assert await assigned(firm, MORNING, noun=thing) == 0
        assert await assigned(firm, MORNING, noun=uuid4(), but=firm.staff.member) == 0
        assert await heard(firm) == {firm.staff.member}


async def test_the_nearest_leaders_or_a_whole_role_are_told(firm):
    async with inside(firm.id):
        await tell(Told("voice.dissatisfied", uuid4(), MORNING, {}, leaders=firm.units["Z1-1"]), now=MORNING)
        near = await heard(firm)
        assert near
        assert firm.staff.member not in near
        assert firm.executive.member not in near
        await tell(Told("cycle.closed", uuid4(), MORNING, {}, roles=["executive"]), now=MORNING)
        assert firm.executive.member in await heard(firm)


async def test_what_is_long_past_is_told_to_nobody(firm):
    async with inside(firm.id):
        told = Told("measure.due", uuid4(), MORNING - timedelta(days=8), {}, posts=[firm.posts["SR-11"]])
        assert await tell(told, now=MORNING) == 0


async def test_another_company_hears_nothing(firm, cast):
    async with inside(firm.id):
        await assigned(firm, MORNING, noun=uuid4())
        assert await tell(Told("measure.due", uuid4(), MORNING, {}, posts=[cast.stranger.posts["SR-11"]]), now=MORNING) == 0
    async with inside(cast.stranger.id):
        assert await db().fetchval("select count(*) from notices") == 0


async def test_one_letter_a_day_holds_all_and_is_written_once(firm):
    async with inside(firm.id):
        for due in ("a", "b", "c"):
            told = Told("measure.due", uuid4(), MORNING, {"title": due, "due": due}, posts=[firm.posts["SR-11"]])
            await tell(told, now=MORNING)
        assert await write_digests(now=MORNING) == 1
        assert await write_digests(now=MORNING + timedelta(minutes=15)) == 0
        (letter,) = await asked(firm, "notices.mail")
        held = await db().fetchval(
            "select count(*) from notices where tenant_id = $1 and letter_id = $2", firm.id, letter["args"]["digest"]
        )
        assert (letter["args"]["to"], held) == (firm.staff.login, 3)
        await tell(Told("measure.due", uuid4(), MORNING, {}, posts=[firm.posts["SR-11"]]), now=MORNING)
        assert await write_digests(now=MORNING + timedelta(hours=5)) == 0
        assert await write_digests(now=MORNING + timedelta(days=1)) == 1


async def test_no_daily_letter_on_a_day_off_nor_before_its_hour(firm):
    async with inside(firm.id):
        await tell(Told("measure.due", uuid4(), SUNDAY, {}, posts=[firm.posts["SR-11"]]), now=SUNDAY)
        assert await write_digests(now=SUNDAY) == 0
        assert await write_digests(now=SUNDAY + timedelta(hours=20)) == 0
        assert await write_digests(now=SUNDAY + timedelta(hours=22)) == 1


async def test_what_cannot_wait_comes_at_once_but_not_in_quiet_hours(firm):
    async with inside(firm.id):
        await assigned(firm, NIGHT, noun=uuid4())
        assert len(await asked(firm, "notices.hurry")) == 1
        assert await write_urgent(firm.staff.member, now=NIGHT) == 0
        again = await asked(firm, "notices.hurry")
        assert again[-1]["due_at"] == datetime.fromisoformat("2026-11-19T07:00:00+08:00")
        assert await write_urgent(firm.staff.member, now=again[-1]["due_at"]) == 1
        assert await write_urgent(firm.staff.member, now=again[-1]["due_at"]) == 0
        assert await write_digests(now=NIGHT + timedelta(hours=11)) == 0


async def test_a_failed_veto_breaks_the_quiet_and_nothing_else_does(firm):
    async with inside(firm.id):
        await assigned(firm, NIGHT, noun=uuid4())
        grave = Told("finding.grave", uuid4(), NIGHT, {"number": "8", "title": "瓦斯", "due": "2026-11-19"}, posts=[firm.posts["SR-11"]])
        assert await tell(grave, now=NIGHT) == 1
        assert await write_urgent(firm.staff.member, now=NIGHT) == 1
        (letter,) = await asked(firm, "notices.mail")
        told = await db().fetch(
            "select kind from notices where tenant_id = $1 and letter_id = $2", firm.id, UUID(letter["args"]["digest"])
        )
        assert [row["kind"] for row in told] == ["finding.grave"]
        # Once: the rest waits for the end of the quiet hours.
        assert await write_urgent(firm.staff.member, now=NIGHT) == 0
        assert await write_urgent(firm.staff.member, now=NIGHT + timedelta(hours=10)) == 1


async def test_a_company_says_itself_what_breaks_the_quiet(firm, client):
    admin = client(firm.admin)
    page = (await admin.get("/brand/notices/rules")).text
    assert "免打扰时段也发的事项" in page
    said = {"edition": "0", "digest_at": "07:30", "quiet_from": "21:00", "quiet_until": "07:00", "breaking": ["check.returned"]}
    assert (await admin.post("/brand/notices/rules", data=said)).status_code == 303
    assert "当时发，免打扰也发" in (await client(firm.staff).get("/brand/notices/wishes")).text
    async with inside(firm.id):
        kinds = await at_once()
        # What breaks the quiet is urgent, whatever else is ticked.
        assert (kinds.breaking, kinds.urgent) == ({"check.returned"}, {"check.returned"})
    said |= {"edition": "1", "breaking": ["nothing"]}
    assert (await admin.post("/brand/notices/rules", data=said)).status_code == 422


async def test_a_kind_may_be_kept_in_the_app_or_left_out(firm):
    async with inside(firm.id):
        await set_wishes(Given({}), {"finding.assigned": "app"}, by=firm.staff.member, now=MORNING)
        await assigned(firm, MORNING, noun=uuid4())
        assert await write_urgent(firm.staff.member, now=MORNING) == 0
        assert await write_digests(now=MORNING) == 0
        await set_wishes(Given({}), {"finding.assigned": "none"}, by=firm.staff.member, now=MORNING)
        assert await assigned(firm, MORNING, noun=uuid4()) == 0


async def test_who_has_not_proven_the_address_gets_no_letter(firm):
    async with inside(firm.id):
        await db().execute("update persons set mail_proven_at = null where id = $1", firm.staff.person)
        await assigned(firm, MORNING, noun=uuid4())
        assert await write_digests(now=MORNING) == 0


async def test_the_day_reminds_of_what_is_overdue_once(firm, world):
    async with inside(firm.id):
        found = Found("leader", "major", {"zh": "门封条破损"}, firm.units["Z1-1"], world.now, post=firm.posts["SR-11"])
        opened = await open_one(found, now=world.now)
        due = await db().fetchval("select due_on from findings where tenant_id = $1 and id = $2", firm.id, opened.id)
        later = world.now + (due - world.now.date()) + timedelta(days=1)
        assert await remind(due + timedelta(days=1), now=later) >= 1
        assert await remind(due + timedelta(days=1), now=later) == 0
        assert firm.staff.member in await heard(firm)


async def test_a_handover_that_nobody_takes_in_time_is_told_to_both_sides_once(firm, world):
    async with inside(firm.id):
        process = await db().fetchval("select id from processes where tenant_id = $1 and code = 'P1'", firm.id)
        run_id = await start_run(process, "一号路线", "", None, by=firm.staff.member, now=world.now, zone="Asia/Shanghai")
        await db().execute(
            """update turns set state = 'waiting', taken_at = null, taken_by = null, taken_post = null, posts = $3, given_by = $4,
                      offered_at = $5, due_at = $5 where tenant_id = $1 and run_id = $2""",
            firm.id, run_id, [firm.posts["SK-1"]], [firm.staff.member], world.now,
        )  # fmt: skip
        later = world.now + timedelta(hours=1)
        await remind(world.now.date(), now=later)
        told = await db().fetch(
            "select membership_id from notices where tenant_id = $1 and kind = 'handover.overdue'", firm.id
        )
        assert await remind(world.now.date(), now=later) == 0
    assert {row["membership_id"] for row in told} == {firm.keeper.member, firm.staff.member}


async def test_from_a_finding_to_the_bell_the_page_and_the_letter(firm, world, client, monkeypatch):
    ours = SimpleNamespace(smtp_url=None, data=world.data, origin="https://jingjin.example")
    monkeypatch.setattr(jobs, "settings", lambda: ours)
    async with inside(firm.id):
        found = Found(
            "leader", "major", {"zh": "冰柜结霜", "en": "Frost"}, firm.units["Z1-1"], world.now, post=firm.posts["SR-11"]
        )
        opened = await open_one(found, now=world.now)
    await work(firm, "notices.tell", world.now)
    staff = client(firm.staff)
    page = (await staff.get("/brand/findings")).text
    assert '<b class="unread">1</b>' in page
    assert '<b class="unread">1</b>' in (await staff.get("/brand/today")).text
    assert 'class="unread"' not in (await client(firm.colleague).get("/brand/today")).text
    page = (await staff.get("/brand/notices")).text
    assert "冰柜结霜" in page
    (notice,) = set(re.findall(r"/brand/notices/([0-9a-f-]{36})/reading", page))
    await work(firm, "notices.hurry", world.now + timedelta(minutes=2))
    await work(firm, "notices.mail", world.now + timedelta(minutes=2))
    (file,) = (world.data / "outbox" / str(firm.id)).glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=SMTP)
    assert letter["To"] == firm.staff.login
    assert f"https://jingjin.example/brand/findings/{opened.id}" in letter.get_body(("plain",)).get_content()
    assert "冰柜结霜" in letter.get_body(("html",)).get_content()
    answer = await staff.post(f"/brand/notices/{notice}/reading")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/brand/findings/{opened.id}")
    assert 'class="unread"' not in (await staff.get("/brand/today")).text
    assert (await client(firm.colleague).post(f"/brand/notices/{notice}/reading")).status_code == 404


async def work(firm, name, now):
    """Run what was asked for under this name."""
    async with inside(firm.id):
        await db().execute(
            "update jobs set due_at = $3 where tenant_id = $1 and name = $2 and state = 'ready'", firm.id, name, now
        )
        rows = await db().fetch("select id from jobs where tenant_id = $1 and name = $2 and state = 'ready'", firm.id, name)
    for row in rows:
        assert await run(firm.id, row["id"], now=now)


@pytest.mark.parametrize("address", ["notices", "notices/wishes", "notices/rules", "notices/endpoints"])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_every_page_opens_in_few_statements(firm, client, address, locale):
    browser = client(firm.admin, **{"accept-language": locale})
    with statements(3):
        assert (await browser.get(f"/brand/{address}")).status_code == 200
