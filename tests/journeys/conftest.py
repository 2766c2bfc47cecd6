"""A browser and a running product for the session; a company lived in for a day."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright, expect

from infra.postgres import Postgres
from saas.people.invite import Wish, invite
from tenants import db, inside
from tests.cast import Firm, found, seat
from tests.journeys.person import Album, Crowd
from tests.journeys.stack import DATABASE, Stack
from tests.lived import live_a_day

CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
}
WEDNESDAY = 2
# What will be seen is waited for as long as a busy machine needs.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def stack(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    server.ensure_database(DATABASE, template="template_empty")
    with Stack(server, tmp_path_factory.mktemp("stack")).running() as running:
        yield running


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as play:
        browser = await play.chromium.launch(**CHROMIUM)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """Where the pictures go, for whoever wants to look at them; they take a while."""
    return Path(os.environ["JOURNEY_SHOTS"]) if os.environ.get("JOURNEY_SHOTS") else None


@pytest.fixture
async def crowd(browser: Browser, stack: Stack, shots: Path | None) -> AsyncIterator[Callable[..., Crowd]]:
    """crowd(locale, width, name): people with browsers. At the end no console may have complained."""
    crowds: list[Crowd] = []

    def gather(locale: str, width: int, name: str) -> Crowd:
        crowds.append(Crowd(browser, stack.origin, locale, width, Album(shots and shots / f"{name}-{locale}-{width}")))
        return crowds[-1]

    yield gather
    assert sorted({line for each in crowds for line in await each.leave()}) == []


@pytest.fixture(scope="session")
async def lived(stack: Stack) -> tuple[Firm, dict[str, Any]]:
    """A company that had its day on the last Wednesday, and has another one today."""
    now = datetime.now(UTC)
    day = (now - timedelta(days=(now.weekday() - WEDNESDAY) % 7 or 7)).replace(hour=2, minute=0, second=0, microsecond=0)
    async with stack.wall():
        firm = await found("lived", now=day)
        ids = await live_a_day(firm, now=day)
        newcomer = await seat(firm, "newcomer", "leader", "Z5", None, now=day)
    await stack.open_at_any_hour(firm.slug)
    async with stack.wall(), inside(firm.id):
        return firm, ids | {"newcomer": newcomer.token} | await _of_today(firm, now)


async def _of_today(firm: Firm, now: datetime) -> dict[str, Any]:
    """A list that the representative has still to fill, and a link that nobody has opened."""
    due = await db().fetchval(
        "select id from due_checks where tenant_id = $1 and post_id = $2 and state = 'open' order by business_date limit 1",
        firm.id, firm.posts["SR-11"],
    )  # fmt: skip
    wish = Wish(name="新同事", login="later@lived.example", role="staff", unit=firm.units["Z1-2"], post=None)
    sent = await invite(wish, by=firm.admin.member, now=now, address="/lived", locale="zh-CN")
    return {"due": due, "token": sent.token}
