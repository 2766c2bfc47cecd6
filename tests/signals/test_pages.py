"""Signals from the night to the answer, proposals into a draft, and what people are told."""

from __future__ import annotations

import importlib
from datetime import timedelta
from uuid import uuid4

import pytest

from saas.checks.keep_photo import keep_photo
from saas.checks.sent import Sent
from saas.checks.submit import Sender, submit
from saas.people.briefing import EDITION, briefed
from saas.signals import reads
from saas.signals.look_out import look_out
from saas.signals.page_reads import honesty
from saas.signals.weigh_lists import weigh_lists
from saas.standards.keep_file import keep_file
from tenants import db, inside, run
from tests.reviews.stage import GOOD, Stage, build
from tests.signals.story import proposed, shown
from tests.signals.test_prints import jpeg, picture
from tests.statements import statements


@pytest.fixture(scope="module")
async def stage(cast, world) -> Stage:
    importlib.import_module("saas.findings.jobs")
    return await build(cast.brand, world.now)


async def send(stage: Stage, by, n: int, seconds: int, cold: str, at):
    """One list of six points, the n-th of its sender."""
    due = await stage.due(by, at)
    async with inside(stage.firm.id):
        await db().execute(
            "update due_checks set business_date = $3 where tenant_id = $1 and id = $2", stage.firm.id, due,
            stage.day - timedelta(days=n),
        )  # fmt: skip
        row = await db().fetchrow("select * from due_checks where tenant_id = $1 and id = $2", stage.firm.id, due)
    facts = {key: str(row[key]) for key in ("id", "version_id", "post_id", "unit_id", "object_id", "business_date")} | {"book": {"stock": "24"}}
    given = [{"point": code} | answer for code, answer in (GOOD | {"cold": {"number": cold}}).items()]
    check = uuid4()
    ended = at - timedelta(minutes=2 * n)
    sent = Sent(due, stage.version, given, None, ended - timedelta(seconds=seconds), ended)
    await submit(check, sent, facts, by=Sender(stage.firm.id, by.member, by.posts), now=at)
    return check


@pytest.fixture(scope="module")
async def looked(stage, world):
    """Fourteen checks each: staff tick off with the same reading, a colleague does the work."""
    last = None
    for n in range(14):
        last = await send(stage, stage.firm.staff, n, 8, "-18.5", world.now - timedelta(minutes=30))
        await send(stage, stage.firm.colleague, n, 80 + 7 * n, f"-{18 + n % 5}.{(7 * n) % 10}", world.now - timedelta(minutes=30))
    async with inside(stage.firm.id):
        return last, await look_out(world.now.date(), now=world.now)


async def test_the_night_shows_who_ticks_off_and_lifts_what_waits(stage, looked, world):
    _, kept = looked
    rows = await stage.fetch("select * from signals where tenant_id = $1")
    assert [row["id"] for row in rows] == kept
    assert [row["membership_id"] for row in rows] == [stage.firm.staff.member]
    assert {"time", "same_reading"} <= {each["kind"] for each in rows[0]["evidence"] if float(each["strength"]) > 0.5}
    raised = await stage.fetch("select membership_id, raised from checks where tenant_id = $1 and raised is not null")
    assert len(raised) == 3 and {row["membership_id"] for row in raised} == {stage.firm.staff.member}


async def test_looking_again_keeps_the_same_signal_and_lifts_nothing_twice(stage, looked, world):
    _, kept = looked
    async with inside(stage.firm.id):
        assert await look_out(world.now.date(), now=world.now) == kept
    assert await stage.value("select count(*) from signals where tenant_id = $1") == 1


async def test_a_leader_answers_once_and_only_in_the_own_lines(stage, looked, client, world):
    address = f"/brand/signals/{looked[1][0]}"
    said = {"answer": "talked", "note": "一起看了一遍"}
    assert (await client(stage.firm.other_leader).get(address)).status_code == 404
    assert (await client(stage.firm.other_leader).post(f"{address}/answer", data=said)).status_code == 404
    assert (await client(stage.firm.staff).get(address)).status_code == 403
    assert (await client(stage.firm.leader).post(f"{address}/answer", data={"answer": "talked"})).status_code == 422
    assert (await client(stage.firm.leader).post(f"{address}/answer", data={"note": "x"})).status_code == 422
    assert (await client(stage.firm.leader).post(f"{address}/answer", data=said)).status_code == 303
    again = await client(stage.firm.leader).post(f"{address}/answer", data=said)
    assert again.status_code in {409, 422}
    async with inside(stage.firm.id):
        weights = await reads.weights()
        assert all(told > 1 for kinds in weights.values() for told in kinds.values()) and weights
        # What was answered is settled: the same days open nothing again.
        assert await look_out(world.now.date(), now=world.now) == []


