"""Where photos lie: a folder or an S3 bucket behind one address, every path below its tenant."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import LocalStore, from_url


@cache
def store(url: str) -> Any:
    """The object store behind `files_url`: file:///… (made if missing) or s3://…"""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)), mkdir=True)
    return from_url(url)


async def keep(url: str, path: str, body: bytes) -> None:
    """Write whole or not at all."""
    await obstore.put_async(store(url), path, body)


async def fetch(url: str, path: str) -> bytes:
    """Raises FileNotFoundError where nothing lies there."""
    answer = await obstore.get_async(store(url), path)
    return bytes(await answer.bytes_async())
