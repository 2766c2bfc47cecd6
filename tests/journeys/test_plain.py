"""Without script everything works as plain forms and pages; only what a camera or a finger draws needs one."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.cast import PASSWORD
from tests.journeys.person import PHONE

pytestmark = pytest.mark.journey


@pytest.fixture
async def signs_in(crowd, lived):
    """signs_in(role): somebody of the lived-in company at a browser without script."""
    firm, _ = lived
    people = crowd("zh-CN", PHONE, "plain")

    async def go(role: str):
        person = await people.joins(role, java_script_enabled=False)
        await person.go(f"/{firm.slug}")
        await person.fill("手机号或邮箱", getattr(firm, role).login)
        await person.fill("密码", PASSWORD)
        await person.press("登录")
        return person, firm.slug

    return go


async def test_staff_read_their_day_and_act_on_a_finding(signs_in):
    staff, slug = await signs_in("staff")
    assert staff.path == f"/{slug}/today"
    await expect(staff.page.locator("ul.rows a").first).to_be_visible()
    await staff.go(f"/{slug}/findings?whose=mine&state=open")
    await staff.page.locator("ul.rows a").first.click()
    await staff.fill("原因", "备货不足")
    await staff.fill("措施", "补齐")
    await staff.press("提交整改")
    await expect(staff.page.locator("ol.story")).to_contain_text("补齐")


async def test_a_leader_accepts_takes_back_and_is_told_why_not(signs_in):
    leader, slug = await signs_in("leader")
    await leader.go(f"/{slug}/reviews")
    rows = leader.page.locator("[data-steps] a")
    waiting = await rows.count()
    await rows.first.click()
    await leader.press("通过")
    await expect(rows).to_have_count(waiting - 1)
    await leader.press("撤销")
    await expect(rows).to_have_count(waiting)
    await rows.first.click()
    # Their quarter is closed: what it was scored with stays.
    await leader.sees("所属考核周期已结算，只能通过，不能退回或更正。")
    await expect(leader.page.locator("#reason")).to_have_count(0)


async def test_a_check_comes_back_with_what_is_missing_and_keeps_the_rest(signs_in, lived):
    staff, slug = await signs_in("staff")
    await staff.go(f"/{slug}/due/{lived[1]['due']}")
    first = staff.page.locator("[data-point]").first.get_by_role("radio").first
    await first.check()
    await staff.press("提交")
    await staff.sees("有地方需要修改")
    await expect(first).to_be_checked()
    assert await staff.page.locator(".point.wrong").count() > 0
