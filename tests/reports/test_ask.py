"""Ordering a report: once for the same figures, printed by the job, failed in sight, tried again."""

from __future__ import annotations

import io
import re

import pdfplumber
import pypdf
import pytest

from saas.files import get, open_store
from saas.press import RenderFailed
from saas.refusals import Refused
from saas.reports import ask as asking
from saas.reports import jobs, reads
from saas.reports import print as printing
from saas.reports.announce import announce
from saas.reports.ask import ask
from saas.reports.ground import ground
from saas.reports.trace import again
from saas.words import LOCALES, number, signed
from tenants import db, inside, run
from tests.reports.parsed import figures, outline, sources, tagged


@pytest.fixture(autouse=True)
def store(world):
    open_store(world.files_url)
    assert jobs


@pytest.fixture
def order(lived, world):
    async def send(locale="zh-CN", cycle=None, unit=None):
        async with inside(lived.firm.id):
            return await ask(
                cycle or lived.second, unit, locale, by=lived.firm.executive.member, now=world.now,
                leads=lived.firm.executive.units and [lived.firm.units["Y"]],
            )  # fmt: skip

    return send


@pytest.fixture
def work(lived, world):
    """Run the job of a report."""

    async def do(report):
        async with inside(lived.firm.id):
            job = await db().fetchval(
                "select id from jobs where tenant_id = $1 and key = $2", lived.firm.id, str(report)
            )
            await db().execute(
                "update jobs set due_at = $2 where tenant_id = $1 and id = $3", lived.firm.id, world.now, job
            )
        return await run(lived.firm.id, job, now=world.now)

    return do


@pytest.fixture
def read(lived):
    async def one(report):
        async with inside(lived.firm.id):
            return await reads.report(report)

    return one


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_printed_figures_are_the_stored_ones(locale, lived, order, work, read, stored):
    report = await order(locale)
    assert await work(report)
    told = await read(report)
    assert (told.state, told.percent) == ("ready", 100)
    with pdfplumber.open(io.BytesIO(await get(lived.firm.id, told.path))) as file:
        texts = [page.extract_text() for page in file.pages]
    assert len(texts) == told.pages
    row, before = await stored("Y"), await stored("Y", lived.first)
    first, last, whole = texts[0], texts[-1], "\n".join(texts)
    assert str(row["shown"]) in first
    assert signed(row["shown"] - before["shown"]) in first
    assert number(row["score"], 12) in last.replace(" ", "")
    assert str(row["id"]) in re.sub(r"\s", "", whole)
    async with inside(lived.firm.id):
        quarter = await reads.quarter(lived.second)
    for bar in quarter.bridge.bars():
        assert signed(bar.value) in first
    for gap in quarter.gaps:
        assert number(gap.loss, 2) in first
    for unit in quarter.units:
        assert number(unit.mark.shown, 2) in whole
    for fault in quarter.findings.faults:
        assert re.search(rf"\b{fault.count}\b", whole)


async def test_every_figure_read_back_from_the_paper_is_computed_again(lived, order, work, read):
    report = await order("en")
    await work(report)
    body = await get(lived.firm.id, (await read(report)).path)
    printed = sources(body, "en")
    async with inside(lived.firm.id):
        at = await ground("2026-Q2", "Y")
        told = {name: await again(at, name) for name in printed}
    assert {"score", "change", "step.results", "count.due", "rate.closed", "checks"} <= printed.keys()
    assert len(printed) > 50
    assert {name: told[name].figure.spelled(at.q.places) for name in printed} == printed
    assert [name for name, each in told.items() if not each.holds] == []


async def test_the_paper_can_be_read_aloud_and_leafed_through(lived, order, work, read):
    report = await order("zh-CN")
    await work(report)
    body = await get(lived.firm.id, (await read(report)).path)
    root = pypdf.PdfReader(io.BytesIO(body)).trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("zh-CN", True, True)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert root["/ViewerPreferences"] and pypdf.PdfReader(io.BytesIO(body)).metadata.title == "lived 冷饮 · 2026 年第 2 季度"
    assert {"为什么变了", "最大的差距", "按体系", "下级单元", "检查表", "问题", "每个数字的来源"} <= set(outline(body))
    assert len(tagged(body, "/Table")) > 5
    assert len(tagged(body, "/TH")) > 50
    pictures = figures(body)
    assert len(pictures) > 10
    assert all(each.get("/Alt") for each in pictures)


async def test_several_units_are_one_file_and_each_has_its_page_in_the_contents(lived, order, work, read):
    units = [lived.firm.units[code] for code in ("Y", "G-A", "Z1")]
    report = await order("zh-CN", unit=units)
    assert await order("zh-CN", unit=units) == report
    assert await order("zh-CN", unit=units[:2]) != report
    assert await work(report)
    told = await read(report)
    assert (told.state, told.units) == ("ready", units)
    with pdfplumber.open(io.BytesIO(await get(lived.firm.id, told.path))) as file:
        contents = file.pages[0].extract_text()
        begins = [n for n, page in enumerate(file.pages, 1) if "为什么变了" in page.extract_text() and "最大的差距" in page.extract_text()]
    assert "合订本，3 个单元" in contents
    assert len(begins) == 3
    assert all(re.search(rf"\b{n}$", contents, re.MULTILINE) for n in begins)


