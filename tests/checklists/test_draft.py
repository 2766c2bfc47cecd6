"""The verbs of a draft: allowed, refused, twice, by two people, next door."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from saas.checklists import reads
from saas.checklists.add_point import add_point
from saas.checklists.balance import balance
from saas.checklists.begin import begin
from saas.checklists.create import create
from saas.checklists.discard import discard
from saas.checklists.edit_head import edit_head
from saas.checklists.edit_point import edit_point
from saas.checklists.form import fields_of
from saas.checklists.place_point import place_point
from saas.checklists.publish import publish
from saas.checklists.remove_point import remove_point
from saas.checklists.retire import retire
from saas.checks.lay_out import lay_out
from saas.refusals import Refused, Stale
from tenants import db, inside


class Desk:
    """One company's list with its draft, and the verbs as its administrator calls them."""

    def __init__(self, firm, now):
        self.firm, self.now, self.today = firm, now, now.date()
        self.who = {"by": firm.admin.member, "now": now}

    async def open(self, code="C1"):
        async with inside(self.firm.id):
            self.list = await db().fetchval("select id from checklists where tenant_id = $1 and code = $2", self.firm.id, code)
            await begin(self.list, **self.who)
        return self

    async def do(self, verb, *args, **more):
        async with inside(self.firm.id):
            return await verb(*args, **self.who | more)

    async def points(self):
        async with inside(self.firm.id):
            draft = await reads.draft(self.list)
            return await reads.points(draft.id, self.today) if draft else []

    async def codes(self):
        return [point.code for point in await self.points()]

    async def publish(self, **more):
        said = {"effective_from": self.today + timedelta(days=1), "today": self.today, "why": "更清楚"} | more
        return await self.do(publish, self.list, **said)


@pytest.fixture
async def desk(cast, world):
    made = await Desk(cast.brand, world.now).open()
    yield made
    if await made.points():
        await made.do(discard, made.list)


async def refused(work, status=422) -> Refused:
    with pytest.raises(Refused) as no:
        await work
    assert no.value.status == status
    return no.value


async def test_a_draft_begins_as_the_newest_version_and_only_once(desk):
    async with inside(desk.firm.id):
        draft = await reads.draft(desk.list)
        was = await reads.published(draft.base)
        assert await begin(desk.list, **desk.who) is None
    assert [fields_of(point) for point in await desk.points()] == [fields_of(point) for point in was]


async def test_a_point_is_added_behind_another_with_a_code_of_its_own(desk):
    before = await desk.points()
    made = await desk.do(add_point, desk.list, kind="range", after=before[1].id)
    after = await desk.points()
    assert (after[2].id, after[2].kind, after[2].section) == (made, "range", before[1].section)
    assert after[2].code not in {point.code for point in before}
    copy = await desk.do(add_point, desk.list, like=before[0].id)
    again = await desk.points()
    assert (again[1].id, fields_of(again[1])) == (copy, fields_of(before[0]))


async def test_the_second_of_two_editors_is_told_and_sees_the_difference(desk):
    one = (await desk.points())[0]
    await desk.do(edit_point, one.id, fields_of(one) | {"text_zh": "甲改的"}, seen=0)
    with pytest.raises(Stale) as told:
        await desk.do(edit_point, one.id, fields_of(one) | {"weight": "3"}, seen=0)
    assert (told.value.edition, told.value.theirs["text_zh"], told.value.mine["weight"]) == (1, "甲改的", "3")
    await desk.do(edit_point, one.id, fields_of(one) | {"weight": "3"}, seen=1)
    assert ((await desk.points())[0].weight, (await desk.points())[0].edition) == (Decimal(3), 2)


