"""The sales representative: today on the phone, the outlet visit, what was returned, what has to be put right."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from playwright.async_api import Locator, expect

from tests.journeys.person import Person, first_told

GOOD = {"C1-07": "45", "C1-08": "0", "C1-04": "9", "C1-05": "0"}
CHECKED = ("C1-01", "C1-02", "C1-09", "C1-10", "C1-12")
AGAIN = """async ([url, body, token]) => (await fetch(url, {method: "PUT", body, headers: {
    "Content-Type": "application/json", "X-CSRF-Token": token}})).json()"""


def picture() -> dict[str, Any]:
    """A photo as a camera gives it, larger than what is sent."""
    image = Image.new("RGB", (2400, 1600), "#d9e4e2")
    draw = ImageDraw.Draw(image)
    for x in range(0, 2400, 300):
        draw.rectangle((x + 30, 300, x + 270, 1300), fill="#0b5c57" if x % 600 else "#e7b24a")
    file = BytesIO()
    image.save(file, "JPEG", quality=85)
    return {"name": "shelf.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def point(rep: Person, code: str) -> Locator:
    return rep.page.locator(f'[data-point="{code}"]')


async def verdict(rep: Person, code: str, word: str) -> None:
    await point(rep, code).get_by_role("radio", name=rep.say(word), exact=True).check()


async def photo(rep: Person, code: str) -> None:
    await point(rep, code).locator("input[type=file]").set_input_files(picture())
    await expect(point(rep, code).locator(".thumbs img")).to_have_count(1)


async def reading(rep: Person, code: str, figure: str) -> None:
    await point(rep, code).locator(".reading").fill(figure)


async def open_visit(rep: Person, slug: str, where: str) -> None:
    """From today's list to the form of one outlet; what was returned stands above it."""
    await rep.go(f"/{slug}/today")
    await (
        rep.page.locator("ul.rows a")
        .filter(has_text=where)
        .filter(has_text=rep.words("终端拜访自查", "Outlet visit"))
        .last.click()
    )
    await first_told(rep.page)
    await expect(rep.page.locator("#check [data-point]").first).to_be_visible()
    assert await rep.page.locator("#check input:checked").count() == 0, "something was chosen before the person chose"


async def fill_well(rep: Person, book: str) -> None:
    """Everything as it should be; `book` is what the ledger says is in stock."""
    for code in CHECKED:
        await verdict(rep, code, "合格")
    await point(rep, "C1-03").locator('input[value="good"]').check()
    for code, figure in {**GOOD, "C1-06": book}.items():
        await reading(rep, code, figure)
    await point(rep, "C1-11").locator("textarea").fill(rep.words("无", "None"))
    await photo(rep, "C1-13")


async def send(rep: Person) -> str:
    """Press send and read the receipt; sent once more, the same receipt comes back."""
    async with rep.page.expect_request(lambda asked: "/checks/" in asked.url and asked.method == "PUT") as asked:
        await rep.press("提交")
    given = rep.page.locator("[data-no]")
    await expect(given).not_to_be_empty(timeout=20_000)
    receipt = await given.inner_text()
    request = await asked.value
    token = request.headers["x-csrf-token"]
    again = await rep.page.evaluate(AGAIN, [request.url, request.post_data, token])
    assert again["receipt"] == receipt, json.dumps(again)
    return receipt


async def visit_with_faults(rep: Person, slug: str, where: str) -> str:
    """All six kinds: a veto fails, a count differs from the book, one point does not apply, one is forgotten."""
    await rep.go(f"/{slug}/today")
    await rep.show("today")
    await open_visit(rep, slug, where)
    await rep.show("visit-empty")
    await fill_well(rep, "1")
    await verdict(rep, "C1-10", "不适用")
    await verdict(rep, "C1-09", "不合格")
    await photo(rep, "C1-09")
    await point(rep, "C1-09").locator('[name="m-C1-09"]').fill(rep.words("两箱雪糕已过保质期", "Two boxes past their date"))
    await reading(rep, "C1-04", "")
    await expect(rep.page.locator("[data-done]")).to_have_text("12")
    await rep.press("提交")
    await rep.sees("还有 %(n)s 项没有填", n=1)
    jump = rep.page.locator('#faults a[href="#C1-04"]')
    await expect(jump).to_be_visible()
    await rep.show("visit-missing-point")
    await jump.click()
    await reading(rep, "C1-04", "9")
    receipt = await send(rep)
    await rep.show("receipt")
    return receipt


async def visit_well(rep: Person, slug: str, where: str, book: str) -> str:
    await open_visit(rep, slug, where)
    await fill_well(rep, book)
    return await send(rep)


async def fill_again(rep: Person, slug: str, reason: str) -> None:
    """What was returned stands on top of today, with its reason and what was answered before."""
    await rep.go(f"/{slug}/today")
    first = rep.page.locator("main section").first
    await expect(first).to_contain_text(rep.say("退回重填"))
    await expect(first).to_contain_text(reason)
    await rep.show("today-returned")
    await first.locator("a").first.click()
    await expect(rep.page.locator("main")).to_contain_text(reason)
    await expect(point(rep, "C1-01").locator("input:checked")).to_have_count(1)
    await reading(rep, "C1-07", "52")
    await rep.show("visit-returned")
    await send(rep)


STOCK = (
    ("新到的货压在旧货上面", "New stock was put on top of the old"), ("下架封存，重新翻堆", "Taken off the shelf, stock rotated"),
)  # fmt: skip


async def act_on_finding(rep: Person, slug: str, told: tuple[tuple[str, str], tuple[str, str]] = STOCK) -> str:
    """Cause, action and a photo; returns the finding's address."""
    await rep.go(f"/{slug}/findings")
    await rep.show("findings")
    await rep.page.locator("ul.rows a").filter(has_text=rep.say("待整改")).first.click()
    await rep.fill("原因", rep.words(*told[0]))
    await rep.fill("措施", rep.words(*told[1]))
    await rep.page.locator("#photo-file").set_input_files(picture())
    await rep.sees("照片已存在本机")
    await rep.show("finding-act")
    await rep.press("提交整改")
    await expect(rep.page.locator("main")).to_contain_text(rep.say("待验收"))
    await rep.show("finding-acted")
    return rep.path
