"""A browser and a running product for the session; a company lived in for a day."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from infra.postgres import Postgres
from tests.cast import Firm, found
from tests.journeys.person import Album, Crowd
from tests.journeys.stack import DATABASE, Stack
from tests.lived import live_a_day

CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
}
WEDNESDAY = 2


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
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go: JOURNEY_SHOTS, to look at them afterwards."""
    return Path(os.environ.get("JOURNEY_SHOTS") or tmp_path_factory.mktemp("shots"))


@pytest.fixture
async def crowd(browser: Browser, stack: Stack, shots: Path) -> AsyncIterator[Callable[..., Crowd]]:
    """crowd(locale, width, name): people with browsers. At the end no console may have complained."""
    crowds: list[Crowd] = []

    def gather(locale: str, width: int, name: str) -> Crowd:
        crowds.append(Crowd(browser, stack.origin, locale, width, Album(shots / f"{name}-{locale}-{width}")))
        return crowds[-1]

    yield gather
    assert sorted({line for each in crowds for line in await each.leave()}) == []


@pytest.fixture(scope="session")
async def lived(stack: Stack) -> tuple[Firm, dict[str, Any]]:
    """A company that had its day on the last Wednesday: lists are due on that day of every week."""
    now = datetime.now(UTC)
    day = (now - timedelta(days=(now.weekday() - WEDNESDAY) % 7 or 7)).replace(hour=2, minute=0, second=0, microsecond=0)
    async with stack.wall():
        firm = await found("lived", now=day)
        return firm, await live_a_day(firm, now=day)
