"""A browser without scripts: keeps cookies, fills the page's form, does not follow redirects."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.cast import PASSWORD


class Browser(httpx.AsyncClient):
    """`address` is where its requests come from."""

    def __init__(self, app: Any, *, address: str = "10.0.0.1", origin: str = "http://test", **more: Any) -> None:
        transport = httpx.ASGITransport(app, client=(address, 40_000), raise_app_exceptions=False)
        more.setdefault("headers", {"accept-language": "zh-CN"})
        super().__init__(transport=transport, base_url=origin, **more)

    async def token(self, page: str = "/login") -> str:
        """The CSRF token as it stands in a page's form."""
        found = re.search(r'name="_csrf" value="(\w{40})"', (await self.get(page)).text)
        assert found, page
        return found[1]

    async def fill(self, to: str, *, page: str = "/login", **fields: str) -> httpx.Response:
        return await self.post(to, data={"_csrf": await self.token(page)} | fields)

    async def sign_in(self, login: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        return await self.fill("/login", login=login, password=password, **fields)
