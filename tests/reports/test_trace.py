"""How do you know? Every figure that is printed is computed again from what it came from, to the last digit."""

from __future__ import annotations

import pytest

from saas.reports.command import lines
from saas.reports.ground import ground
from saas.reports.keys import key, parts
from saas.reports.register import register
from saas.reports.trace import again, trace
from tenants import inside


def test_a_key_takes_any_code_and_gives_it_back():
    codes = ("gap", "C.1", "柜:内/温", "P-3_x")
    assert parts(key(*codes)) == list(codes)
    assert not set(key(*codes)) & set(":/ %")


@pytest.mark.parametrize("unit", ["Y", "Z1"])
async def test_every_figure_of_a_quarter_comes_out_again(lived, unit):
    async with inside(lived.firm.id):
        at = await ground("2026-Q2", unit)
        known = register(at.q)
        assert len(known) > 30
        told = {name: await again(at, name) for name in known}
    assert {name: each for name, each in told.items() if each is None} == {}
    assert {name: each.again.value for name, each in told.items() if not each.holds} == {}
    assert all(each.again.formula for each in told.values())


async def test_an_id_of_nothing_is_nothing(lived):
    async with inside(lived.firm.id):
        for wrong in ("", "x", "2026-Q2:Y", "2026-Q2:Y:nothing", "2026-Q2:nowhere:score", "1999-Q1:Y:score", "::", "2026-Q2:Y:gap.C9.P9.loss"):
            assert await trace(wrong) is None, wrong
        assert await trace("2026-Q2:Z4:score", [lived.firm.units["G-A"]]) is None


async def test_an_older_paper_prints_the_id_of_the_score(lived, stored):
    row = await stored("Y")
    async with inside(lived.firm.id):
        told = await trace(str(row["id"]))
    assert (told.id, told.figure.printed, told.holds) == ("2026-Q2:Y:score", row["shown"], True)


async def test_the_signed_words_of_a_measure_are_held_against_their_fingerprint(lived):
    async with inside(lived.firm.id):
        at = await ground("2026-Q2", "Y")
        # What was judged had been signed.
        told = await again(at, key("measure", str(at.q.judged.rows[0].id)[-8:], "target"))
    assert told.signed[-1].by
    assert told.signed[-1].seal[1]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_page_says_where_a_figure_comes_from(lived, client, locale):
    page = client(lived.firm.executive, cookie=f"session={lived.firm.executive.token}; lang={locale}")
    for name in ("score", "step.results", "rate.closed", "count.due", "fault", "planned.approved"):
        answer = await page.get(f"/lived/trace/2026-Q2:Y:{name}")
        assert answer.status_code == 200, name
        assert ("Recomputed: same to the last digit" if locale == "en" else "重新计算，一位不差") in answer.text
        assert "saas trace lived/2026-Q2:Y:" in answer.text
    assert (await page.get("/lived/trace/2026-Q2:Y:none")).status_code == 404
    assert (await page.get("/lived/trace?id=lived/2026-Q2:Y:score")).headers["location"] == "/lived/trace/2026-Q2:Y:score"


async def test_the_command_prints_it(lived):
    async with inside(lived.firm.id):
        told = await trace("2026-Q2:Y:score")
    text = "\n".join(lines(told, "en"))
    assert f"{told.figure.value:f}" in text
    assert "the same" in text