async def test_people_see_what_is_measured_and_told_about_them_and_confirm_it_once(stage, looked, client):
    staff = client(stage.firm.staff)
    text = (await staff.get("/brand/measured")).text
    assert "一起看了一遍" in text and "我看过了" in text
    assert (await staff.post("/brand/measured/confirmation")).status_code == 303
    assert (await staff.post("/brand/measured/confirmation")).status_code == 303
    assert "我看过了" not in (await staff.get("/brand/measured")).text
    assert await stage.value("select count(*) from briefings where tenant_id = $1") == 1


async def test_what_a_phone_read_without_a_network_is_confirmed_with_its_day(stage, client, world):
    colleague, read = client(stage.firm.colleague), world.now - timedelta(days=3)
    assert 'id="briefing"' in (await colleague.get("/brand/phone/feed", headers={"accept": "application/json"})).json()["briefing"]
    for _ in range(2):
        said = await colleague.put("/brand/measured/confirmation", json={"edition": EDITION, "told_at": read.isoformat(), "answers": []})
        assert (said.status_code, said.json()["receipt"]) == (200, str(EDITION))
    assert (await colleague.get("/brand/phone/feed", headers={"accept": "application/json"})).json()["briefing"] == ""
    assert (await colleague.put("/brand/measured/confirmation", json={"edition": EDITION + 1})).status_code == 422
    async with inside(stage.firm.id):
        assert await briefed(stage.firm.colleague.member) == read


async def test_a_signal_touches_no_score(stage, looked):
    scores = await stage.fetch("select distinct score, score_sent from checks where tenant_id = $1 and raised is not null")
    assert [(row["score"], row["score_sent"]) for row in scores] == [(100, 100)]


async def test_the_standard_photo_shown_as_evidence_is_known_as_that(stage, looked, world):
    firm, photo = stage.firm, uuid4()
    async with inside(firm.id):
        await keep_file("货架.jpg", jpeg(picture(77)), by=firm.admin.member, now=world.now - timedelta(days=2))
    again = jpeg(picture(77).resize((640, 640)), 60)
    await keep_photo(photo, again, tenant=firm.id, unit=firm.units["Z1-1"], by=firm.staff.member, now=world.now)
    async with inside(firm.id):
        await look_out(world.now.date(), now=world.now)
    assert await stage.value("select whose from photo_echoes where tenant_id = $1 and photo_id = $2", photo) == "standard"
    assert await stage.value("select count(*) from standard_files where tenant_id = $1 and printed_at is null") == 0


async def test_points_are_timed_against_themselves_where_enough_is_known(stage, looked, world):
    firm, first, last = stage.firm, world.now.date() - timedelta(days=27), world.now.date()
    for n in range(6):
        await send(stage, firm.keeper, n, 40, "-19.1", world.now - timedelta(minutes=30))
    async with inside(firm.id):
        await db().execute(
            """insert into check_paces (tenant_id, check_id, seconds, received_at)
               select $1, id, array_fill((case when membership_id = $2 then 2 else 20 end)::smallint, array[6]), received_at
                 from checks where tenant_id = $1 on conflict do nothing""",
            firm.id, firm.staff.member,
        )  # fmt: skip
        await db().execute("update signals set state = 'faded', answer = null, answered_by = null, answered_at = null where tenant_id = $1", firm.id)
        found, _ = await reads.counted(first, last)
    paces = {key[0]: each.pace for key, each in found.items() if each.checks >= 5}
    assert round((paces[firm.colleague.member] - paces[firm.staff.member]).exp()) == 10
    assert paces[firm.keeper.member] == paces[firm.colleague.member]


