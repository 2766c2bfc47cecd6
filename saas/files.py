"""Stored files through obstore: a folder of this machine or an S3 bucket, every key under its tenant's prefix."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import from_url

_store: Any = None


@dataclass(frozen=True)
class Stored:
    """A file as the store has it: its whole path, when it was written, its size in bytes."""

    path: str
    at: datetime
    size: int


def open_store(url: str) -> None:
    """Choose the store once per process, `file:///…` or `s3://…`; the folder of a file store is made."""
    global _store  # noqa: PLW0603 - one store a process, like the engine
    _store = from_url(url, mkdir=True) if url.startswith("file:") else from_url(url)


async def put(tenant: UUID, key: str, body: bytes) -> str:
    """Store bytes under the tenant's prefix and return the whole path. Writing the same key again replaces it."""
    path = _path(tenant, key)
    await obstore.put_async(_store, path, body)
    return path


async def get(tenant: UUID, path: str) -> bytes | None:
    """The bytes of a path that `put` returned to the same tenant; None when there is nothing."""
    if not path.startswith(f"{tenant}/"):
        return None
    try:
        return bytes(await (await obstore.get_async(_store, path)).bytes_async())
    except (NotFoundError, FileNotFoundError):
        return None


async def remove(tenant: UUID, path: str) -> None:
    """Remove what `put` returned to the same tenant; what is not there is gone already."""
    if path.startswith(f"{tenant}/"):
        try:
            await obstore.delete_async(_store, path)
        except (NotFoundError, FileNotFoundError):
            return


async def listed(tenant: UUID) -> AsyncIterator[Stored]:
    """Everything the tenant has in the store."""
    async for some in obstore.list(_store, prefix=f"{tenant}/"):
        for one in some:
            yield Stored(one["path"], one["last_modified"], one["size"])


def _path(tenant: UUID, key: str) -> str:
    if not all(part.replace("-", "").replace("_", "").replace(".", "").isalnum() for part in key.split("/")):
        raise ValueError(f"not a key of ours: {key!r}")
    return f"{tenant}/{key}"
