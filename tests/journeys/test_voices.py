"""A customer's phone scans the code and tells; the leader sees it on top. Staff tell, and propose, in three taps, also without
a network."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from saas.org.given import Given
from saas.voices.codes import token_of
from saas.voices.open_place import open_place
from saas.voices.set_survey import set_survey
from tenants import inside
from tests.cast import PASSWORD, Firm, found
from tests.journeys.person import PHONE, WIDER
from tests.journeys.rep import picture
from tests.voices.story import ASKED

pytestmark = pytest.mark.journey
SECRET = b"j" * 48


@pytest.fixture(scope="session")
async def heard(stack) -> tuple[Firm, str]:
    """A company with a code on a wall; (company, address behind the code)."""
    now = datetime.now(UTC)
    async with stack.wall():
        firm = await found("heard", now=now)
        async with inside(firm.id):
            survey = await set_survey(None, Given(ASKED | {"code": "S1"}), by=firm.admin.member, now=now, today=now.date())
            place = await open_place(Given({"unit": "Z1-1", "survey": str(survey)}), secret=SECRET, by=firm.admin.member, now=now)
    return firm, f"/{firm.slug}/v/{token_of(SECRET, firm.id, place, 1)}"


async def joins(people, firm, role):
    person = await people.joins(role)
    await person.page.context.add_cookies([{"name": "lang", "value": person.locale, "url": person.origin}])
    await person.go(f"/{firm.slug}")
    await person.fill("手机号或邮箱", getattr(firm, role).login)
    await person.fill("密码", PASSWORD)
    await person.press("登录")
    await person.page.wait_for_load_state()
    return person


async def sound(person) -> None:
    """Nothing axe objects to, nothing wider than the phone."""
    assert (await Axe().run(person.page)).response["violations"] == []
    assert await person.page.evaluate(WIDER) <= 0


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_a_customer_scans_and_tells_and_the_leader_sees_it_on_top(crowd, heard, locale):
    firm, code = heard
    people = crowd(locale, PHONE, "voices")
    customer = await people.joins("customer")
    await customer.page.context.add_cookies([{"name": "lang", "value": locale, "url": customer.origin}])
    await customer.go(code)
    await sound(customer)
    words = customer.words("两瓶都不冰", "Both bottles were warm")
    await customer.page.locator("#said").fill(words)
    await customer.page.locator("#photo").set_input_files(picture())
    await expect(customer.page.locator(".thumbs img")).to_have_count(1)
    await customer.show("told")
    await customer.press("提交")
    await customer.sees("已收到")
    await sound(customer)

    await customer.go(f"{code}/survey")
    await sound(customer)
    await customer.page.locator("input[name=p1][value='1']").check()
    await customer.press("提交")
    await customer.sees("谢谢您。")

    leader = await joins(people, firm, "leader")
    await leader.go(f"/{firm.slug}/findings")
    first = leader.page.locator("ul.rows li a", has_text=leader.say("顾客不满意")).first
    await expect(first).to_be_visible()
    told = leader.page.locator("ul.rows li a", has_text=words)
    await told.click()
    await expect(leader.page.locator("ol.story img").first).to_be_visible()


async def test_three_taps_tell_what_was_seen(crowd, heard):
    firm, _ = heard
    staff = await joins(crowd("zh-CN", PHONE, "tell"), firm, "staff")
    await staff.go(f"/{firm.slug}/today")
    taps = 0

    async def tap(target) -> None:
        nonlocal taps
        await target.click()
        taps += 1

    await tap(staff.page.get_by_role("link", name="随手报").first)
    await staff.page.wait_for_load_state()
    await tap(staff.page.locator("label.tap").first)
    await tap(staff.page.get_by_role("button", name="报上去"))
    await expect(staff.page.locator("[data-slip] a")).to_be_visible(timeout=15_000)
    assert taps <= 3
    await staff.go(f"/{firm.slug}/voices")
    await staff.sees("有安全隐患")

    # A better way: open it, one sentence, send it.
    await staff.go(f"/{firm.slug}/today")
    taps = 0
    await tap(staff.page.get_by_role("link", name="提建议").first)
    await staff.page.locator("#better").fill("价签夹换成磁吸的")
    await tap(staff.page.get_by_role("button", name="提上去"))
    await expect(staff.page.locator("[data-slip] a")).to_be_visible(timeout=15_000)
    assert taps <= 3
    await staff.page.locator("[data-slip] a").click()
    await staff.sees("价签夹换成磁吸的")
    await sound(staff)


async def test_without_a_network_it_waits_on_the_phone_and_leaves_once(crowd, heard):
    firm, _ = heard
    staff = await joins(crowd("zh-CN", PHONE, "away"), firm, "colleague")
    await staff.go(f"/{firm.slug}/voices/addition")
    await staff.page.context.set_offline(True)
    await staff.page.locator("[data-shots] input").set_input_files(picture())
    await expect(staff.page.locator(".thumbs img")).to_have_count(1)
    await staff.page.locator("#said").fill("地下室灯不亮")
    await staff.page.get_by_role("button", name="报上去").click()
    await expect(staff.page.locator("p[data-away]")).to_be_visible()
    await staff.page.context.set_offline(False)
    await expect(staff.page.locator("[data-slip] a")).to_be_visible(timeout=20_000)
    await staff.go(f"/{firm.slug}/voices")
    await expect(staff.page.locator("ul.rows li", has_text="地下室灯不亮")).to_have_count(1)

    # Both forms are on the phone, though neither page is open and there is no network from the start.
    await staff.go(f"/{firm.slug}/today")
    for _ in range(100):
        if await staff.page.evaluate("async () => (await shelf.all('places', 'at ')).some((one) => one.synced)"):
            break
        await asyncio.sleep(0.2)
    await staff.page.context.set_offline(True)
    for path, box, words, button in (
        ("voices", "#said", "楼梯扶手松了", "报上去"), ("suggestions", "#better", "楼梯口贴反光条", "提上去"),
    ):  # fmt: skip
        await staff.page.goto(f"{staff.origin}/{firm.slug}/{path}/addition")
        print("SEEN", await staff.page.locator("body").inner_text(), staff.page.url, staff.said)
        await staff.page.locator(box).fill(words)
        await staff.page.get_by_role("button", name=button).click()
        await expect(staff.page.locator("p[data-away]")).to_be_visible()
    await staff.page.context.set_offline(False)
    await expect(staff.page.locator("[data-slip] a")).to_be_visible(timeout=20_000)
    for path, words in (("voices", "楼梯扶手松了"), ("suggestions?whose=mine", "楼梯口贴反光条")):
        await staff.go(f"/{firm.slug}/{path}")
        await expect(staff.page.locator("ul.rows li", has_text=words)).to_have_count(1)
    staff.said.clear()
