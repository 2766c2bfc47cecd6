"""Every step of a finding's story: who may take it, what it refuses, and what it leaves behind."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from saas.findings.act_on import act_on
from saas.findings.ask_elsewhere import ask_elsewhere
from saas.findings.contain import contain
from saas.findings.explain import explain
from saas.findings.hand_on import hand_on
from saas.findings.look_elsewhere import look_elsewhere
from saas.findings.merge import merge
from saas.findings.part import part
from saas.findings.plan_action import plan_action
from saas.findings.reopen import reopen
from saas.findings.send_action import Written, send_action
from saas.findings.verify import verify
from saas.refusals import Refused
from tenants import inside


async def does(stage, work, who="staff", firm=None, **more):
    firm = firm or stage.firm
    async with inside(firm.id):
        return await work(**more, by=firm.people[who].member, now=stage.now)


async def refused(step):
    with pytest.raises(Refused) as no:
        await step
    return no.value


@pytest.fixture
async def finding(stage):
    """Of one's own list, at an outlet: open, with the representative."""
    check = await stage.check(stage.firm.staff, clean={"verdict": "fail"})
    await stage.run_jobs()
    return await stage.value("select id from findings where tenant_id = $1 and check_id = $2", check)


async def row(stage, finding):
    return (await stage.fetch("select * from findings where tenant_id = $1 and id = $2", finding))[0]


def plan(finding, **more):
    return {"finding": finding, "action": "换门封", "post": "SR-11", "owner": None} | more


STEPS = {
    "contain": (contain, {"what": "先移货", "photo": None}),
    "explain": (explain, {"category": None, "whys": ["门封老化"]}),
    "plan": (plan_action, {"action": "换门封", "post": "SR-11", "owner": None, "due": None}),
    "ask": (ask_elsewhere, {"codes": ["Z1-2"], "due": None}),
}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize(("who", "status"), [("staff", None), ("leader", None), ("colleague", 404), ("other_leader", 404)])
async def test_who_mends_it_and_who_leads_may_take_these_steps(stage, finding, name, who, status):
    work, given = STEPS[name]
    given = given | ({"due": stage.day} if "due" in given else {})
    step = does(stage, work, who, finding=finding, **given)
    if status is None:
        assert await step
    else:
        assert (await refused(step)).status == status


@pytest.mark.parametrize("name", STEPS)
async def test_foreign_and_unknown_are_not_there(stage, finding, cast, name):
    work, given = STEPS[name]
    given = given | ({"due": stage.day} if "due" in given else {})
    for id_ in (finding, uuid4()):
        assert (await refused(does(stage, work, "leader", cast.stranger, finding=id_, **given))).status == 404


@pytest.mark.parametrize("name", STEPS)
async def test_none_of_them_after_it_is_closed(stage, finding, name):
    await does(stage, act_on, finding=finding, cause="门封老化", action="换了", photo=None)
    await does(stage, verify, "leader", finding=finding, outcome="verified", note="看过")
    work, given = STEPS[name]
    given = given | ({"due": stage.day} if "due" in given else {})
    assert (await refused(does(stage, work, finding=finding, **given))).status == 409


async def test_the_cause_may_be_told_by_whys_or_category(stage, finding):
    cause = await stage.value("select id from causes where tenant_id = $1 and code = 'equipment'")
    await does(stage, explain, finding=finding, category=cause, whys=["门关不严", " ", "门封老化"])
    await does(stage, act_on, finding=finding, cause="", action="换了门封", photo=None)
    told = await stage.fetch("select cause from corrective_actions where tenant_id = $1 and finding_id = $2", finding)
    assert [one["cause"] for one in told] == ["门封老化"]
    kept = await stage.fetch("select whys, cause_id from explanations where tenant_id = $1 and finding_id = $2", finding)
    assert [(list(one["whys"]), one["cause_id"]) for one in kept] == [(["门关不严", "门封老化"], cause)]


async def test_a_cause_is_needed_and_no_sixth_why(stage, finding):
    assert (await refused(does(stage, explain, finding=finding, category=None, whys=[""]))).problems[0].field == "whys"
    assert (await refused(does(stage, explain, finding=finding, category=None, whys=list("abcdef")))).problems[0].field == "whys"
    no = await refused(does(stage, explain, finding=finding, category=uuid4(), whys=[]))
    assert no.problems[0].field == "category"


async def test_a_plan_gives_the_turn_to_its_post(stage, finding):
    await does(stage, plan_action, "leader", **plan(finding, post="SR-12", due=stage.day + timedelta(days=2)))
    kept = await row(stage, finding)
    assert (kept["acting_post_id"], kept["post_id"]) == (stage.firm.posts["SR-12"], stage.firm.posts["SR-11"])
    assert await does(stage, act_on, "colleague", finding=finding, cause="门封", action="换了", photo=None)
    assert (await row(stage, finding))["state"] == "acted"


async def test_later_than_it_is_due_only_a_leader_plans(stage, finding):
    late = (await row(stage, finding))["due_on"] + timedelta(days=5)
    assert (await refused(does(stage, plan_action, **plan(finding, due=late)))).problems[0].field == "due"
    await does(stage, plan_action, "leader", **plan(finding, due=late))
    assert (await row(stage, finding))["due_on"] == late


