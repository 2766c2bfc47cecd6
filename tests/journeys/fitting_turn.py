"""One turn of the loop on what the workshops made themselves: a check with a fault, its review, the finding put right."""

from __future__ import annotations

from playwright.async_api import expect

from tests.journeys import rep
from tests.journeys.person import Person, first_told

LOCK = (
    ("锁销没有弹出", "The lock did not spring out"),
    ("换了锁销弹簧，试压三次", "Spring of the lock replaced, tried three times"),
)
MEASURE = ("每周一试举升机的锁", "Try the locks of the lifts on Mondays")


async def check(fitter: Person, slug: str) -> None:
    """The car leaves with an unsecured lift behind it: the knock-out point fails, with a photo."""
    page = fitter.page
    await fitter.go(f"/{slug}/today")
    await fitter.show("today")
    await page.locator("ul.rows a").filter(has_text=fitter.words("交车前检查", "Handover check")).first.click()
    await first_told(page)
    await expect(page.locator("#check [data-point]")).to_have_count(4)
    await fitter.show("check-empty")
    await rep.reading(fitter, "H1-01", "110")
    await rep.verdict(fitter, "H1-02", "不合格")
    await rep.photo(fitter, "H1-02")
    await page.locator('#H1-03 input[value="some"]').check()
    await page.locator("#H1-04 textarea").fill(fitter.words("旧件要带走", "Wants the old parts back"))
    await fitter.show("check-filled")
    await rep.send(fitter)
    await fitter.show("receipt")


async def review(manager: Person, slug: str) -> None:
    await manager.go(f"/{slug}/reviews")
    link = manager.page.locator("[data-steps] a").first
    await manager.go((await link.get_attribute("href")) or "")
    await manager.show("review")
    await manager.press("通过")
    await expect(manager.page.locator("[data-steps] a")).to_have_count(0)


async def read_setup(owner: Person, slug: str) -> None:
    """What the first page asked for is done, all of it."""
    await owner.go(f"/{slug}/setup")
    await owner.show("setup-done")
    await expect(owner.page.locator("ol.rows > li")).to_have_count(11)
    await expect(owner.page.locator("ol.rows")).not_to_contain_text(owner.say("待做"))