async def test_two_who_edit_different_points_do_not_meet(desk):
    one, two, *_ = await desk.points()
    await asyncio.gather(
        desk.do(edit_point, one.id, fields_of(one) | {"text_zh": "甲"}, seen=0),
        desk.do(edit_point, two.id, fields_of(two) | {"text_zh": "乙"}, seen=0),
    )
    assert [point.text["zh"] for point in (await desk.points())[:2]] == ["甲", "乙"]


async def test_a_fault_of_the_form_stands_at_its_field_and_nothing_is_written(desk):
    one = (await desk.points())[0]
    no = await refused(desk.do(edit_point, one.id, fields_of(one) | {"weight": "many"}, seen=0))
    assert [problem.field for problem in no.problems] == ["weight"]
    assert (await desk.points())[0] == one


async def test_points_move_by_steps_and_in_front_of_others(desk):
    a, b, *rest = await desk.points()
    await desk.do(place_point, b.id, step="up")
    assert (await desk.codes())[:2] == [b.code, a.code]
    await desk.do(place_point, b.id, step="up")
    assert (await desk.codes())[:2] == [b.code, a.code]
    await desk.do(place_point, a.id, before=rest[-1].id)
    last = (await desk.points())[-2]
    assert (last.code, last.section) == (a.code, rest[-1].section)


async def test_a_point_is_removed_unless_somebody_saved_it_since(desk):
    one, two, *_ = await desk.points()
    await desk.do(edit_point, one.id, fields_of(one) | {"text_zh": "新"}, seen=0)
    with pytest.raises(Stale):
        await desk.do(remove_point, one.id, seen=0)
    await desk.do(remove_point, two.id, seen=0)
    assert two.code not in await desk.codes()


async def test_weights_are_brought_to_a_hundred(desk):
    one = (await desk.points())[0]
    await desk.do(edit_point, one.id, fields_of(one) | {"weight": "50"}, seen=0)
    await desk.do(balance, desk.list)
    assert sum(point.weight for point in await desk.points()) == 100


async def test_a_section_that_holds_points_stays(desk):
    async with inside(desk.firm.id):
        draft = await reads.draft(desk.list)
    given = {"name_zh": "新名", "scoring": "deduction"}
    for n, part in enumerate(draft.sections, 1):
        given |= {f"s{n}_zh": part["name"]["zh"], f"s{n}_weight": str(part["weight"])}
    no = await refused(desk.do(edit_head, desk.list, given | {"s1_zh": ""}, seen=0))
    assert [problem.field for problem in no.problems] == ["s1_zh"]
    await desk.do(edit_head, desk.list, given | {"s9_zh": "附加", "s9_weight": "0"}, seen=0)
    async with inside(desk.firm.id):
        after = await reads.draft(desk.list)
    assert (after.scoring, after.sections[-1]["name"], after.edition) == ("deduction", {"zh": "附加"}, 1)


async def test_what_is_laid_out_keeps_its_version_and_new_checks_get_the_new_one(desk):
    today, tomorrow = desk.today, desk.today + timedelta(days=1)
    await desk.do(lambda **_: lay_out(today, now=desk.now))
    one = (await desk.points())[0]
    await desk.do(edit_point, one.id, fields_of(one) | {"text_zh": "改过的"}, seen=0)
    version = await desk.publish()
    await desk.do(lambda **_: lay_out(tomorrow, now=desk.now))
    async with inside(desk.firm.id):
        rows = await db().fetch(
            """select d.business_date, array_agg(distinct d.version_id) as versions from due_checks d
                 join schedules s on s.tenant_id = $1 and s.id = d.schedule_id and s.checklist_id = $2
                where d.tenant_id = $1 and d.business_date = any ($3) group by 1 order by 1""",
            desk.firm.id, desk.list, [today, tomorrow],
        )  # fmt: skip
        why = await db().fetchval("select why from checklist_versions where tenant_id = $1 and id = $2", desk.firm.id, version)
        texts = await db().fetch("select text from points where tenant_id = $1 and code = $2", desk.firm.id, one.code)
    assert [version in row["versions"] for row in rows] == [False, True]
    assert all(len(row["versions"]) == 1 for row in rows)
    assert why == "更清楚"
    assert {row["text"]["zh"] for row in texts} == {one.text["zh"], "改过的"}
    assert await desk.points() == []