async def test_seconds_of_points_come_with_a_check_once_and_go_after_two_months(stage, client, world):
    firm = stage.firm
    due = await stage.due(firm.staff, world.now)
    body = {"due": str(due), "version": str(stage.version), "answers": [{"point": code} | said for code, said in GOOD.items()]}
    check = uuid4()
    for paces in ({"cold": 9, "clean": 700, "nothing": 3}, {"cold": 4}):
        sent = await client(firm.staff).put(f"/brand/due/{due}/checks/{check}", json=body | {"paces": paces})
        assert sent.status_code == 200, sent.text
    kept = await stage.value("select seconds from check_paces where tenant_id = $1 and check_id = $2", check)
    assert sorted(kept) == [0, 0, 0, 0, 0, 9]
    async with inside(firm.id):
        await look_out(world.now.date(), now=world.now + timedelta(days=61))
    assert await stage.value("select count(*) from check_paces where tenant_id = $1") == 0


@pytest.mark.parametrize(("kind", "stays"), [("reword", True), ("retire", False), ("sample", False)])
async def test_an_accepted_proposal_stands_in_a_draft(stage, client, world, kind, stays):
    async with inside(stage.firm.id):
        proposal = await proposed(stage.firm, now=world.now, kind=kind)
    assert (await client(stage.firm.leader).post(f"/brand/proposals/{proposal}/acceptance")).status_code == 403
    answer = await client(stage.firm.admin).post(f"/brand/proposals/{proposal}/acceptance")
    assert answer.status_code == 303 and answer.headers["location"].endswith("/draft")
    left = await stage.value(
        """select count(*) from list_proposals x join checklist_drafts d on d.tenant_id = $1 and d.checklist_id = x.checklist_id
             join draft_points p on p.tenant_id = $1 and p.draft_id = d.id and p.code = x.point_code
            where x.tenant_id = $1 and x.id = $2""",
        proposal,
    )
    assert left == stays
    assert (await client(stage.firm.admin).post(f"/brand/proposals/{proposal}/acceptance")).status_code == 409


async def test_a_declined_proposal_needs_a_reason_and_does_not_come_back(stage, client, world):
    async with inside(stage.firm.id):
        proposal = await proposed(stage.firm, now=world.now)
    admin = client(stage.firm.admin)
    assert (await admin.post(f"/brand/proposals/{proposal}/refusal", data={})).status_code == 422
    assert (await admin.post(f"/brand/proposals/{proposal}/refusal", data={"reason": "法规要求"})).status_code == 303
    assert "法规要求" in (await admin.get("/brand/proposals")).text
    assert (await admin.post(f"/brand/proposals/{uuid4()}/acceptance")).status_code == 404
    async with inside(stage.firm.id):
        assert await weigh_lists(world.now.date(), twice=[], now=world.now) == []


async def test_a_unit_counts_what_its_posts_found_once_whatever_one_leads(stage, world):
    firm, day = stage.firm, world.now.date()
    await send(stage, firm.staff, 20, 60, "-3", world.now - timedelta(minutes=30))
    async with inside(firm.id):
        waiting = await db().fetch("select id from jobs where tenant_id = $1 and name = 'findings.register'", firm.id)
    for job in waiting:
        await run(firm.id, job["id"], now=world.now)
    async with inside(firm.id):
        narrow = await honesty([firm.units["G-A"]], [], day, 1)
        wide = await honesty([firm.units["Y"], firm.units["G-A"]], [], day, 1)
    for rows in (narrow, wide):
        assert rows[0]["units"][0][1:] == [rows[0]["all_own"], rows[0]["all_of"]]
        assert sum(row["of"] for row in rows) == rows[0]["all_of"] > 0


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("address", ["signals", "signals?past=1", "proposals", "honesty", "measured", "signals/{one}"])
async def test_pages_are_few_statements_in_both_languages(stage, looked, client, world, address, locale):
    async with inside(stage.firm.id):
        one = await shown(stage.firm, now=world.now)
        await db().execute("update persons set locale = $2 where id = $1", stage.firm.leader.person, locale)
    with statements(3):
        answer = await client(stage.firm.leader).get(f"/brand/{address.format(one=one)}")
    assert answer.status_code == 200
    assert ("what" in answer.text.lower() if locale == "en" else "测什么" in answer.text) or "{" in address
