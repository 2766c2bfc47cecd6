"""Two figures, talks, two signatures, then what was spent: each side speaks for itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from saas.indicators import budget_reads as reads
from saas.indicators.budget_gate import Speaker
from saas.indicators.note_budget import note_budget
from saas.indicators.open_budget import Entry, Frame, open_budget
from saas.indicators.sign_budget import sign_budget
from saas.indicators.talk_budget import talk_budget
from saas.refusals import Refused
from tenants import inside

D = Decimal


@pytest.fixture
def firm(cast):
    return cast.brand


async def opened(firm, world, name):
    frame = Frame(name, date(2027, 1, 1), date(2027, 12, 31), "万元", firm.units["G-B"])
    book = await open_budget(
        frame, [Entry("营销 计量与抄表", "G-A"), Entry("人资 培训", "G-A")], by=firm.admin.member, now=world.now
    )
    return book, await reads.items(book)


async def test_a_budget_goes_from_two_figures_to_a_consensus_and_to_what_was_spent(firm, world):
    finance, department = Speaker(firm.other_leader.member, [firm.units["G-B"]]), Speaker(firm.leader.member, [firm.units["G-A"]])
    async with inside(firm.id):
        book, (item, _) = await opened(firm, world, "2027 预算")
        await note_budget(item.id, "department", D(420), "按表计", who=department, now=world.now)
        await note_budget(item.id, "finance", D(380), "按上年", who=finance, now=world.now)
        for side, value, status in (("finance", D(1), 403), ("actual", D(1), 409), ("agreed", D(430), 422)):
            with pytest.raises(Refused) as refused:
                await note_budget(item.id, side, value, "我说", who=department, now=world.now)
            assert refused.value.status == status, side
        with pytest.raises(Refused):
            await note_budget(item.id, "department", D(1), "", who=department, now=world.now)
        await note_budget(item.id, "agreed", D(398), "", who=finance, now=world.now)
        with pytest.raises(Refused) as refused:
            await sign_budget(item.id, "finance", who=finance, now=world.now)
        assert "商讨" in refused.value.message
        await talk_budget(item.id, "表计单价按新合同", who=department, now=world.now)
        await sign_budget(item.id, "finance", who=finance, now=world.now)
        both = Speaker(firm.other_leader.member, [firm.units["G-A"], firm.units["G-B"]])
        for who, side in ((finance, "department"), (both, "department"), (finance, "finance")):
            with pytest.raises(Refused):
                await sign_budget(item.id, side, who=who, now=world.now)
        await sign_budget(item.id, "department", who=department, now=world.now)
        with pytest.raises(Refused):
            await note_budget(item.id, "agreed", D(400), "", who=finance, now=world.now)
        await note_budget(item.id, "actual", D("401.20"), "", who=finance, now=world.now)
        found = (await reads.items(book))[0]
    assert found.agreed and found.line.deviation.quantize(D("0.01")) == D("0.80") and found.talks[0]["side"] == "department"


async def test_a_new_agreed_figure_needs_both_signatures_again(firm, world):
    finance, department = Speaker(firm.other_leader.member, [firm.units["G-B"]]), Speaker(firm.leader.member, [firm.units["G-A"]])
    async with inside(firm.id):
        book, (_, item) = await opened(firm, world, "再签")
        await note_budget(item.id, "department", D(64), "人数", who=department, now=world.now)
        await note_budget(item.id, "finance", D(62), "人数", who=finance, now=world.now)
        await note_budget(item.id, "agreed", D(63), "", who=finance, now=world.now)
        await sign_budget(item.id, "finance", who=finance, now=world.now)
        await note_budget(item.id, "agreed", D("62.5"), "", who=department, now=world.now)
        assert not (await reads.items(book))[1].signatures


async def test_a_budget_wants_a_name_and_items_of_known_units(firm, world):
    frame = Frame("坏", date(2027, 1, 1), date(2026, 1, 1), "万元", firm.units["Y"])
    async with inside(firm.id):
        for broken, entries in (
            (frame, [Entry("a", "G-A")]),
            (Frame("坏", date(2027, 1, 1), date(2027, 1, 2), "万元", firm.units["Y"]), []),
        ):
            with pytest.raises(Refused):
                await open_budget(broken, entries, by=firm.admin.member, now=world.now)


async def test_strangers_see_no_budget(cast, firm, world):
    async with inside(firm.id):
        book, (item, _) = await opened(firm, world, "自己的")
    async with inside(cast.stranger.id):
        assert await reads.book(book) is None
        with pytest.raises(Refused):
            await talk_budget(item.id, "喂", who=Speaker(cast.stranger.admin.member, []), now=world.now)
