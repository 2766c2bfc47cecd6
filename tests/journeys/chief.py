"""The executive: closes the quarter early, reads the score down to its inputs, and takes the paper along."""

from __future__ import annotations

from pathlib import Path

import pypdf
from playwright.async_api import expect

from tests.journeys.person import Person


async def close_early(chief: Person, slug: str) -> None:
    await chief.go(f"/{slug}/cycles")
    await chief.show("cycles")
    await chief.page.locator("table:not(.heat) tbody a").first.click()
    await chief.show("cycle-open")
    reason = chief.words("演练一次完整的季度", "One whole quarter as an exercise")
    await chief.fill("提前结算的原因", reason)
    await chief.press("提前结算")
    await expect(chief.button("提前结算")).to_have_count(0)
    await chief.show("cycle-closing")
    await expect(chief.page.locator("main")).to_contain_text(reason, timeout=40_000)
    await chief.sees("已结算")
    await chief.show("cycle-closed")


async def read_score(chief: Person, slug: str) -> str:
    """The company's figure, as shown; its trace opens where it stands."""
    await chief.link("看得分").click()
    await expect(chief.page.locator("table.board")).to_be_visible()
    await chief.show("scores")
    await chief.page.locator("table.board tbody a").first.click()
    figure = chief.page.locator(".score .figure")
    await expect(figure).to_be_visible()
    await chief.sees("这是第一个结算的周期，下一个周期起可以看到变化的原因。")
    await chief.show("score")
    trace = chief.page.locator("#trace details").first
    if await trace.get_attribute("open") is None:
        await trace.locator("summary").first.click()
    await expect(trace.locator("table").first).to_be_visible()
    inner = chief.page.locator("#components details.trace summary, #trace details details > summary").first
    if await inner.count():
        await inner.click()
    await chief.show("score-trace")
    return await figure.inner_text()


async def take_paper(chief: Person, slug: str, shown: str, folder: Path) -> None:
    """The quarter on a page, and as a PDF that says the same."""
    await chief.go(f"/{slug}/quarter")
    await expect(chief.page.locator("main")).to_contain_text(shown)
    await chief.show("quarter")
    await chief.press("排成 PDF")
    await expect(chief.page.locator("#report")).to_be_visible()
    await chief.show("report-progress")
    link = chief.link("下载 PDF")
    await expect(link).to_be_visible(timeout=60_000)
    await chief.show("report-ready")
    async with chief.page.expect_download() as waiting:
        await link.click()
    paper = await waiting.value
    assert paper.suggested_filename.endswith(".pdf")
    await paper.save_as(folder / "report.pdf")
    read = pypdf.PdfReader(folder / "report.pdf")
    assert len(read.pages) >= 2
    assert shown in read.pages[0].extract_text()