@pytest.mark.parametrize(
    ("more", "field"), [({"post": "nobody"}, "post"), ({"action": " "}, "action"), ({"owner": uuid4()}, "owner")]
)
async def test_a_plan_names_what_whose_and_when(stage, finding, more, field):
    no = await refused(does(stage, plan_action, **plan(finding, due=stage.day) | more))
    assert no.problems[0].field == field


async def test_a_plan_is_not_in_the_past(stage, finding):
    no = await refused(does(stage, plan_action, **plan(finding, due=stage.day - timedelta(days=1))))
    assert no.problems[0].field == "due"


async def test_a_leader_hands_it_on_with_a_reason(stage, finding):
    await does(stage, plan_action, **plan(finding, due=stage.day))
    assert (await refused(does(stage, hand_on, "leader", finding=finding, post="SK-1", why=" "))).problems[0].field == "why"
    await does(stage, hand_on, "leader", finding=finding, post="SK-1", why="库房的事")
    kept = await row(stage, finding)
    assert (kept["post_id"], kept["acting_post_id"]) == (stage.firm.posts["SK-1"], None)
    assert (await refused(does(stage, act_on, finding=finding, cause="x", action="x", photo=None))).status == 404
    assert await does(stage, act_on, "keeper", finding=finding, cause="x", action="x", photo=None)


@pytest.mark.parametrize(("who", "post", "status"), [("staff", "SK-1", 404), ("leader", "GM", 422), ("leader", "SR-11", 422)])
async def test_not_by_staff_not_out_of_the_line_not_to_itself(stage, finding, who, post, status):
    assert (await refused(does(stage, hand_on, who, finding=finding, post=post, why="换人"))).status == status


async def test_it_closes_only_when_everybody_has_looked(stage, finding):
    [extent] = await does(stage, ask_elsewhere, finding=finding, codes=["Z1-2", "Z1-2"], due=stage.day)
    assert await does(stage, ask_elsewhere, finding=finding, codes=["Z1-2"], due=stage.day) == []
    await does(stage, act_on, finding=finding, cause="门封", action="换了", photo=None)
    close = {"finding": finding, "outcome": "verified", "note": "看过"}
    assert (await refused(does(stage, verify, "leader", **close))).status == 409
    look = {"extent": extent, "note": "也有一台", "photo": None}
    asked = await stage.fetch("select post_id from extent_checks where tenant_id = $1 and id = $2", extent)
    assert asked[0]["post_id"] == stage.firm.posts["SR-12"]
    assert (await refused(does(stage, look_elsewhere, answer="found", **look))).status == 404
    child = await does(stage, look_elsewhere, "colleague", answer="found", **look)
    kept = await row(stage, child)
    assert (kept["parent_id"], kept["source"], kept["post_id"]) == (finding, "extent", stage.firm.posts["SR-12"])
    assert (kept["finder"], kept["state"]) == ("self", "open")
    assert (await refused(does(stage, look_elsewhere, "colleague", answer="clear", **look))).status == 409
    assert await does(stage, verify, "leader", **close)


async def test_a_leader_may_drop_the_question_but_not_answer_it(stage, finding):
    [extent] = await does(stage, ask_elsewhere, finding=finding, codes=["Z1-2"], due=stage.day)
    look = {"extent": extent, "note": "已经拆除", "photo": None}
    assert (await refused(does(stage, look_elsewhere, "leader", answer="clear", **look))).problems[0].field == "answer"
    assert await does(stage, look_elsewhere, "leader", answer="dropped", **look) is None


@pytest.mark.parametrize("codes", [[], ["nowhere"], [f"u{n}" for n in range(101)]])
async def test_places_are_named_by_codes_that_are_there(stage, finding, codes):
    no = await refused(does(stage, ask_elsewhere, finding=finding, codes=codes, due=stage.day))
    assert no.problems[0].field == "codes"


async def test_reopened_it_has_a_new_date_and_is_counted(stage, finding):
    await does(stage, act_on, finding=finding, cause="门封", action="换了", photo=None)
    await does(stage, verify, "leader", finding=finding, outcome="reopened", note="还漏")
    await does(stage, act_on, finding=finding, cause="门封", action="又换了", photo=None)
    await does(stage, verify, "leader", finding=finding, outcome="verified", note="看过")
    assert (await refused(does(stage, reopen, finding=finding, why="又坏了"))).status == 404
    assert (await refused(does(stage, reopen, "leader", finding=finding, why=""))).problems[0].field == "why"
    await does(stage, reopen, "leader", finding=finding, why="又坏了")
    kept = await row(stage, finding)
    assert (kept["state"], kept["reopened"], kept["closed_at"]) == ("open", 2, None)
    assert kept["due_on"] == stage.day + timedelta(days=3)
    assert (await refused(does(stage, reopen, "leader", finding=finding, why="又坏了"))).status == 409


