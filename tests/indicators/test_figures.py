"""Definitions published, targets set, figures noted, corrected and computed; what a cycle achieved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from saas.indicators import reads
from saas.indicators.begin import begin
from saas.indicators.discard import discard
from saas.indicators.edit_draft import edit_draft
from saas.indicators.form import Indicator, Input, body_of
from saas.indicators.note_values import Note, note_values
from saas.indicators.open_indicator import open_indicator
from saas.indicators.over import EXPECTED
from saas.indicators.plant import Branch, plant
from saas.indicators.publish import publish
from saas.indicators.retire import retire
from saas.indicators.set_target import Aim, set_target
from saas.indicators.story import told
from saas.indicators.take_figures import take_figures
from saas.refusals import Refused
from tenants import db, inside

D = Decimal
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture
def firm(cast):
    return cast.brand


@pytest.fixture
def today(world):
    return world.now.date()


async def made(firm, world, code, form):
    by = {"by": firm.admin.member, "now": world.now}
    one = await open_indicator(form.name, code, **by)
    await edit_draft(one, body_of(form), seen=0, **by)
    await publish(one, why="试行", **by)
    return one


LOSS = Indicator(
    {"zh": "台区线损率"}, "%", "lower", "month", "(taken - sold) / taken * 100",
    (Input("taken", {"zh": "供电量"}, "kWh"), Input("sold", {"zh": "售电量"}, "kWh")), target=D(6), trees=("areas",),
)  # fmt: skip
AREAS = {"T041": ("286000", "274560"), "T042": ("241000", "230155"), "T043": ("158800", "139744"), "T044": ("111000", "112332")}


@pytest.fixture
async def loss(firm, world):
    """A tree of four areas, two posts answering for two each, and the indicator over it, published once a module."""
    async with inside(firm.id):
        found = (await reads.defined()).get("LOSS")
        if found:
            return found.id
        who = [
            Branch("ALL", {"zh": "全线"}),
            Branch("P1", {"zh": "一区"}, "ALL", "SR-11"),
            Branch("P2", {"zh": "二区"}, "ALL", "SR-12"),
        ]
        leaves = [Branch(code, {"zh": code}, "P1" if n < 2 else "P2") for n, code in enumerate(AREAS)]
        await plant("areas", {"zh": "台区"}, who + leaves, by=firm.admin.member, now=world.now)
        return await made(firm, world, "LOSS", LOSS)


async def nodes():
    return {one.code: one.id for one in (await reads.subjects()).values() if one.tree == "areas"}


async def test_figures_at_the_leaves_make_every_level_and_the_posts_that_answer_for_them(firm, world, loss, today):
    async with inside(firm.id):
        at = await nodes()
        notes = [Note(loss, name, at[code], OCTOBER[0], D(value)) for code, pair in AREAS.items()
                 for name, value in zip(("taken", "sold"), pair, strict=True)]  # fmt: skip
        assert await note_values(notes[:-1], source="hand", by=firm.leader.member, now=world.now, today=today) == 7
        half = [f for f in await reads.figures(*OCTOBER, [loss]) if f.name == "" and f.subject_id == at["ALL"]]
        assert half[0].state == "provisional", "a leaf is missing"
        await note_values(notes, source="hand", by=firm.leader.member, now=world.now, today=today)
        assert await note_values(notes, source="hand", by=firm.leader.member, now=world.now, today=today) == 0, "twice is once"
        rows = {row.subject_id: row for row in await reads.achieved(*OCTOBER) if row.code == "LOSS"}
    assert rows[at["ALL"]].value.quantize(D("0.001")) == D("5.021") and rows[at["T044"]].value == D("-1.2")
    assert rows[firm.posts["SR-11"]].value.quantize(D("0.001")) == D("4.229")
    assert rows[firm.posts["SR-12"]].value.quantize(D("0.001")) == D("6.569")
    assert rows[firm.units["Y"]].value == rows[at["ALL"]].value, "the company's is the tree's"
    assert (rows[firm.posts["SR-11"]].target, rows[firm.posts["SR-11"]].provisional) == (6, False)


async def test_a_correction_wants_a_why_and_keeps_what_stood(firm, world, loss, today):
    async with inside(firm.id):
        at = (await nodes())["T043"]
        first = Note(loss, "taken", at, date(2026, 9, 5), D(100))
        await note_values([first], source="hand", by=firm.leader.member, now=world.now, today=today)
        again = Note(loss, "taken", at, date(2026, 9, 9), D(120))
        with pytest.raises(Refused) as refused:
            await note_values([again], source="hand", by=firm.leader.member, now=world.now, today=today)
        assert refused.value.problems[0].field == "value"
        mended = Note(loss, "taken", at, date(2026, 9, 9), D(120), why="抄错表")
        assert await note_values([mended], source="hand", by=firm.admin.member, now=world.now, today=today) == 1
        facts = await told(loss, [at], date(2026, 9, 1), date(2026, 9, 30))
        story = [e for e in facts.editions if e["name"] == "taken"]
    assert {(r["edition"], r["value"], r["why"], r["by"]) for r in story} == {
        (1, D(100), "", "leader"),
        (2, D(120), "抄错表", "管理员"),
    }


async def test_nothing_is_written_where_one_figure_is_refused(firm, world, loss, today):
    async with inside(firm.id):
        at = (await nodes())["T041"]
        good, bad = (
            Note(loss, "taken", at, date(2026, 8, 1), D(1)),
            Note(loss, "nonsense", at, date(2026, 8, 1), D(1), field="c2"),
        )
        ahead = Note(loss, "taken", at, date(2027, 8, 1), D(1), field="c3")
        with pytest.raises(Refused) as refused:
            await note_values([good, bad, ahead], source="hand", by=firm.leader.member, now=world.now, today=today)
        assert {p.field for p in refused.value.problems} == {"c2", "c3"}
        assert not await reads.figures(date(2026, 8, 1), date(2026, 8, 31), [loss])
        expected = Note(loss, EXPECTED, at, date(2027, 8, 1), D(5))
        assert await note_values([expected], source="hand", by=firm.leader.member, now=world.now, today=today) == 1


async def test_targets_have_editions_and_the_nearest_one_stands(firm, world, loss):
    year, unit = (date(2026, 1, 1), date(2026, 12, 31)), firm.posts["SR-12"]
    by = {"by": firm.admin.member, "now": world.now}
    async with inside(firm.id):
        assert await set_target(loss, unit, *year, Aim(D("6.0")), **by) == 1
        assert await set_target(loss, unit, *OCTOBER, Aim(D("5.9")), **by) == 1
        with pytest.raises(Refused):
            await set_target(loss, unit, *OCTOBER, Aim(D("5.8")), **by)
    async with inside(firm.id):
        assert await set_target(loss, unit, *OCTOBER, Aim(D("5.8")), **by, why="旺季") == 2
        rows = {row.subject_id: row.target for row in await reads.achieved(*OCTOBER) if row.code == "LOSS"}
        assert rows[unit] == D("5.8")
    async with inside(firm.id):
        with pytest.raises(Refused) as refused:
            await set_target(loss, unit, OCTOBER[1], OCTOBER[0], Aim(D(1)), **by)
        assert refused.value.problems[0].field == "last"


async def test_a_definition_that_does_not_compute_is_saved_but_not_published(firm, world):
    by = {"by": firm.admin.member, "now": world.now}
    async with inside(firm.id):
        one = await open_indicator({"zh": "半成品"}, "", **by)
        await edit_draft(one, body_of(Indicator({"zh": "半成品"}, "%", formula="a +")), seen=0, **by)
        with pytest.raises(Refused) as refused:
            await publish(one, why="x", **by)
        assert refused.value.problems[0].field == "formula"
        low = Indicator({"zh": "半成品"}, "%", "lower", formula="1", target=D(5), floor=D(3))
        await edit_draft(one, body_of(low), seen=1, **by)
        with pytest.raises(Refused):
            await publish(one, why="x", **by)
        await discard(one, **by)
        assert await reads.known(one) is None


async def test_a_version_stays_and_retired_indicators_are_not_scored(firm, world, loss, today):
    by = {"by": firm.admin.member, "now": world.now}
    async with inside(firm.id):
        one = await made(
            firm, world, "TMP", Indicator({"zh": "临时"}, "次", "lower", formula="n", inputs=(Input("n", {"zh": "数"}, "次"),))
        )
        await note_values(
            [Note(one, "n", firm.units["Z1"], OCTOBER[0], D(3))], source="hand", by=firm.admin.member, now=world.now, today=today
        )
        assert any(
            row.code == "TMP" and row.subject_id == firm.units["Y"] and row.value == 3 for row in await reads.achieved(*OCTOBER)
        )
        await begin(one, **by)
        await publish(one, why="再来", **by)
        assert [v["number"] for v in (await reads.known(one)).versions] == [2, 1]
        await retire(one, on=today, **by)
        assert not any(row.code == "TMP" for row in await reads.achieved(*OCTOBER))


async def test_figures_of_checks_and_findings_are_taken_by_post(firm, world, today):
    form = Indicator(
        {"zh": "漏做率"}, "%", "lower", "month", "missed / due * 100",
        (Input("missed", {"zh": "漏做"}, "次", "checks", figure="checks.missed"), Input("due", {"zh": "应做"}, "次", "checks", figure="checks.due"),
         Input("open", {"zh": "逾期"}, "条", "findings", figure="findings.overdue")),
    )  # fmt: skip
    async with inside(firm.id):
        await made(firm, world, "MISS", form)
        due = await db().fetchval(
            "select count(*) from due_checks where tenant_id = $1 and business_date between $2 and $3", firm.id, date(2026, 11, 1), date(2026, 11, 30)
        )  # fmt: skip
        await take_figures(today, now=world.now)
        rows = await reads.achieved(date(2026, 11, 1), date(2026, 11, 30))
    total = [row for row in rows if row.code == "MISS" and row.subject_id == firm.units["Y"]]
    assert (total[0].provisional if due else not total) is True


async def test_strangers_have_none_of_it(cast, world, loss):
    async with inside(cast.stranger.id):
        assert await reads.known(loss) is None and "LOSS" not in await reads.defined()