async def test_a_pack_holds_units_in_reach_and_not_too_many(order, lived, cast):
    for units, status in (([lived.firm.units["Y"], cast.stranger.units["Y"]], 404), ([lived.firm.units["Y"]] * 25, 422)):
        with pytest.raises(Refused) as refused:
            await order(unit=units)
        assert refused.value.status == status


async def test_the_same_figures_are_printed_once(order, work, read):
    report = await order("zh-CN")
    assert await order("zh-CN") == report
    told = await read(report)
    if told.state != "ready":
        await work(report)
    assert await order("zh-CN") == report
    assert not await work(report)


async def test_another_language_or_unit_is_another_report(order, lived):
    reports = {await order("zh-CN"), await order("en"), await order("zh-CN", unit=lived.firm.units["Z1"])}
    assert len(reports) == 3


async def test_a_changed_figure_is_printed_anew(order, lived):
    unit = lived.firm.units["Z2"]
    report = await order(unit=unit)
    async with inside(lived.firm.id):
        await db().execute(
            """update measures m set dropped_at = now() from plans p
                where m.tenant_id = $1 and p.tenant_id = $1 and p.id = m.plan_id and p.unit_id = $2 and p.cycle_id = $3
                  and not exists (select from approvals a where a.tenant_id = $1 and a.plan_id = p.id)""",
            lived.firm.id, unit, lived.second,
        )  # fmt: skip
        dropped = await db().fetchval(
            "select count(*) from measures where tenant_id = $1 and dropped_at is not null", lived.firm.id
        )
    assert (await order(unit=unit) != report) == (dropped > 0)


async def test_a_report_that_cannot_be_set_says_so_and_the_next_one_is_set(
    order, work, read, lived, monkeypatch
):
    async def broken(_html):
        raise RenderFailed("broken", "out of time")

    unit = lived.firm.units["Z3"]
    poisoned = await order(unit=unit)
    with monkeypatch.context() as patch:
        patch.setattr(printing, "render", broken)
        with pytest.raises(RenderFailed):
            await work(poisoned)
    assert (await read(poisoned)).state == "failed"
    again = await order(unit=unit)
    assert again != poisoned
    assert await work(again)
    assert (await read(again)).state == "ready"


async def test_the_close_orders_the_company_in_every_language_once(lived, world):
    async with inside(lived.firm.id):
        await announce(lived.second, now=world.now)
        await announce(lived.second, now=world.now)
        rows = await db().fetch(
            """select locale, content_hash, count(*) from reports where tenant_id = $1 and cycle_id = $2 and unit_id = $3
                group by 1, 2""",
            lived.firm.id, lived.second, lived.firm.units["Y"],
        )  # fmt: skip
    assert {row["locale"] for row in rows} == set(LOCALES)
    assert {row["count"] for row in rows} == {1}


async def test_an_open_cycle_and_a_foreign_one_are_not_found(order, lived, cast):
    async with inside(lived.firm.id):
        running = await db().fetchval(
            "select id from cycles where tenant_id = $1 and state = 'open'", lived.firm.id
        )
    async with inside(cast.stranger.id):
        foreign = await db().fetchval("select id from cycles where tenant_id = $1 limit 1", cast.stranger.id)
    for cycle in (running, foreign):
        with pytest.raises(Refused) as refused:
            await order(cycle=cycle)
        assert refused.value.status == 404


async def test_another_company_cannot_read_the_report(order, cast):
    report = await order("en")
    async with inside(cast.stranger.id):
        assert await reads.report(report) is None


@pytest.fixture
def told(lived):
    """Members who are to be told of the report, and how often it was asked."""

    async def read():
        async with inside(lived.firm.id):
            rows = await db().fetch(
                """select args from jobs where tenant_id = $1 and name = 'notices.tell'
                      and args ->> 'kind' = 'report.ready' and args ->> 'noun' = $2""",
                lived.firm.id, str(lived.first),
            )  # fmt: skip
        return [member for row in rows for member in row["args"]["members"]], {row["args"]["slot"] for row in rows}

    return read


async def test_every_executive_is_told_of_the_report_in_their_language(lived, order, work, told):
    chief, boss = lived.firm.executive, lived.firm.admin
    async with inside(lived.firm.id):
        await db().execute("update persons set locale = 'en' where id = $1", boss.person)
    assert await work(await order("zh-CN", lived.first))
    assert await told() == ([str(chief.member)], {"ready"})
    assert await work(await order("en", lived.first))
    members, slots = await told()
    assert (set(members), slots) == ({str(chief.member), str(boss.member)}, {"ready"})


async def test_a_report_set_again_or_of_a_zone_tells_nobody(lived, order, work, told, monkeypatch):
    before = await told()
    assert await work(await order(cycle=lived.first, unit=lived.firm.units["Z1"]))
    monkeypatch.setattr(asking, "edition", lambda: "another")
    assert await work(await order(cycle=lived.first))
    assert await told() == before
