"""The executive's pages: who may see them, what they cost, and that both languages stand."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from urllib.parse import unquote

import pypdf
import pytest

from saas.benchmarks.rules import ALL
from saas.benchmarks.set_rules import set_rules
from saas.benchmarks.take import take
from saas.files import get, open_store, put
from saas.reports import jobs
from saas.words import number, signed
from tenants import db, engine, inside, run


@pytest.fixture
def count_statements(monkeypatch):
    """How many statements a request sends beside enter, BEGIN and COMMIT."""
    sent: list[str] = []

    class Counting:
        def __init__(self, connection):
            self._connection = connection

        def __getattr__(self, name):
            inner = getattr(self._connection, name)
            if name in ("fetch", "fetchrow", "fetchval", "execute", "executemany"):

                async def counted(query, *args):
                    sent.append(query)
                    return await inner(query, *args)

                return counted
            return inner

    from saas.reports import reads

    monkeypatch.setattr(reads, "db", lambda: Counting(engine.work().connection))
    return sent


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_quarter_shows_the_stored_figures(locale, lived, client, stored):
    page = client(lived.firm.executive, cookie=f"session={lived.firm.executive.token}; lang={locale}")
    answer = await page.get(f"/lived/quarter/{lived.second}")
    assert answer.status_code == 200
    row, before = await stored("Y"), await stored("Y", lived.first)
    assert number(row["shown"], 2) in answer.text
    assert signed(row["shown"] - before["shown"]) in answer.text
    assert ("Why it moved" if locale == "en" else "为什么变了") in answer.text
    if locale == "en":
        assert "检查结果" not in answer.text


async def test_the_newest_closed_quarter_is_the_way_in(lived, client, cast):
    answer = await client(lived.firm.executive).get("/lived/quarter")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/lived/quarter/{lived.second}"
    none = await client(cast.brand.executive).get("/brand/quarter")
    assert none.status_code == 200
    assert "还没有结算过的季度" in none.text


async def test_a_page_costs_three_statements(lived, client, count_statements):
    for _ in range(2):
        count_statements.clear()
        await client(lived.firm.executive).get(
            f"/lived/quarter/{lived.second}?unit={lived.firm.units['G-B']}"
        )
        assert 0 < len(count_statements) <= 3


@pytest.mark.parametrize(
    ("person", "status"), [("executive", 200), ("admin", 200), ("leader", 403), ("staff", 403)]
)
async def test_who_may_see_the_quarter(person, status, lived, client):
    page = client(lived.firm.people[person])
    assert (await page.get(f"/lived/quarter/{lived.second}")).status_code == status
    assert (await page.post(f"/lived/quarter/{lived.second}/report")).status_code == (
        303 if status == 200 else status
    )


async def test_out_of_reach_is_not_found(lived, client, cast):
    page = client(lived.firm.executive)
    other = cast.stranger.units["Y"]
    async with inside(lived.firm.id):
        running = await db().fetchval(
            "select id from cycles where tenant_id = $1 and state = 'open'", lived.firm.id
        )
    for path in (f"quarter/{lived.second}?unit={other}", f"quarter/{lived.second}?unit=x", f"quarter/{running}",
                 f"quarter/{other}", f"reports/{other}", f"reports/{other}/file"):  # fmt: skip
        assert (await page.get(f"/lived/{path}")).status_code == 404, path
    assert (await client(cast.stranger.executive).get(f"/stranger/quarter/{lived.second}")).status_code == 404


@pytest.fixture
async def forced(lived):
    """In the quarter the executive let a stage through a gate that did not hold, and its peers were kept."""
    firm, reason = lived.firm, "总公司要求年底前全部铺开"
    async with inside(firm.id):
        await db().execute(
            """insert into gate_decisions (tenant_id, stage_id, side, kind, day, at, membership_id, signature, reason, figures, hash)
               select $1, s.id, 'exit', 'forced', $2, $3, $4, '总经理', $5, '[{"why": "failed"}, {"why": "holds"}]', repeat('a', 64)
                 from rollout_stages s where s.tenant_id = $1 and s.code = 'S1'""",
            firm.id, date(2026, 6, 1), datetime(2026, 6, 1, tzinfo=UTC), firm.executive.member, reason,
        )  # fmt: skip
        await take(lived.second, now=datetime(2026, 7, 2, tzinfo=UTC))
    return reason


async def test_a_report_is_ordered_watched_and_taken_along(lived, forced, client, world):
    open_store(world.files_url)
    assert jobs
    page = client(lived.firm.executive)
    sent = await page.post(
        f"/lived/quarter/{lived.second}/report", data={"unit": str(lived.firm.units["Z5"]), "locale": "zh-CN"}
    )
    assert sent.status_code == 303
    report = sent.headers["location"]
    waiting = await page.get(report)
    assert "已排队" in waiting.text
    assert 'hx-trigger="every 1s"' in waiting.text
    assert 'http-equiv="refresh"' in waiting.text
    assert (await page.get(f"{report}/file")).status_code == 409
    async with inside(lived.firm.id):
        job = await db().fetchval(
            "select id from jobs where tenant_id = $1 and key = $2", lived.firm.id, report.rsplit("/", 1)[1]
        )
        await db().execute(
            "update jobs set due_at = $2 where tenant_id = $1 and id = $3", lived.firm.id, world.now, job
        )
    assert await run(lived.firm.id, job, now=world.now)
    ready = await page.get(report, headers={"hx-request": "true"})
    assert "下载 PDF" in ready.text
    assert "<html" not in ready.text
    file = await page.get(f"{report}/file")
    assert file.headers["content-type"] == "application/pdf"
    assert unquote(file.headers["content-disposition"]).endswith("''精进_lived 冷饮_2026 年第 2 季度.pdf")
    assert file.content.startswith(b"%PDF-")
    said = "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.content)).pages).split())
    assert "强行放行" in said and forced in said and "1条没有达到" in said
    assert "同类对标" in said and "5个里第" in said


async def test_where_units_are_not_ranked_the_quarter_says_nothing_of_peers(lived, forced, client, world):
    page, address = client(lived.firm.executive), f"/lived/quarter/{lived.second}?unit={lived.firm.units['Z5']}"
    assert "同类对标" in (await page.get(address)).text
    async with inside(lived.firm.id):
        await set_rules("score", False, 5, "监管规定", by=lived.firm.admin.member, now=world.now)
    text = (await page.get(address)).text
    assert "同类对标" in text and "得分</th><td" not in text.partition("同类对标")[2].partition("</table>")[0]
    async with inside(lived.firm.id):
        await set_rules(ALL, False, 5, "监管规定", by=lived.firm.admin.member, now=world.now)
    assert "同类对标" not in (await page.get(address)).text


@pytest.fixture
async def printed(lived, world):
    """A paper of Z1 with a place by the score, as it was printed once; and one of before places were kept."""
    open_store(world.files_url)
    firm, made = lived.firm, {}
    for name, places in (("placed", ["score"]), ("old", None), ("plain", [])):
        path = await put(firm.id, f"reports/{name}.pdf", b"%PDF-")
        async with inside(firm.id):
            made[name] = await db().fetchval(
                """insert into reports (tenant_id, cycle_id, unit_id, units, locale, state, content_hash, path, pages, bytes, requested_at,
                                        finished_at, places)
                   values ($1, $2, $3, $4, 'zh-CN', 'ready', $5, $6, 1, 5, $7, $7, $8) returning id""",
                firm.id, lived.second, firm.units["Z1"], [firm.units["Z1"], firm.units["Z2"]], name, path, world.now, places,
            )  # fmt: skip
    return made


async def test_a_paper_with_places_is_gone_once_ranking_is_off(lived, printed, client, world):
    page, firm = client(lived.firm.executive), lived.firm
    async with inside(firm.id):
        await set_rules(ALL, True, 5, "看谁做得最好", by=firm.admin.member, now=world.now)
        await set_rules("score", True, 5, "看谁做得最好", by=firm.admin.member, now=world.now)
    assert (await page.get(f"/lived/reports/{printed['placed']}/file")).status_code == 200
    async with inside(firm.id):
        await set_rules("score", False, 5, "监管规定", by=firm.admin.member, now=world.now)
        asked = await db().fetchval("select id from jobs where tenant_id = $1 and name = 'reports.withdraw' order by id desc limit 1", firm.id)
        await db().execute("update jobs set due_at = $2 where tenant_id = $1 and id = $3", firm.id, world.now, asked)
    for _ in ("at once", "and when the files are swept"):
        for name in ("placed", "old"):
            assert (await page.get(f"/lived/reports/{printed[name]}/file")).status_code == 410
            told = (await page.get(f"/lived/reports/{printed[name]}")).text
            assert "撤下了" in told and "再排一次" in told and str(firm.units["Z2"]) in told
        assert (await page.get(f"/lived/reports/{printed['plain']}/file")).status_code == 200
        await run(firm.id, asked, now=world.now)
    assert await get(firm.id, f"{firm.id}/reports/placed.pdf") is None
    async with inside(firm.id):
        await set_rules("score", True, 5, "恢复", by=firm.admin.member, now=world.now)
    assert (await page.get(f"/lived/reports/{printed['placed']}/file")).status_code == 410
