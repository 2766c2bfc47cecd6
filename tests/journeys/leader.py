"""The supervisor: the queue at a desk by keys or on a phone by touch, a finding to verify, a plan to sign."""

from __future__ import annotations

import re

from playwright.async_api import Locator, expect

from tests.journeys.person import DESK, Person


async def correct(leader: Person, article: Locator, code: str, figure: str, reason: str) -> None:
    """One answer of the open check, with a reason; what was sent stays beside it."""
    row = article.locator(f"#{code}")
    await row.locator("summary").click()
    await row.locator('input[name="number"]').fill(figure)
    await row.locator('input[name="reason"]').fill(reason)
    await leader.press("更正", within=row)
    await expect(article.locator(f"#{code}")).to_contain_text(reason)


async def decide_by_keys(leader: Person, slug: str, reason: str) -> None:
    """At a desk: J and K walk, A accepts, R writes why it goes back."""
    page = leader.page
    await leader.go(f"/{slug}/reviews")
    article = page.locator("#detail article")
    await expect(article).to_be_visible()
    await leader.show("queue")
    here = page.locator("[data-steps] a[aria-current]")
    first, rows = await here.get_attribute("href"), page.locator("[data-steps] li")
    await page.keyboard.press("j")
    await expect(here).not_to_have_attribute("href", first)
    await page.keyboard.press("k")
    await expect(here).to_have_attribute("href", first)
    await expect(page.locator(f'#detail [data-check="{first.rsplit("/", 1)[1]}"]')).to_be_visible()
    await correct(leader, article, "C1-07", "38", leader.words("照片上只有三层", "The photo shows three shelves"))
    await leader.show("queue-corrected")
    await article.locator("h2").first.click()
    await page.keyboard.press("a")
    await expect(rows).to_have_count(2)
    second = await here.get_attribute("href")
    await expect(page.locator(f'#detail [data-check="{second.rsplit("/", 1)[1]}"]')).to_be_visible()
    await page.keyboard.press("r")
    await expect(page.locator("#reason")).to_be_focused()
    await page.keyboard.type(reason)
    await leader.show("queue-return")
    await leader.press("退回")
    await expect(rows).to_have_count(1)
    await expect(article).to_be_visible()
    await page.keyboard.press("?")
    await expect(page.locator("dialog#help")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("a")
    await expect(page.locator("[data-total]")).to_contain_text(re.compile(r"(^|\D)0\D"))
    await leader.show("queue-done")


async def decide_by_touch(leader: Person, slug: str, reason: str) -> None:
    """On a phone each check is a page."""
    page = leader.page
    await leader.go(f"/{slug}/reviews")
    await leader.show("queue")
    rows = page.locator("[data-steps] a")
    await rows.first.click()
    article = page.locator("main article")
    await correct(leader, article, "C1-07", "38", leader.words("照片上只有三层", "The photo shows three shelves"))
    await leader.show("review-corrected")
    await leader.press("通过")
    await leader.sees("撤销")
    await leader.show("queue-undo")
    await rows.first.click()
    await page.locator("#reason").fill(reason)
    await leader.press("退回")
    await rows.first.click()
    await leader.press("通过")
    await expect(rows).to_have_count(0)
    await leader.show("queue-done")


async def decide(leader: Person, width: int, slug: str, reason: str) -> None:
    await (decide_by_keys if width == DESK else decide_by_touch)(leader, slug, reason)


async def accept_the_rest(leader: Person, slug: str) -> None:
    """What came back is accepted too, so that nothing waits."""
    await leader.go(f"/{slug}/reviews")
    link = leader.page.locator("[data-steps] a").first
    await leader.go((await link.get_attribute("href")) or "")
    await leader.press("通过")
    await expect(leader.page.locator("[data-steps] a")).to_have_count(0)


async def verify(leader: Person, finding: str) -> None:
    await leader.go(finding)
    await leader.show("finding-verify")
    await leader.fill("说明", "现场看过，已改好")
    await leader.press("验收通过")
    await expect(leader.page.locator("main")).to_contain_text(leader.say("已验收"))
    await leader.show("finding-verified")


ROTATE = ("每周一按线路翻堆一次", "Rotate the stock of every route on Mondays")


async def plan(leader: Person, slug: str, wording: tuple[str, str] = ROTATE) -> None:
    """The drafted plan of the own unit: one measure changed, then signed."""
    page = leader.page
    await leader.go(f"/{slug}/plans")
    await leader.show("plans")
    await page.locator("tbody a").first.click()
    await leader.show("plan-draft")
    measure = page.locator("section.plan-measure").first
    await measure.locator("details.more > summary").last.click()
    title = leader.words(*wording)
    await measure.locator('input[name="title"]').fill(title)
    await leader.press("保存", within=measure)
    await expect(page.locator("section.plan-measure").first).to_contain_text(title)
    await leader.press("批准计划")
    await leader.sees("批准人")
    await leader.show("plan-approved")
