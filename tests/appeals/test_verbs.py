"""Appeals: lodged for one's own, decided outside the line, put right by the scheme alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace as structs_replace

from saas.appeals.assign import assign
from saas.appeals.counted import counted
from saas.appeals.decide import Decision, decide
from saas.appeals.lodge import Wish, lodge
from saas.appeals.raise_late import raise_late
from saas.appeals.withdraw import withdraw
from saas.cycles.lock import lock_due
from saas.cycles.reopen import Reopening, reopen
from saas.refusals import Refused
from saas.scores.amend import lines
from saas.scores.curves import Curve
from saas.scores.score import score
from saas.scores.sheet import Achieved, to_json
from saas.scores.told import bridge_of, retrace, told_of
from saas.scores.trace import recompute
from tenants import db, inside
from tests.appeals.conftest import sheet_of

YES = Decision("accepted", "当天停电，照片为证", 1)
NO = Decision("refused", "没有证据")


async def lodged(firm, cycle, line, *, who="staff", now, times=1):
    async with inside(firm.id):
        wish = Wish(line.key, times, "那天门店停电，不是没有做")
        return await lodge(cycle, firm.posts["SR-11"], wish, by=getattr(firm, who).member, now=now)


async def row_of(firm, appeal):
    async with inside(firm.id):
        return await db().fetchrow("select * from appeals where tenant_id = $1 and id = $2", firm.id, appeal)


async def decided(firm, appeal, decision, *, now):
    row = await row_of(firm, appeal)
    async with inside(firm.id):
        await decide(appeal, decision, by=row["decider_id"], now=now)


async def refused(work) -> Refused:
    with pytest.raises(Refused) as caught:
        await work
    return caught.value


async def scores_of(firm, cycle):
    async with inside(firm.id):
        rows = await db().fetch("select * from scores where tenant_id = $1 and cycle_id = $2", firm.id, cycle)
    return {(row["subject_kind"], str(row["subject_id"])): row for row in rows}


async def test_what_is_accepted_is_what_the_scheme_makes_of_the_amended_sheet(firm, cycle, lost, world):
    before, sheet = await scores_of(firm, cycle), await sheet_of(firm, cycle)
    appeal = await lodged(firm, cycle, lost[0], now=world.now)
    await decided(firm, appeal, YES, now=world.now)
    after, amended = await scores_of(firm, cycle), await sheet_of(firm, cycle)
    assert amended != sheet
    told = score(amended).all()
    assert set(told) == set(after)
    for key, row in after.items():
        assert row["score"] == told[key].figure
        steps = retrace(told_of(row["trace"]), amended, row["score"])
        assert recompute(steps) == row["shown"]
        moved = bridge_of(row["bridge"])
        if moved and moved.change is not None:
            assert sum(part.value for part in moved.parts) == moved.change == row["score"] - moved.before
    post = "post", str(firm.posts["SR-11"])
    assert after[post]["score"] > before[post]["score"]
    assert after["unit", str(firm.units["Z1-1"])]["score"] > before["unit", str(firm.units["Z1-1"])]["score"]
    assert after["unit", str(firm.units["G-B"])] == before["unit", str(firm.units["G-B"])]
    corrections = {part.key: part.value for part in bridge_of(after[post]["bridge"]).parts}["corrections"]
    was = {part.key: part.value for part in bridge_of(before[post]["bridge"]).parts}["corrections"]
    assert corrections > was


async def test_what_stood_before_is_kept_for_ever(firm, cycle, lost, world):
    before, sheet = await scores_of(firm, cycle), await sheet_of(firm, cycle)
    line = lost[1]
    await decided(firm, await lodged(firm, cycle, line, now=world.now), YES, now=world.now)
    async with inside(firm.id):
        rows = await db().fetch(
            "select * from restatements where tenant_id = $1 and cycle_id = $2 and line = $3 order by number desc limit 1",
            firm.id, cycle, line.key,
        )
        kept = await db().fetch(
            "select * from past_scores where tenant_id = $1 and cycle_id = $2 and number = $3", firm.id, cycle, rows[0]["number"]
        )
    assert [(row["kind"], row["times"], row["how"], row["why"]) for row in rows] == [("appeal", 1, "full", YES.reason)]
    assert rows[0]["before"] != rows[0]["after"]
    assert (await sheet_of(firm, cycle)) != sheet
    assert {(row["subject_kind"], str(row["subject_id"])) for row in kept} >= {("post", str(firm.posts["SR-11"]))}
    for row in kept:
        old = before[row["subject_kind"], str(row["subject_id"])]
        assert all(row[name] == old[name] for name in ("score", "shown", "grade", "trace", "bridge"))


async def test_what_is_refused_changes_nothing_and_is_told(firm, cycle, lost, world):
    before = await scores_of(firm, cycle)
    appeal = await lodged(firm, cycle, lost[-1], now=world.now)
    await decided(firm, appeal, NO, now=world.now)
    assert await scores_of(firm, cycle) == before
    async with inside(firm.id):
        steps = await db().fetch("select step, why from appeal_steps where appeal_id = $1 and tenant_id = $2 order by at, id", appeal, firm.id)
        told = await db().fetch("select args from jobs where tenant_id = $1 and name = 'notices.tell'", firm.id)
    assert [row["step"] for row in steps] == ["lodged", "assigned", "refused"]
    assert steps[-1]["why"] == NO.reason
    assert any(each["args"].get("kind") == "appeal.decided" for each in told)


async def test_twice_is_refused(firm, cycle, lost, world):
    line = lost[2]
    appeal = await lodged(firm, cycle, line, now=world.now)
    assert (await refused(lodged(firm, cycle, line, now=world.now))).status == 409
    await decided(firm, appeal, NO, now=world.now)
    assert (await refused(decided(firm, appeal, YES, now=world.now))).status == 409


async def test_the_decider_stands_outside_the_line(firm, cycle, lost, world):
    appeal = await lodged(firm, cycle, lost[3], now=world.now)
    row = await row_of(firm, appeal)
    inside_line = {getattr(firm, who).member for who in ("leader", "executive", "keeper_leader", "staff", "colleague")}
    assert row["decider_id"] == firm.other_leader.member
    for member in inside_line | {firm.admin.member}:
        async with inside(firm.id):
            assert (await refused(decide(appeal, YES, by=member, now=world.now))).status == 404
            assert (await refused(assign(appeal, member, why="试试", by=firm.admin.member, now=world.now))).status == 422 or (
                member == firm.admin.member
            )
    async with inside(firm.id):
        await assign(appeal, firm.clerk.member, why="另一位在休假", by=firm.admin.member, now=world.now)
        await decide(appeal, NO, by=firm.clerk.member, now=world.now)


@pytest.mark.parametrize("who", ["colleague", "leader", "driver"])
async def test_only_ones_own_score_is_disputed(firm, cycle, lost, world, who):
    assert (await refused(lodged(firm, cycle, lost[0], who=who, now=world.now))).status == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [({"line": "checks/X/Y"}, "line"), ({"times": 0}, "times"), ({"times": 10**5}, "times"), ({"times": None}, "times"), ({"text": ""}, "text"), ({"text": "很" * 1001}, "text")],
)  # fmt: skip
async def test_faults_stand_at_their_field(firm, cycle, lost, world, change, field):
    wish = replace(Wish(lost[4].key, 1, "不对"), **change)
    async with inside(firm.id):
        caught = await refused(lodge(cycle, firm.posts["SR-11"], wish, by=firm.staff.member, now=world.now))
    assert (caught.status, [each.field for each in caught.problems]) == (422, [field])


async def test_a_stranger_finds_nothing(firm, cycle, lost, world, cast):
    async with inside(cast.stranger.id):
        wish = Wish(lost[0].key, 1, "不对")
        caught = await refused(lodge(cycle, firm.posts["SR-11"], wish, by=cast.stranger.staff.member, now=world.now))
    assert caught.status == 404


async def test_it_is_withdrawn_by_its_author_alone(firm, cycle, lost, world):
    appeal = await lodged(firm, cycle, lost[5], now=world.now)
    async with inside(firm.id):
        assert (await refused(withdraw(appeal, by=firm.leader.member, now=world.now))).status == 404
        await withdraw(appeal, by=firm.staff.member, now=world.now)
        assert (await refused(withdraw(appeal, by=firm.staff.member, now=world.now))).status == 409


async def test_the_value_of_an_indicator_is_disputed_and_put_right(firm, cycle, lost, world):
    post, loss = str(firm.posts["SR-11"]), Curve("per_unit", "lower", target=Decimal(5), unit=Decimal(1), minus=Decimal(20))
    frozen = await sheet_of(firm, cycle)
    scheme = structs_replace(frozen.scheme, components={"*": {"indicators": Decimal(1)}}, indicators={"*": {"K02": Decimal(1)}})
    with_value = structs_replace(frozen, scheme=scheme, achieved=(Achieved(post, "K02", "1", Decimal(8), loss),))
    async with inside(firm.id):
        await db().execute(
            "update closures set sheet = $3 where tenant_id = $1 and cycle_id = $2", firm.id, cycle, to_json(with_value).decode()
        )
    line = next(each for each in lines(with_value, post) if each.key == "indicators/K02")
    wish = Wish(line.key, 1, "抄表抄错了", value=Decimal(6))
    async with inside(firm.id):
        blank = await refused(lodge(cycle, firm.posts["SR-11"], replace(wish, value=None), by=firm.staff.member, now=world.now))
        appeal = await lodge(cycle, firm.posts["SR-11"], wish, by=firm.staff.member, now=world.now)
    assert [problem.field for problem in blank.problems] == ["value"]
    assert [problem.field for problem in (await refused(decided(firm, appeal, YES, now=world.now))).problems] == ["value"]
    await decided(firm, appeal, replace(YES, value=Decimal("5.5")), now=world.now)
    (row,) = [each for each in (await sheet_of(firm, cycle)).achieved if each.post == post]
    assert row.value == Decimal("5.5")
    assert (await scores_of(firm, cycle))["post", post]["score"] == 90
    signed = Reopening(line.key, None, "full", "表换过，重算", "executive", Decimal(6))
    async with inside(firm.id):
        whom = {"by": firm.executive.member, "leads": [firm.units["Y"]], "now": world.now}
        blank = await refused(reopen(cycle, firm.posts["SR-11"], replace(signed, value=None), **whom))
        await reopen(cycle, firm.posts["SR-11"], signed, **whom)
    assert [problem.field for problem in blank.problems] == ["value"]
    assert (await scores_of(firm, cycle))["post", post]["score"] == 80, "one point above the target of 5"
    async with inside(firm.id):
        granted = await db().fetchval(
            "select value from appeal_steps where tenant_id = $1 and appeal_id = $2 and step = 'accepted'", firm.id, appeal
        )
        await db().execute(
            "update closures set sheet = $3 where tenant_id = $1 and cycle_id = $2", firm.id, cycle, to_json(frozen).decode()
        )
    assert granted == Decimal("5.5")


async def test_the_findings_to_choose_from_are_those_that_count(firm, cycle, lost, world):
    sheet = await sheet_of(firm, cycle)
    async with inside(firm.id):
        span = await db().fetchrow("select from_date, to_date from cycles where tenant_id = $1 and id = $2", firm.id, cycle)
        for post in sheet.posts:
            told = Counter(each["line"] for each in await counted(UUID(post.id), *span))
            assert told == {line.key: line.most for line in lines(sheet, post.id) if line.key.startswith("findings/")}
        wish = Wish(lost[0].key, 1, "不是我的问题", finding=uuid4())
        told = await refused(lodge(cycle, firm.posts["SR-11"], wish, by=firm.staff.member, now=world.now))
    assert [problem.field for problem in told.problems] == ["finding"]


async def test_late_decisions_go_up_once_and_locks_wait_for_them(firm, cycle, lost, world):
    appeal = await lodged(firm, cycle, lost[6], now=world.now)
    later = world.now + timedelta(days=8)
    async with inside(firm.id):
        assert appeal in await raise_late(now=later)
        assert await raise_late(now=later) == []
        await lock_due(now=later)
        assert await db().fetchval("select state from cycles where tenant_id = $1 and id = $2", firm.id, cycle) == "appeal"
    await decided(firm, appeal, NO, now=later)
    async with inside(firm.id):
        await lock_due(now=later)
        assert await db().fetchval("select state from cycles where tenant_id = $1 and id = $2", firm.id, cycle) == "locked"
        assert await lock_due(now=later) == 0
    assert (await refused(lodged(firm, cycle, lost[6], now=later))).status == 409
