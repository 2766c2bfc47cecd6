"""Every kind of point under a thumb, and the list behind it in its editor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.cast import PASSWORD, found
from tests.journeys.all_kinds import publish_all_kinds
from tests.journeys.person import DESK, PHONE, first_told

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
async def kinds(stack):
    async with stack.wall():
        firm = await found("kinds", now=datetime.now(UTC) - timedelta(days=3))
        return firm, await publish_all_kinds(firm)


async def signed_in(crowd, firm, role, locale, width):
    person = await crowd(locale, width, "kinds").joins(role)
    await person.page.context.add_cookies([{"name": "lang", "value": locale, "url": person.origin}])
    await person.go("/login")
    await person.fill("手机号或邮箱", getattr(firm, role).login)
    await person.fill("密码", PASSWORD)
    await person.press("登录")
    await expect(person.page.locator("main")).to_be_visible()
    return person


async def test_a_representative_fills_in_every_kind(crowd, kinds):
    firm, made = kinds
    rep = await signed_in(crowd, firm, "staff", "zh-CN", PHONE)
    page = rep.page
    await rep.go(f"/{firm.slug}/due/{made.due}")
    await first_told(rep.page)
    await expect(page.locator("#K9-03")).to_be_hidden()
    await expect(page.locator("[data-total]")).to_have_text("6")
    await page.locator('[name="c-K9-01"]').fill(made.thing.lower())
    await page.locator('[name="n-K9-02"]').fill("-10")
    await page.keyboard.press("Tab")
    await expect(page.locator("#K9-03")).to_be_visible()
    await page.locator('[name="m-K9-02"]').fill("门没关")
    await page.locator('[name="t-K9-03"]').fill("门封坏了")
    await page.locator('[name="l-K9-04"]').fill("-24")
    await page.locator('[name="h-K9-04"]').fill("-19")
    await page.locator("#K9-05").get_by_role("radio", name="不合格").check()
    await page.locator("#K9-06").get_by_role("radio", name="每周核对").check()
    ink = await page.locator("#K9-07 canvas").bounding_box()
    await page.mouse.move(ink["x"] + 20, ink["y"] + 30)
    await page.mouse.down()
    await page.mouse.move(ink["x"] + 200, ink["y"] + 70, steps=8)
    await page.mouse.up()
    await expect(page.locator("#K9-07 [data-photo]")).to_have_count(1)
    await rep.show("filled")
    await rep.press("提交")
    await expect(page.locator("#faults a")).to_have_text(["4 破损包装: 请填有几处。"])
    await page.locator('[name="n-K9-05"]').fill("2")
    await rep.press("提交")
    await expect(page.locator("[data-no]")).not_to_be_empty(timeout=20_000)
    await page.locator("[data-see]").click()
    await rep.sees("已手写签名")
    await expect(page.locator("#K9-07 img")).to_have_js_property("complete", True)
    await rep.show("seen")


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_phone_follows_what_is_typed_and_the_second_editor_is_told(crowd, kinds, locale):
    firm, made = kinds
    one, two = [await signed_in(crowd, firm, role, locale, DESK) for role in ("admin", "clerk")]
    at = f"/{firm.slug}/checklists/{made.checklist}/draft?point={made.points['K9-05']}"
    text = f"#text_{'zh' if locale == 'zh-CN' else 'en'}"
    await one.go(at)
    await two.go(at)
    await one.page.locator(text).fill(f"one {locale}")
    await expect(one.page.locator("#live .point.here legend")).to_contain_text(f"one {locale}")
    await one.page.locator("#kind").select_option("choice")
    await expect(one.page.locator("[name=o1_zh]")).to_be_visible()
    await expect(one.page.locator("#live .grave")).to_have_count(1)
    await one.page.locator("#kind").select_option("pass_fail")
    await one.press("保存", within=one.page.locator("#point-form"))
    await expect(one.page.locator(".page-head h2")).to_contain_text(f"one {locale}")
    await two.page.locator(text).fill(f"two {locale}")
    await two.press("保存", within=two.page.locator("#point-form"))
    await two.sees("保存我的内容")
    await two.press("保存我的内容")
    await expect(two.page.locator(".page-head h2")).to_contain_text(f"two {locale}")
    await two.page.keyboard.press("u")
    await expect(two.page.locator(".outline li").nth(3)).to_contain_text(f"two {locale}")
    await two.page.keyboard.press("d")
    await expect(two.page.locator(".outline li").nth(4)).to_contain_text(f"two {locale}")
    await two.show("editor")
