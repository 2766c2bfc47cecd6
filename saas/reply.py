"""A finished answer as it goes on the wire: nothing is left to work out for the framework."""

from __future__ import annotations

from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

Header = tuple[bytes, bytes]


class Reply(Response[bytes]):
    """Status, headers and body. It is its own ASGI application: litestar passes it on as it is."""

    def __init__(self, body: bytes, kind: str, headers: list[Header], *, status: int = 200) -> None:
        self.content, self.status_code = body, status
        self.wire = [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(body)), *headers]

    def set_cookie(self, cookie: Cookie) -> None:  # type: ignore[override]
        self.wire.append((b"set-cookie", cookie.to_header(header="").encode()))

    def to_asgi_response(self, *_: Any, **__: Any) -> Reply:  # type: ignore[override]
        return self

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG002 – the names are called for
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.wire})
        await send({"type": "http.response.body", "body": self.content})
