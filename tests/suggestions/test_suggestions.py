"""合理化建议: proposed once, answered in time by somebody else, followed to its effect, and told back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from saas.refusals import Refused
from saas.suggestions.become import become
from saas.suggestions.escalate import escalate
from saas.suggestions.follow import follow, tell_verdicts
from saas.suggestions.propose import Proposal, propose
from saas.suggestions.rules import Rules, due_on, stands, step, title
from tenants import db, inside
from tests.statements import statements as counted


@pytest.fixture
def tell(cast, world):
    async def told(said, *, suggestion=None, by=None, firm=None, within=None):
        firm = firm or cast.brand
        async with inside(firm.id):
            return await propose(suggestion or uuid4(), said, by=(by or firm.staff).member, within=within, now=world.now)

    return told


async def asked(firm, suggestion):
    """The notices that were asked for, the first one first."""
    async with inside(firm.id):
        rows = await db().fetch(
            "select args from jobs where tenant_id = $1 and name = 'notices.tell' and args ->> 'noun' = $2 order by id",
            firm.id, str(suggestion),
        )  # fmt: skip
    return [row["args"] for row in rows]


@pytest.mark.parametrize(
    ("answer", "more", "said"),
    [
        (None, {}, "waiting"), (None, {"withdrawn": True}, "withdrawn"), ("declined", {}, "declined"), ("adopted", {}, "adopted"),
        ("adopted", {"measure": True}, "measure"), ("adopted", {"measure": True, "done": True}, "done"),
        ("adopted", {"measure": True, "done": True, "verdict": "worked"}, "worked"),
    ],
)  # fmt: skip
def test_where_it_stands_is_the_furthest_it_came(answer, more, said):
    assert stands(answer, **{"withdrawn": False, "measure": False, "done": False, "verdict": None} | more) == said


def test_it_goes_up_one_step_on_the_first_day_late_and_one_more_every_few_days():
    rules, due = Rules(7, 3), date(2026, 11, 25)
    assert due_on(date(2026, 11, 18), rules) == due
    assert [step(due, due + timedelta(days=late), rules) for late in (-1, 0, 1, 3, 4, 6, 7)] == [0, 0, 1, 1, 2, 2, 3]


def test_a_long_sentence_is_called_by_its_beginning():
    assert title("把表\n挂低一点")["zh"] == "把表 挂低一点"
    assert len(title("长" * 80)["zh"]) == 60
    assert title("")["en"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Proposal("time", unit="Z1-1"), "text"), (Proposal(text="一" * 501, unit="Z1-1"), "text"), (Proposal(text="挂低"), "unit"),
        (Proposal(text="挂低", unit="nowhere"), "unit"), (Proposal(text="挂低", unit="Z1-1", photos=[uuid4()]), "photos"),
        (Proposal(photos=[uuid4() for _ in range(4)], unit="Z1-1"), "photos"),
    ],
)  # fmt: skip
async def test_what_cannot_be_taken_is_refused_at_its_field(tell, said, field):
    with pytest.raises(Refused) as refused:
        await tell(said)
    assert [problem.field for problem in refused.value.problems] == [field]


async def test_sent_again_it_is_the_same_and_under_another_name_it_is_not_taken(cast, tell):
    id_ = uuid4()
    first = await tell(Proposal(text="把表挂低一点", unit="Z1-1"), suggestion=id_)
    assert await tell(Proposal(text="把表挂低一点", unit="Z1-1"), suggestion=id_) == first
    with pytest.raises(Refused) as refused:
        await tell(Proposal(text="把表挂低一点", unit="Z1-1"), suggestion=id_, by=cast.brand.colleague)
    assert refused.value.status == 409
    with pytest.raises(Refused):
        await tell(Proposal(text="远处", unit="Z1-2"), within=[cast.brand.units["Z1-1"]])


async def test_the_phone_sends_it_the_leader_answers_and_the_proposer_is_told(cast, client, world):
    firm, id_ = cast.brand, uuid4()
    staff, leader = client(firm.staff), client(firm.leader)
    body = {"text": "冰柜贴温度条，一眼看得见", "gain": "time", "unit": str(firm.units["Z1-1"]), "named": "on", "answers": []}
    for _ in range(2):
        sent = await staff.put(f"/brand/suggestions/{id_}", json=body)
        assert sent.status_code == 200, sent.text
    (waiting,) = await asked(firm, id_)
    assert waiting["kind"] == "suggestion.waiting"
    assert str(firm.staff.member) not in waiting["members"]
    here = f"/brand/suggestions/{id_}"
    assert "等答复" in (await staff.get("/brand/suggestions")).text
    assert (await client(firm.driver).get(here)).status_code == 404
    assert (await client(cast.stranger.leader).get(here)).status_code == 404
    empty = await leader.post(f"{here}/answer", data={"decision": "adopted"})
    assert empty.status_code == 422
    assert "请写明怎么办或为什么" in empty.text
    for status in (303, 422):
        done = await leader.post(f"{here}/answer", data={"decision": "adopted", "text": "下月全部贴上"})
        assert done.status_code == status
    _, answered = await asked(firm, id_)
    assert (answered["kind"], answered["members"]) == ("suggestion.answered", [str(firm.staff.member)])
    page = (await staff.get(here)).text
    assert "下月全部贴上" in page
    with counted(most=3):
        html = (await leader.get("/brand/suggestions/board")).text
    assert "冰柜贴温度条" in html
    with counted(most=3):
        assert (await leader.get("/brand/suggestions?state=adopted&gain=time")).status_code == 200
    assert (await staff.post(f"{here}/withdrawal")).status_code == 409
    for person in (firm.staff, firm.leader):
        assert (await client(person).get("/brand/sheets/suggestions")).status_code == 200


async def test_who_wishes_no_name_has_none_and_nobody_answers_their_own(cast, client, tell):
    firm = cast.brand
    kept = await tell(Proposal(text="夜班加一盏灯", unit="Z1-1", named=False), by=firm.colleague)
    for path in ("/brand/suggestions?q=夜班", f"/brand/suggestions/{kept.id}"):
        page = (await client(firm.leader).get(path)).text
        assert "未署名" in page
        assert "colleague" not in page
    own = await tell(Proposal(text="早会站着开", unit="Z1-1"), by=firm.leader)
    refused = await client(firm.leader).post(f"/brand/suggestions/{own.id}/answer", data={"decision": "adopted", "text": "好"})
    assert refused.status_code == 422
    assert "自己的建议" in refused.text
    above = await client(firm.executive).post(
        f"/brand/suggestions/{own.id}/answer", data={"decision": "declined", "text": "先不改"}
    )
    assert above.status_code == 303


async def test_it_belongs_to_a_point_a_finding_and_a_detail(cast, client, tell):
    firm = cast.brand
    kept = await tell(Proposal(text="备一套小工具", unit="Z1-1"))
    async with inside(firm.id):
        point = await db().fetchrow(
            """select c.code as list, p.code, p.detail_code from checklists c
                 join checklist_versions v on v.tenant_id = $1 and v.checklist_id = c.id and v.published_at is not null
                 join points p on p.tenant_id = $1 and p.version_id = v.id and p.detail_code is not null
                where c.tenant_id = $1 order by c.code, p.position limit 1""", firm.id
        )  # fmt: skip
    here, leader = f"/brand/suggestions/{kept.id}/place", client(firm.leader)
    wrong = await leader.post(here, data={"point": "no/such", "finding": "99999", "detail": "nothing"})
    assert wrong.status_code == 422
    assert all(text in wrong.text for text in ("请从列表中选择", "没有这个编号的问题", "现行标准里没有这个编码"))
    assert (await leader.post(here, data={"point": f"{point['list']}/{point['code']}"})).status_code == 303
    async with inside(firm.id):
        row = await db().fetchrow("select * from suggestions where tenant_id = $1 and id = $2", firm.id, kept.id)
    assert (row["list_code"], row["point_code"], row["detail_code"]) == (point["list"], point["code"], point["detail_code"])
    page = (await leader.get(f"/brand/suggestions/{kept.id}")).text
    assert row["detail_code"] in page
    assert "等答复的合理化建议" in (await leader.get("/brand/home?as=leader")).text


async def test_without_a_script_it_is_a_form_and_may_be_withdrawn(cast, client):
    driver, unit = client(cast.brand.driver), str(cast.brand.units["Z1-1"])
    with counted(most=3):
        await driver.get("/brand/suggestions/addition")
    assert (await driver.post("/brand/suggestions", data={"text": "", "unit": unit})).status_code == 422
    done = await driver.post("/brand/suggestions", data={"text": "先装远处的货", "unit": unit, "named": "on"})
    assert done.status_code == 303
    assert "已收到" in (await driver.get(done.headers["location"])).text
    async with inside(cast.brand.id):
        id_ = await db().fetchval("select id from suggestions where tenant_id = $1 and text = '先装远处的货'", cast.brand.id)
    assert (await driver.post(f"/brand/suggestions/{id_}/withdrawal")).status_code == 303
    assert "已撤回" in (await driver.get("/brand/suggestions")).text


async def test_the_days_are_the_companys_own(cast, client):
    admin = client(cast.brand.admin)
    assert (
        await admin.post("/brand/suggestions/rules", data={"answer_days": "0", "raise_days": "3", "edition": "0"})
    ).status_code == 422
    given = {"answer_days": "5", "raise_days": "2", "edition": "0"}
    assert [(await admin.post("/brand/suggestions/rules", data=given)).status_code for _ in range(2)] == [303, 409]
    assert 'value="5"' in (await admin.get("/brand/suggestions/rules")).text


async def test_what_nobody_answers_goes_up_the_line_each_leader_once(cast, tell, world):
    firm = cast.brand
    kept = await tell(Proposal(text="两个人一起盘点", unit="Z1-1"))
    async with inside(firm.id):
        due = await db().fetchval("select due_on from suggestions where tenant_id = $1 and id = $2", firm.id, kept.id)
        late = world.now + timedelta(days=(due - world.now.date()).days + 1)
        assert kept.id in await escalate(now=late)
        assert await escalate(now=late) == []
        assert kept.id in await escalate(now=late + timedelta(days=30))
        to = await db().fetch(
            "select to_id from suggestion_raises where tenant_id = $1 and suggestion_id = $2 order by at", firm.id, kept.id
        )
    assert firm.executive.member in {row["to_id"] for row in to}
    assert len(to) == len({row["to_id"] for row in to})


async def test_what_came_of_its_measure_is_told_back(cast, tell, world):
    firm = cast.brand
    kept = await tell(Proposal(text="货架加挡板", unit="Z1-1"))
    async with inside(firm.id):
        cycle = await db().fetchval("select id from cycles where tenant_id = $1 limit 1", firm.id)
        plan = await db().fetchval(
            "insert into plans (tenant_id, cycle_id, unit_id, drafted_at) values ($1, $2, $3, $4) returning id",
            firm.id, cycle, firm.units["Z1-1"], world.now,
        )  # fmt: skip
        measure = await db().fetchval(
            """insert into measures (tenant_id, plan_id, position, list_code, point_code, title, gap, target, expected_gain, post_id,
                                     due_on, window_from, window_to)
               values ($1, $2, 1, 'L', 'P', '{"zh": "加挡板"}', 1, 1, 1, $3, $4, $4, $4) returning id""",
            firm.id, plan, firm.posts["SR-11"], world.now.date(),
        )  # fmt: skip
    async with inside(firm.id):
        assert await become(kept.id, measure, by=firm.leader.member, now=world.now)
        assert not await become(kept.id, measure, by=firm.leader.member, now=world.now)
        assert await follow(now=world.now) == 0
        await db().execute("update measures set done_at = $3 where tenant_id = $1 and id = $2", firm.id, measure, world.now)
        assert await follow(now=world.now) == 1
        assert await follow(now=world.now + timedelta(days=9)) == 0
        await db().execute(
            """insert into effects (tenant_id, measure_id, cycle_id, verdict, figures) values ($1, $2, $3, 'no_effect', '{}')""",
            firm.id, measure, cycle,
        )  # fmt: skip
        await tell_verdicts([measure], now=world.now)
    told = (await asked(firm, kept.id))[1:]
    assert [one["slot"] for one in told] == ["measure", "done", "no_effect"]
    assert told[-1]["words"]["what"]["zh"] == "没有见效"
    assert {tuple(one["members"]) for one in told} == {(str(firm.staff.member),)}
