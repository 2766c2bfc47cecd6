"""Another system at the door of the brand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from saas.api.grant import grant
from saas.api.scopes import SCOPES
from tenants import inside
from tests.lived import live_a_day


@pytest.fixture(scope="module")
async def lived(cast, world):
    """Both companies have lived a day; ids of the brand's things by name, and of the stranger's."""
    return await live_a_day(cast.brand, now=world.now), await live_a_day(cast.stranger, now=world.now)


@pytest.fixture(scope="module")
async def token(cast, world, lived) -> str:
    """May do everything in the brand."""
    async with inside(cast.brand.id):
        return await grant("ERP", list(SCOPES), 90, by=cast.brand.admin.member, now=world.now)


@pytest.fixture(scope="module")
async def system(app: Any, token: str) -> AsyncIterator[Any]:
    """system() is the brand's ERP; system(token) whoever holds it; system("") comes without one."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    made: list[httpx.AsyncClient] = []

    def holding(one: str = token, language: str = "zh-CN") -> httpx.AsyncClient:
        headers = {"accept-language": language} | ({"authorization": f"Bearer {one}"} if one else {})
        made.append(httpx.AsyncClient(transport=transport, base_url="http://test/api/v1", headers=headers))
        return made[-1]

    yield holding
    for each in made:
        await each.aclose()
