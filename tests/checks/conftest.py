"""The small company of the checks, and its people behind a browser."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from .company import NOW, Company, Someone, found

_slugs = (f"firm-{n}" for n in itertools.count(1))


@pytest.fixture
async def company(world) -> Company:
    return await found(next(_slugs))


@pytest.fixture
async def stranger(world) -> Company:
    """The company next door, with the same list."""
    return await found(next(_slugs))


@pytest.fixture
async def browser(app) -> AsyncIterator:
    """browser(person, locale=…, now=…): an HTTP client signed in as them, at that moment."""
    clock = app.state.clock
    async with AsyncExitStack() as stack:

        async def sign_in(someone: Someone, *, locale: str = "zh-CN", now=NOW) -> httpx.AsyncClient:
            app.state.clock = lambda: now
            headers = {"x-csrf-token": app.state.shield.csrf(someone.token), "accept": "text/html"}
            transport = httpx.ASGITransport(app)
            cookies = {"session": someone.token, "visitor": "v", "lang": locale}
            return await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=transport, base_url="http://test", cookies=cookies, headers=headers
                )
            )

        yield sign_in
    app.state.clock = clock
