"""A company is founded from its pack, people are invited, and one is given a post."""

from __future__ import annotations

import re

from playwright.async_api import Locator, expect

from tests.journeys.person import Crowd, Person

PASSWORD = "胜利路口的蓝色冰柜门把手"


async def sign_up(admin: Person, slug: str) -> None:
    await admin.go("/signup")
    await admin.show("signup")
    await admin.fill("公司名称", admin.words("北岸冷饮", "North Shore Ice"))
    await admin.fill("网址", slug)
    await admin.page.locator('input[name="pack"][value="cold_drink"]').check()
    await admin.fill("您的姓名", admin.words("管理员", "Administrator"))
    await admin.fill("手机号或邮箱", f"admin@{slug}.example")
    await admin.page.locator("#password").fill("1234567")
    await admin.press("注册")
    await admin.sees("密码至少 %(shortest)s 位。", shortest=10)
    await admin.show("signup-refused")
    await admin.page.locator("#password").fill(PASSWORD)
    await admin.press("注册")
    await admin.sees("已经建好")
    assert admin.path == f"/{slug}/setup"
    await admin.show("setup")


async def invite(admin: Person, crowd: Crowd, slug: str, role: str, name: str, *, unit: str, post: str = "") -> Person:
    """From the form to the new member's first page."""
    await admin.go(f"/{slug}/members")
    page = admin.page
    more = page.locator("details.more").first
    if await more.get_attribute("open") is None:
        await more.locator("summary").click()
    await admin.fill("姓名", name)
    await admin.fill("手机号或邮箱", f"{role}@{slug}.example")
    await page.locator(f'input[name="role"][value="{role}"]').check()
    await pick(page.locator("#post" if post else "#unit"), post or unit)
    await admin.press("生成邀请链接")
    link = await page.locator("#link").input_value()
    await admin.show(f"invited-{role}")
    member = await crowd.joins(role)
    await member.page.goto(link)
    await member.page.locator("#password").fill(PASSWORD)
    await member.show("invitation")
    await member.press("加入")
    await expect(member.page.locator("header.rail")).to_be_visible()
    assert member.path.startswith(f"/{slug}")
    return member


async def pick(field: Locator, name: str) -> None:
    """Type, and take what the field proposes."""
    await field.fill(name)
    offered = field.page.locator(f"#{await field.get_attribute('list')} option").filter(visible=False).first
    await expect(offered).to_be_attached()
    await expect(offered).to_have_attribute("value", re.compile(re.escape(name)))
    await field.fill(await offered.get_attribute("value") or "")


async def appoint(admin: Person, slug: str, post: str, name: str) -> None:
    await admin.go(f"/{slug}/organisation")
    await admin.show("organisation")
    # The deeper units of the outline are folded.
    while await (folded := admin.page.locator(".outline details:not([open]) > summary >> visible=true")).count():
        await folded.first.click()
    await admin.page.get_by_role("link", name=post).first.click()
    await admin.page.locator("details.more summary").first.click()
    await pick(admin.page.locator("#member"), name)
    await admin.press("任命")
    await expect(admin.page.locator("main")).to_contain_text(name)
    await admin.show("appointed")
