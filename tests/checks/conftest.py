"""The small company of the checks, and people of it behind a browser."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from litestar import Litestar
from litestar.exceptions import HTTPException

from saas.checks import pages  # noqa: F401 (registers the pages)
from saas.failures import on_fault, on_http
from saas.shield import Shield
from saas.web import handlers

from .company import NOW, Company, Someone, found

_slugs = (f"firm-{n}" for n in itertools.count(1))


@pytest.fixture
async def company(world) -> Company:
    return await found(next(_slugs))


@pytest.fixture
async def stranger(world) -> Company:
    """The company next door, with the same list."""
    return await found(next(_slugs))


@pytest.fixture(scope="module")
def app(world):
    app = Litestar(
        handlers(), exception_handlers={HTTPException: on_http, Exception: on_fault}, openapi_config=None, logging_config=None
    )
    app.state.settings, app.state.shield = world, Shield(world.secret, secure=False)
    return app


@pytest.fixture
async def client(app) -> AsyncIterator:
    """client(person, locale=…, now=…): a browser of that person."""
    async with AsyncExitStack() as stack:

        async def sign_in(someone: Someone, *, locale: str = "zh-CN", now=NOW) -> httpx.AsyncClient:
            app.state.clock = lambda: now
            headers = {"x-csrf-token": app.state.shield.csrf(someone.token)}
            transport = httpx.ASGITransport(app)
            cookies = {"session": someone.token, "visitor": "v", "lang": locale}
            return await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://test", cookies=cookies, headers=headers)
            )

        yield sign_in
