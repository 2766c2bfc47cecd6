"""The workshops write their standards, give each detail to a post, mend what the gap check finds, and make a checklist."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.journeys.person import Person

LADDER = (
    ("A", "交车检查", "Handover"), ("A1", "安全", "Safety"), ("A1.1", "车轮", "Wheels"), ("A1.1.1", "装复", "Refitting"),
)  # fmt: skip
DETAILS = (
    ("A1.1.1.1", "车轮螺栓拧紧力矩", "Torque of the wheel bolts", {"op": "between", "low": "100", "high": "120", "uom": "N·m"}),
    ("A1.1.1.2", "举升机保险落锁", "Lift secured by its lock", {"principle_zh": "车下作业前必须落锁", "principle_en": "Locked before anybody works below"}),
    ("A1.1.1.3", "座椅罩和脚垫已铺", "Seat and floor covered", {"principle_zh": "进车前铺好，交车时取走", "principle_en": "Laid before entering, taken out at handover"}),
)  # fmt: skip
FORGOTTEN = DETAILS[2][0]


async def write_standards(owner: Person, slug: str) -> None:
    """From the system down to three details, put forward and published from today."""
    page = owner.page
    await owner.go(f"/{slug}/standards")
    await owner.show("standards-empty")
    await owner.press("写第一版标准")
    for code, zh, en in LADDER:
        await _add_line(owner, code, zh, en)
    step = owner.path
    for code, zh, en, demand in DETAILS:
        await owner.go(step)
        await _add_line(owner, code, zh, en, **demand)
    await owner.show("standards-draft")
    await owner.link("看改动与影响").click()
    await owner.fill("为什么改", owner.words("第一版", "The first version"))
    await owner.show("standards-proposal")
    await owner.press("提交审核")
    await owner.press("批准并发布")
    await expect(page).to_have_url(re.compile("/versions/"))
    await owner.show("standards-published")


async def _add_line(owner: Person, code: str, zh: str, en: str, **demand: str) -> None:
    new = owner.page.locator("details#new")
    if await new.get_attribute("open") is None:
        await new.locator("summary").click()
    given = {"code": code, "name_zh": zh, "name_en": en} | demand
    for name, value in given.items():
        field = new.locator(f"[name={name}]")
        await (field.select_option(value) if name == "op" else field.fill(value))
    await owner.press("加上", within=new)
    await expect(owner.page.locator("#line h2").first).to_contain_text(code)


async def share_out(owner: Person, slug: str) -> None:
    """By keys, in each workshop: the mechanic answers, the manager reviews. The covers of the seats are forgotten."""
    page = owner.page
    shops = owner.words(("城东店", "城西店"), ("East workshop", "West workshop"))
    mechanics = owner.words(("城东店技师", "城西店技师"), ("East mechanic", "West mechanic"))
    for shop, mechanic in zip(shops, mechanics, strict=True):
        await owner.go(f"/{slug}/responsibilities")
        await page.locator(".inline-links").get_by_role("link", name=shop).click()
        await owner.fill("再加岗位", mechanic)
        await owner.press("查看")
        await _keys(owner, "ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "r")
        await expect(page.locator("td .kind.responsible")).to_have_count(3)
        await _keys(owner, "ArrowDown", "Delete")
        await _keys(owner, "ArrowUp", "Home", "v", "ArrowUp", "v")
        await expect(page.locator("td.sending")).to_have_count(0)
        await owner.show("matrix")
        await page.reload()
        await expect(page.locator("td .kind.responsible")).to_have_count(2)
        await expect(page.locator("td .kind.reviewing")).to_have_count(2)


async def _keys(owner: Person, *keys: str) -> None:
    cells = owner.page.locator("table.matrix td[tabindex='0']")
    await cells.first.focus()
    for key in keys:
        await owner.page.keyboard.press(key)


async def mend(owner: Person, slug: str) -> None:
    """The check names the forgotten detail and leads to the cell; a key mends it, and the count follows by itself."""
    page = owner.page
    await owner.go(f"/{slug}/responsibilities/gaps")
    await owner.press("现在重查")
    await owner.sees("没有责任岗位")
    await owner.sees("责任岗位空缺")
    await owner.show("gaps")
    await page.locator("ul.gaps a").filter(has_text=FORGOTTEN).filter(has_text=owner.say("没有责任岗位")).click()
    await _keys(owner, "r")
    await expect(page.locator("td .kind.responsible")).to_have_count(1)
    await expect(page.locator("td.sending")).to_have_count(0)
    await owner.go(f"/{slug}/responsibilities/gaps")
    await expect(page.locator("#gaps")).not_to_contain_text(owner.say("没有责任岗位"), timeout=20_000)
    await owner.show("gap-mended")
