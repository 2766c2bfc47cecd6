"""Style sheets, scripts and icons as they go over the line: compressed once a process, kept by browsers for good."""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any

from litestar import HttpMethod, Request
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler

from saas.reply import Reply

FOLDER = Path(__file__).parents[1] / "templates" / "assets"
FOR_GOOD = (b"cache-control", b"public, max-age=31536000, immutable")
SNIFF = (b"x-content-type-options", b"nosniff")
TEXT = ("text/", "image/svg")


def assets() -> HTTPRouteHandler:
    """The address of all assets; their marks in the query (saas/words.py) make a new file a new address."""
    build = HTTPRouteHandler(
        "/assets/{name:path}", http_method=[HttpMethod.GET, HttpMethod.HEAD], status_code=200, include_in_schema=False
    )
    return build(_answer)


async def _answer(request: Request[Any, Any, Any], name: str) -> Reply:
    file = (FOLDER / name.lstrip("/")).resolve()
    if not file.is_relative_to(FOLDER.resolve()) or not file.is_file():
        raise NotFoundException
    plain, packed, kind = _read(file, file.stat().st_mtime_ns)
    if packed and "gzip" in request.headers.get("accept-encoding", ""):
        return _reply(packed, kind, request, (b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding"))
    return _reply(plain, kind, request, (b"vary", b"Accept-Encoding"))


def _reply(body: bytes, kind: str, request: Request[Any, Any, Any], *more: tuple[bytes, bytes]) -> Reply:
    reply = Reply(body, kind, [FOR_GOOD, SNIFF, *more])
    if request.method == "HEAD":
        reply.content = b""
    return reply


@lru_cache(maxsize=200)
def _read(file: Path, _changed: int) -> tuple[bytes, bytes | None, str]:
    """The bytes, the same compressed where that helps, and their type; read again when the file has changed."""
    plain = file.read_bytes()
    kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    packed = gzip.compress(plain, 9, mtime=0) if kind.startswith(TEXT) else None
    return plain, packed, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
