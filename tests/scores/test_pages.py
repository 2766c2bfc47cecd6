"""Who sees which score, and that the page adds up."""

from __future__ import annotations

import re

import pytest

from saas.cycles.close import close
from saas.plans.prepare import prepare
from saas.reports.reads import quarter
from saas.scores import reads
from saas.scores.show import Shown
from tenants import db, inside
from tests.cycles.conftest import cycle_of, seasoned


@pytest.fixture(scope="module")
async def firm(world):
    """The company with both of its cycles closed."""
    firm = await seasoned(world)
    for code in ("2026-Q3s", "2026-Q4s"):
        cycle = await cycle_of(firm, code)
        async with inside(firm.id):
            await close(cycle, by=firm.executive.member, now=world.now)
            await prepare(cycle, now=world.now)
    return firm


@pytest.fixture
async def cycle(firm):
    return await cycle_of(firm, "2026-Q4s")


def address(firm, cycle, subject):
    return f"/{firm.slug}/scores/{cycle}/{subject}"


@pytest.mark.parametrize(
    ("who", "sees", "does_not"),
    [
        ("staff", ["SR-11", "Z1-1"], ["SR-12", "DR-11", "Z1", "Y"]),
        ("leader", ["G-A", "Z1", "SR-11", "CS-A"], ["G-B", "Y", "CS-B"]),
        ("executive", ["Y", "G-A", "G-B", "SR-12"], []),
    ],
)
async def test_everybody_sees_their_own_and_nothing_more(firm, cycle, client, who, sees, does_not):
    ids = {**firm.units, **firm.posts}
    board = (await client(getattr(firm, who)).get(f"/{firm.slug}/scores?cycle={cycle}")).text
    for code in sees:
        assert str(ids[code]) in board, code
        assert (await client(getattr(firm, who)).get(address(firm, cycle, ids[code]))).status_code == 200, code
    for code in does_not:
        assert str(ids[code]) not in board, code
        assert (await client(getattr(firm, who)).get(address(firm, cycle, ids[code]))).status_code == 404, code


async def test_staff_see_the_total_of_their_unit_but_not_the_others_in_it(firm, cycle, client):
    page = (await client(firm.staff).get(address(firm, cycle, firm.units["Z1-1"]))).text
    assert 'class="figure"' in page
    assert str(firm.posts["DR-11"]) not in page
    assert 'id="trace"' not in page


async def test_a_stranger_gets_the_same_answer_as_for_nothing(firm, cycle, cast, client):
    inside_own = await client(cast.stranger.executive).get(address(cast.stranger, cycle, firm.units["Y"]))
    foreign = await client(cast.stranger.executive).get(address(firm, cycle, firm.units["Y"]))
    assert (inside_own.status_code, foreign.status_code) == (404, 404)


async def test_the_page_tells_why_and_of_what(firm, cycle, client):
    page = (await client(firm.executive).get(address(firm, cycle, firm.posts["SR-11"]))).text
    assert "为什么变了" in page
    assert "各段相加等于" in page
    assert "100 × Σ（权重 × 得到）÷ Σ（权重 × 适用）" in page
    async with inside(firm.id):
        shown = await db().fetchval(
            "select shown from scores where tenant_id = $1 and cycle_id = $2 and subject_id = $3",
            firm.id,
            cycle,
            firm.posts["SR-11"],
        )
    assert f">{shown}<" in page
    for target in set(re.findall(r'href="#([^"]+)"', page)):
        assert f'id="{target}"' in page, target


@pytest.mark.parametrize("subject", ["Y", "G-A", "SR-11"])
async def test_the_bars_are_those_of_the_report_and_add_up_as_printed(firm, cycle, subject):
    """With a pencil: printed score before + printed bars = printed score; inner bars = the bar they are in."""
    chosen = firm.posts.get(subject) or firm.units[subject]
    async with inside(firm.id):
        sight = reads.Sight([firm.units["Y"]], [], [])
        scored = await reads.scored(cycle, chosen, sight)
        shown = Shown(scored, *await reads.names_and_sheet(cycle))
        told = await quarter(cycle, chosen) if subject in firm.units else None
    assert shown.end == scored.shown
    assert shown.start + sum(bar.value for bar in shown.bars) == shown.end
    assert all(bar.value == sum(part.value for part in bar.parts) for bar in shown.bars if bar.parts)
    if told:
        assert [bar.value for bar in shown.bars] == [bar.value for bar in told.bridge.bars()]


@pytest.mark.parametrize(
    ("locale", "words"),
    [("zh-CN", ["怎样算出来的", "检查项"]), ("en", ["How it was computed", "Why it moved"])],
)
async def test_both_languages(firm, cycle, client, locale, words):
    visitor = client(firm.leader, cookie=f"session={firm.leader.token}; lang={locale}")
    page = (await visitor.get(address(firm, cycle, firm.units["G-A"]))).text
    assert all(word in page for word in words)
    if locale == "en":
        main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
        assert not re.findall(r"[\u4e00-\u9fff]+", main)


async def test_the_open_cycle_shows_how_it_stands(firm, client):
    page = (await client(firm.staff).get(f"/{firm.slug}/scores")).text
    assert "未结束" in page


@pytest.mark.parametrize("path", ["scores", "scores/{cycle}/{unit}", "scores?cycle={cycle}"])
async def test_three_statements_are_enough(firm, cycle, client, path, monkeypatch):
    import asyncpg

    seen = []
    for name in ("fetch", "fetchrow", "fetchval"):
        old = getattr(asyncpg.Connection, name)

        def counted(self, query, *args, _old=old, **more):
            seen.append(query)
            return _old(self, query, *args, **more)

        monkeypatch.setattr(asyncpg.Connection, name, counted)
    filled = path.format(cycle=cycle, unit=firm.units["G-A"])
    assert (await client(firm.leader).get(f"/{firm.slug}/{filled}")).status_code == 200
    asked = [query for query in seen if "from enter(" not in query]
    assert 1 <= len(asked) <= 3, asked
