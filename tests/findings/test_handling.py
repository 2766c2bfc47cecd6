from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from saas.findings.act_on import act_on
from saas.findings.verify import verify
from saas.refusals import Refused
from tenants import db, inside


@pytest.fixture
async def finding(stage):
    check = await stage.check(stage.firm.staff, clean={"verdict": "fail"})
    await stage.run_jobs()
    return await stage.value("select id from findings where tenant_id = $1 and check_id = $2", check)


async def acted(stage, finding, who="staff", **more):
    told = {"cause": "门封老化", "action": "换了门封", "photo": None} | more
    async with inside(stage.firm.id):
        return await act_on(finding, **told, by=stage.firm.people[who].member, now=stage.now)


async def verified(stage, finding, outcome="verified", note="现场看过，已改", who="leader"):
    async with inside(stage.firm.id):
        return await verify(finding, outcome=outcome, note=note, by=stage.firm.people[who].member, now=stage.now)


async def state(stage, finding):
    return await stage.value("select state from findings where tenant_id = $1 and id = $2", finding)


async def refused(step):
    with pytest.raises(Refused) as no:
        await step
    return no.value


async def test_from_open_through_reopened_to_verified(stage, finding):
    await acted(stage, finding)
    assert await state(stage, finding) == "acted"
    await verified(stage, finding, "reopened", "照片里门封还是旧的")
    assert await state(stage, finding) == "open"
    await acted(stage, finding, cause="备件没到", action="今天装上了")
    await verified(stage, finding)
    assert await state(stage, finding) == "verified"
    steps = await stage.fetch("select action from trails where tenant_id = $1 and noun_id = $2 order by id", finding)
    assert [row["action"] for row in steps] == ["open", "act_on", "verify", "act_on", "verify"]
    assert await stage.value("select closed_at from findings where tenant_id = $1 and id = $2", finding) == stage.now


@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("colleague", 404), ("other_leader", 404)])
async def test_only_the_responsible_post_acts(stage, finding, who, status):
    assert (await refused(acted(stage, finding, who))).status == status
    assert await state(stage, finding) == "open"


async def test_an_ended_appointment_ends_the_turn(stage, finding):
    async with inside(stage.firm.id):
        await db().execute(
            "update appointments set to_date = $3 where tenant_id = $1 and post_id = $2",
            stage.firm.id, stage.firm.posts["SR-11"], stage.day.replace(day=1),
        )  # fmt: skip
    try:
        assert (await refused(acted(stage, finding))).status == 404
    finally:
        async with inside(stage.firm.id):
            await db().execute(
                "update appointments set to_date = null where tenant_id = $1 and post_id = $2",
                stage.firm.id, stage.firm.posts["SR-11"],
            )  # fmt: skip


@pytest.mark.parametrize("field", ["cause", "action"])
async def test_cause_and_action_are_both_told(stage, finding, field):
    assert (await refused(acted(stage, finding, **{field: " "}))).problems[0].field == field


async def test_a_photo_must_be_ones_own_and_here(stage, finding):
    assert (await refused(acted(stage, finding, photo=uuid4()))).problems[0].field == "photo"
    assert await state(stage, finding) == "open"


async def test_a_reopening_says_why(stage, finding):
    await acted(stage, finding)
    assert (await refused(verified(stage, finding, "verified", "a\x00b"))).problems[0].field == "note"
    assert (await refused(verified(stage, finding, "forgotten"))).problems[0].field == "outcome"
    assert (await refused(verified(stage, finding, "reopened", " "))).problems[0].field == "note"
    assert await state(stage, finding) == "acted"


@pytest.mark.parametrize(("who", "status"), [("staff", 404), ("other_leader", 404), ("colleague", 404)])
async def test_only_a_leader_of_the_line_verifies(stage, finding, who, status):
    await acted(stage, finding)
    assert (await refused(verified(stage, finding, who=who))).status == status


async def test_nobody_verifies_own_work(stage):
    firm = stage.firm
    check = await stage.check(firm.leader, clean={"verdict": "fail"})
    await stage.run_jobs()
    own = await stage.value("select id from findings where tenant_id = $1 and check_id = $2", check)
    await acted(stage, own, "leader")
    assert (await refused(verified(stage, own))).status == 403
    # Whoever acted stays out of it after leaving the post, too.
    async with inside(firm.id):
        await db().execute(
            "update findings set post_id = $3 where tenant_id = $1 and id = $2",
            firm.id,
            own,
            firm.posts["SR-12"],
        )
    assert (await refused(verified(stage, own))).status == 403


async def test_each_turn_is_taken_once(stage, finding):
    told = await asyncio.gather(*(acted(stage, finding) for _ in range(3)), return_exceptions=True)
    assert sorted(getattr(one, "status", 200) for one in told) == [200, 409, 409]
    told = await asyncio.gather(*(verified(stage, finding) for _ in range(3)), return_exceptions=True)
    assert sorted(getattr(one, "status", 200) for one in told) == [200, 409, 409]


async def test_a_foreign_finding_is_not_there(stage, finding, cast):
    async with inside(cast.stranger.id):
        for id_ in (finding, uuid4()):
            no = await refused(act_on(id_, cause="x", action="x", photo=None, by=cast.stranger.staff.member, now=stage.now))
            assert no.status == 404
            no = await refused(verify(id_, outcome="verified", note="", by=cast.stranger.leader.member, now=stage.now))
            assert no.status == 404
