"""Signals from the night to the answer, proposals into a draft, and what people are told."""

from __future__ import annotations

import importlib
from datetime import timedelta
from uuid import uuid4

import pytest

from saas.checks.sent import Sent
from saas.checks.submit import Sender, submit
from saas.people.briefing import EDITION, briefed
from saas.signals import reads
from saas.signals.look_out import look_out
from saas.signals.page_reads import honesty
from saas.signals.weigh_lists import weigh_lists
from tenants import db, inside, run
from tests.reviews.stage import GOOD, Stage, build
from tests.signals.story import proposed, shown
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