@pytest.mark.parametrize(
    ("said", "field"),
    [({"effective_from": -1}, "effective_from"), ({"why": " "}, "why"), ({"why": "长" * 501}, "why")],
)
async def test_it_is_not_published_for_a_past_day_or_without_a_why(desk, said, field):
    if "effective_from" in said:
        said = {"effective_from": desk.today - timedelta(days=1)}
    no = await refused(desk.publish(**said))
    assert [problem.field for problem in no.problems] == [field]


async def test_it_is_not_published_while_something_grave_stands(desk):
    one = (await desk.points())[0]
    await desk.do(edit_point, one.id, fields_of(one) | {"weight": "50"}, seen=0)
    assert (await refused(desk.publish())).problems[0].field == "faults"


async def test_of_two_who_publish_one_is_told_that_there_is_no_draft(desk):
    done = await asyncio.gather(desk.publish(), desk.publish(), return_exceptions=True)
    assert sorted(getattr(one, "status", 0) for one in done) == [0, 409]


async def test_a_copy_has_codes_of_its_own_and_its_follow_ups_follow_them(desk):
    first, second = (await desk.points())[:2]
    await desk.do(
        edit_point, second.id, fields_of(second) | {"when_point": first.code, "when_how": "is", "when_value": "na"}, seen=0
    )
    await desk.publish()
    new = await desk.do(create, {"zh": "抄来的"}, "K7", desk.list)
    other = Desk(desk.firm, desk.now)
    other.list = new
    points = await other.points()
    assert points[0].code == "K7-01"
    assert points[1].judge["when"]["point"] == "K7-01"
    assert (await refused(other.do(create, {"zh": "又一张"}, "K7", None))).problems[0].field == "code"
    assert (await refused(other.do(create, {}, "K8", None))).problems[0].field == "name_zh"
    await other.do(discard, new)
    async with inside(desk.firm.id):
        assert not await db().fetchval("select count(*) from checklists where tenant_id = $1 and id = $2", desk.firm.id, new)


async def test_a_retired_list_is_laid_out_no_more_until_it_is_back(desk):
    day = desk.today + timedelta(days=2)
    await refused(desk.do(retire, desk.list, desk.today - timedelta(days=1), today=desk.today, why="不用了"))
    await refused(desk.do(retire, desk.list, day, today=desk.today, why=""))
    await desk.do(retire, desk.list, day, today=desk.today, why="不用了")

    async def due():
        await desk.do(lambda **_: lay_out(day, now=desk.now))
        return await db_count(desk, day)

    assert await due() == 0
    await desk.do(retire, desk.list, None, today=desk.today, why="")
    assert await due() > 0


async def db_count(desk, day):
    async with inside(desk.firm.id):
        return await db().fetchval(
            """select count(*) from due_checks d join schedules s on s.tenant_id = $1 and s.id = d.schedule_id
                where d.tenant_id = $1 and s.checklist_id = $2 and d.business_date = $3""",
            desk.firm.id, desk.list, day,
        )  # fmt: skip


async def test_next_door_there_is_no_such_list_and_no_such_point(desk, cast):
    one = (await desk.points())[0]
    stranger = Desk(cast.stranger, desk.now)
    for work in (
        stranger.do(begin, desk.list), stranger.do(add_point, desk.list), stranger.do(discard, desk.list),
        stranger.do(edit_point, one.id, fields_of(one), seen=0), stranger.do(place_point, one.id, step="down"),
        stranger.do(remove_point, one.id, seen=0), stranger.do(create, {"zh": "抄"}, "X1", desk.list),
    ):  # fmt: skip
        await refused(work, 404)