@pytest.fixture
async def twins(stage):
    check = await stage.check(stage.firm.staff, clean={"verdict": "fail"}, cold={"number": "-3"})
    await stage.run_jobs()
    rows = await stage.fetch("select id, number from findings where tenant_id = $1 and check_id = $2 order by number", check)
    return rows[0], rows[1]


async def test_merged_and_taken_apart_again(stage, twins):
    kept, other = twins
    await does(stage, act_on, finding=other["id"], cause="x", action="x", photo=None)
    before = await row(stage, other["id"])
    assert await does(stage, merge, "leader", finding=other["id"], into=kept["number"], why="同一件事") == kept["id"]
    gone = await row(stage, other["id"])
    assert (gone["state"], gone["merged_id"]) == ("withdrawn", kept["id"])
    assert (await refused(does(stage, merge, "leader", finding=other["id"], into=kept["number"], why=""))).status == 409
    assert (await refused(does(stage, part, finding=other["id"]))).status == 404
    await does(stage, part, "leader", finding=other["id"])
    assert await row(stage, other["id"]) == before
    assert (await refused(does(stage, part, "leader", finding=other["id"]))).status == 409


async def test_what_cannot_be_merged(stage, twins):
    kept, other = twins
    for into in (0, other["number"], 10**8):
        no = await refused(does(stage, merge, "leader", finding=other["id"], into=into, why=""))
        assert no.problems[0].field == "into"
    assert (await refused(does(stage, merge, "other_leader", finding=other["id"], into=kept["number"], why=""))).status == 404
    await does(stage, merge, "leader", finding=other["id"], into=kept["number"], why="")
    third = await stage.check(stage.firm.staff, clean={"verdict": "fail"})
    await stage.run_jobs()
    number = await stage.value("select number from findings where tenant_id = $1 and check_id = $2", third)
    no = await refused(does(stage, merge, "leader", finding=kept["id"], into=number, why=""))
    assert no.problems[0].field == "into"


def written(**more):
    return Written(**{"action": "换了门封", "cause": "门封老化"} | more)


async def sends(stage, finding, who="staff", action=None, **more):
    return await does(stage, send_action, who, finding=finding, action=action or uuid4(), written=written(**more))


async def test_what_a_phone_wrote_is_taken_once_however_often_it_comes(stage, finding):
    action = uuid4()
    first = await sends(stage, finding, action=action, told_at=stage.now - timedelta(days=3))
    again = await sends(stage, finding, action=action, told_at=stage.now)
    assert again == first
    kept = await stage.fetch("select * from corrective_actions where tenant_id = $1 and finding_id = $2", finding)
    assert [(one["id"], one["told_at"], one["done_at"]) for one in kept] == [(action, stage.now - timedelta(days=3), stage.now)]
    assert first.receipt == f"{(await row(stage, finding))['number']}-1"
    # Sent back, verified, or acted on anew: what was taken once stays taken.
    await does(stage, verify, "leader", finding=finding, outcome="reopened", note="还漏", photo=None)
    assert await sends(stage, finding, action=action) == first
    async with inside(stage.firm.id):
        by, later = stage.firm.staff.member, stage.now + timedelta(hours=1)
        assert (await send_action(finding, uuid4(), written(), by=by, now=later)).receipt.endswith("-2")


async def test_the_same_id_is_for_one_content_one_finding_and_one_person(stage, finding):
    action = uuid4()
    await sends(stage, finding, action=action)
    assert (await refused(sends(stage, finding, action=action, cause="别的"))).status == 409
    assert (await refused(sends(stage, finding, "leader", action=action))).status == 409


async def test_what_somebody_else_settled_is_told_with_who_and_when(stage, finding):
    await does(stage, act_on, finding=finding, cause="门封", action="换了", photo=None)
    no = await refused(sends(stage, finding))
    assert (no.status, no.params["who"]) == (409, "staff")
    await does(stage, verify, "leader", finding=finding, outcome="verified", note="看过", photo=None)
    assert (await refused(sends(stage, finding))).message != no.message


async def test_what_went_to_another_post_is_told_and_nobody_else_learns_of_it(stage, finding):
    await does(stage, hand_on, "leader", finding=finding, post="SR-12", why="由二区负责")
    assert (await refused(sends(stage, finding))).status == 409
    assert (await refused(sends(stage, finding, "leader"))).status == 409
    assert (await refused(sends(stage, finding, "keeper"))).status == 404


async def test_what_a_phone_wrote_needs_words_and_its_own_photo(stage, finding):
    assert (await refused(sends(stage, finding, cause=" "))).problems[0].field == "cause"
    assert (await refused(sends(stage, finding, photos=[uuid4()]))).problems[0].field == "photo"
    assert (await row(stage, finding))["state"] == "open"


async def test_a_phone_sends_it_by_its_address(stage, finding, client):
    browser, address = client(stage.firm.staff, accept="application/json"), f"/brand/findings/{finding}/actions/{uuid4()}"
    answer = await browser.put(address, content=b'{"action": "x", "whys": ["a"], "answers": []}')
    assert answer.status_code == 200
    assert answer.json()["finding"] == str(finding)
    assert (await browser.put(address, content=b'{"action": 1}')).status_code == 422
