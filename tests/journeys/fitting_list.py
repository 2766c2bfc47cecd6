"""The workshops make a checklist of several kinds of points in the editor, publish it, and say who does it when."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from tests.journeys.person import Person

CODE = "H1"
POINTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("number", {"text_zh": "车轮螺栓拧紧力矩", "text_en": "Torque of the wheel bolts", "weight": "40", "detail": "A1.1.1.1",
                "low": "100", "high": "120", "uom": "N·m"}),
    ("pass_fail", {"text_zh": "举升机保险落锁", "text_en": "Lift secured by its lock", "weight": "30", "detail": "A1.1.1.2",
                   "veto": "on", "on_fail": "photo"}),
    ("choice", {"text_zh": "座椅罩和脚垫", "text_en": "Seat and floor covers", "weight": "20", "detail": "A1.1.1.3",
                "o1_key": "all", "o1_zh": "都铺了", "o1_en": "All laid", "o1_share": "1",
                "o2_key": "some", "o2_zh": "缺一件", "o2_en": "One missing", "o2_share": "0.5",
                "o3_key": "none", "o3_zh": "没铺", "o3_en": "None", "o3_share": "0"}),
    ("text", {"text_zh": "客户交代的事", "text_en": "What the customer asked for", "weight": "10"}),
)  # fmt: skip


async def make(owner: Person, slug: str) -> None:
    """From the empty list to version one."""
    page = owner.page
    await owner.go(f"/{slug}/checklists")
    await owner.show("lists-empty")
    await owner.link("新建检查表").first.click()
    await page.locator("[name=name_zh]").fill("交车前检查")
    await page.locator("[name=name_en]").fill("Handover check")
    await page.locator("[name=code]").fill(CODE)
    await owner.press("新建")
    for kind, given in POINTS:
        await page.locator("#new-kind").select_option(kind)
        await owner.press("加一项")
        await _point(owner, given)
    await owner.show("list-draft")
    await owner.link("去发布").click()
    await owner.fill("为什么改", owner.words("第一版", "The first version"))
    await owner.show("list-publication")
    await owner.press("发布草稿")
    await owner.sees(owner.words("交车前检查", "Handover check"))
    await owner.show("list-published")


async def _point(owner: Person, given: dict[str, Any]) -> None:
    form = owner.page.locator("#point-form")
    await expect(form).to_be_visible()
    for name, value in given.items():
        field = form.locator(f"[name={name}]")
        if name == "veto":
            await field.check()
        elif name == "on_fail":
            await field.select_option(value)
        else:
            await field.fill(value)
    await owner.press("保存", within=form)
    await expect(owner.page.locator("main .page-head h2")).to_contain_text(owner.words(given["text_zh"], given["text_en"]))


async def schedule(owner: Person) -> None:
    """Every mechanic, every day, round the clock: the story is told at any hour."""
    page = owner.page
    await owner.link("时间安排").first.click()
    await owner.show("schedules-empty")
    for day in range(1, 8):
        await page.locator(f"[name=d{day}]").check()
    await page.locator("[name=workdays_only]").uncheck()
    await page.locator("[name=w1_opens]").fill("00:00")
    await page.locator("[name=w1_closes]").fill("23:59")
    await page.locator("[name=title1]").select_option(label=owner.words("技师", "Mechanic"))
    await owner.press("保存安排")
    await owner.sees("在用")
    await owner.show("scheduled")
