"""The second turn: a closed quarter stands behind, another one closes, and the bridge says why the score moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from saas.people.sessions import start_session
from tenants import lobby
from tests.cast import Firm, found
from tests.journeys import chief, rep
from tests.journeys.person import DESK, PHONE, Crowd, Person
from tests.journeys.stack import Stack
from tests.journeys.test_turn import BOOKS, WORDS
from tests.lived import live_a_day

pytestmark = pytest.mark.journey


def a_wednesday_before(now: datetime) -> datetime:
    """A Wednesday morning in the middle of the quarter before."""
    quarter = now.replace(month=(now.month - 1) // 3 * 3 + 1, day=1, hour=2, minute=0, second=0, microsecond=0)
    middle = quarter - timedelta(days=45)
    return middle - timedelta(days=(middle.weekday() - 2) % 7)


async def signed_in(people: Crowd, firm: Firm, name: str) -> Person:
    """Somebody of the company comes back with a session of today."""
    async with lobby():
        token = await start_session(getattr(firm, name).person, now=datetime.now(UTC))
    person = await people.joins(name)
    cookies: list[Any] = [{"name": k, "value": v, "url": person.origin} for k, v in (("session", token), ("lang", person.locale))]
    await person.page.context.add_cookies(cookies)
    return person


def figure(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace("+", "").strip())


async def figures(rows: Locator) -> list[Decimal]:
    return [figure(text) for text in await rows.all_inner_texts()]


async def read_bridge(person: Person, slug: str) -> None:
    """From the company down to the route: the bars of each bridge add up to the change that stands over them."""
    page = person.page
    await person.link("看得分").click()
    await page.locator("table.board tbody a").first.click()
    waterfall = page.locator("table.waterfall").first
    await expect(waterfall).to_be_visible()
    await person.show("bridge")
    before, after = await figures(waterfall.locator("tr.total-row td.num"))
    bars = await figures(waterfall.locator("tbody tr:not(.total-row):not(.sub) td.num"))
    assert bars
    assert any(bars), "the second quarter differs from the first"
    names = await waterfall.locator("tbody tr:not(.total-row):not(.sub) th").all_inner_texts()
    assert person.say("标准版本") not in names, "lists that nobody filled in are not a new standard"
    assert sum(bars) == after - before
    assert await figures(page.locator(".score .figure")) == [after]


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", DESK), ("en", PHONE)])
async def test_the_second_quarter_says_why_it_moved(crowd, stack: Stack, locale, width):
    slug, now = f"spiral-{width}", datetime.now(UTC)
    people = crowd(locale, width, "spiral")
    async with stack.wall():
        day = a_wednesday_before(now)
        firm = await found(slug, now=day)
        await live_a_day(firm, now=day)
    await stack.open_at_any_hour(slug)
    async with stack.wall():
        staff, executive = [await signed_in(people, firm, name) for name in ("staff", "executive")]
    for number, book in BOOKS.items():
        await rep.visit_well(staff, slug, WORDS[locale]["streets"][number], book)
    await stack.quiet(firm.id)
    await chief.close_early(executive, slug)
    await read_bridge(executive, slug)
