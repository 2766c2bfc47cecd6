"""A finding from found to closed, and back, and closed again: the post, its neighbour and their leader."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import expect

from saas.findings.open_one import Found, open_one
from tenants import inside
from tests.cast import PASSWORD, Firm, found
from tests.journeys.person import DESK, PHONE, Person
from tests.journeys.rep import picture

pytestmark = pytest.mark.journey
TITLE = {"zh": "柜门关不严", "en": "The door does not close"}


@pytest.fixture(scope="session")
async def firm(stack) -> Firm:
    async with stack.wall():
        return await found("flaw", now=datetime.now(UTC))


@pytest.fixture
async def finding(stack, firm) -> str:
    """Reported by the keeper at the representative's outlet."""
    now = datetime.now(UTC)
    flaw = Found(
        "report", "major", TITLE, firm.units["Z1-1"], now, found_by=firm.keeper.member, post=firm.posts["SR-11"], detail="D-door"
    )
    async with stack.wall(), inside(firm.id):
        return f"/{firm.slug}/findings/{(await open_one(flaw, now=now)).id}"


async def joins(people: Any, firm: Any, role: str) -> Person:
    person = await people.joins(role)
    await person.page.context.add_cookies([{"name": "lang", "value": person.locale, "url": person.origin}])
    await person.go(f"/{firm.slug}")
    await person.fill("手机号或邮箱", getattr(firm, role).login)
    await person.fill("密码", PASSWORD)
    await person.press("登录")
    await person.page.wait_for_load_state()
    return person


async def opens(person: Person, text: str) -> Any:
    """One of the further forms below the story."""
    details = person.page.locator("details").filter(has=person.page.locator("summary", has_text=person.say(text))).last
    await details.locator("summary").first.click()
    return details


async def act(staff: Person, here: str, why: tuple[str, str], done: tuple[str, str]) -> None:
    """By whys alone: the last of them is the cause."""
    await staff.go(here)
    if not await staff.page.locator("#why1").is_visible():
        await staff.page.locator("summary", has_text=staff.say("五个为什么")).first.click()
    await staff.page.locator("#why1").fill(staff.words(*why))
    await expect(staff.page.locator("#why2")).to_be_visible()
    await staff.fill("措施", staff.words(*done))
    await staff.page.locator("#photo-file").set_input_files(picture())
    await staff.sees("照片已存在本机")
    await staff.show("act")
    await staff.press("提交整改")
    await expect(staff.page.locator("main")).to_contain_text(staff.say("待验收"))


async def verify(leader: Person, here: str) -> None:
    await leader.go(here)
    await leader.fill("说明", leader.words("现场看过", "Seen on site"))
    await leader.press("验收通过")
    await expect(leader.page.locator("p.bar").first).to_contain_text(leader.say("已验收"))


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", PHONE), ("en", DESK)])
async def test_found_planned_looked_for_elsewhere_verified_reopened_verified(crowd, firm, finding, locale, width):
    here = finding
    people = crowd(locale, width, "finding")
    staff, leader, neighbour = [await joins(people, firm, role) for role in ("staff", "leader", "colleague")]

    await leader.go(here)
    plan = await opens(leader, "定措施、定人、定日子")
    await leader.fill("打算怎么改", leader.words("换门封", "New seal"), within=plan)
    await plan.locator("select").first.select_option("SR-11")
    await leader.press("定下来", within=plan)
    await expect(leader.page.locator("p.bar").first).to_contain_text(leader.say("整改中"))
    ask = await opens(leader, "请别处也看看")
    await ask.locator("input[value='Z1-2']").check()
    await leader.press("请他们看看", within=ask)
    await leader.sees("待回答")
    await leader.show("asked")

    await act(staff, here, ("门封老化", "The seal is worn"), ("换了门封", "Seal replaced"))
    await expect(staff.page.locator("ol.story")).to_contain_text(staff.words("门封老化", "The seal is worn"))

    await leader.go(here)
    await leader.fill("说明", leader.words("看过", "Seen"))
    await leader.press("验收通过")
    await leader.sees("举一反三还有 %(n)s 处没有回答，回答后才能验收。", n=1)

    await neighbour.go(f"/{firm.slug}/findings")
    await neighbour.page.locator("ul.rows a", has_text=TITLE["zh" if locale == "zh-CN" else "en"]).first.click()
    await neighbour.fill("你看到了什么", neighbour.words("这里也有一台", "One here, too"))
    await neighbour.show("look")
    await neighbour.press("这里也有")
    await neighbour.sees("也有")

    await verify(leader, here)
    again = await opens(leader, "重新打开")
    await leader.fill("为什么重新打开", leader.words("又漏了", "It leaks again"), within=again)
    await leader.press("重新打开", within=again)
    await expect(leader.page.locator("p.bar").first).to_contain_text(leader.say("待整改"))

    await act(staff, here, ("门轴松", "The hinge is loose"), ("换了门轴", "Hinge replaced"))
    await verify(leader, here)
    await expect(leader.page.locator("ol.story img").first).to_be_visible()
    await leader.show("story")
    for view in ("/board", "/calendar", "/map"):
        await leader.go(f"/{firm.slug}/findings{view}")
        await leader.show(view.strip("/"))
