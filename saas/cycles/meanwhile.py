"""Compute while the database works."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

Told = TypeVar("Told")


@asynccontextmanager
async def meanwhile(statement: Coroutine[Any, Any, Told]) -> AsyncIterator[asyncio.Task[Told]]:
    """Send one statement of the open transaction, and run the block before its answer is read: await what is yielded.

    The block computes; it must not talk to the database itself. However it ends, the connection is free again.
    """
    sent = asyncio.ensure_future(statement)
    await asyncio.sleep(0)  # the task runs up to its sending
    try:
        yield sent
    finally:
        await asyncio.wait({sent})
        if not sent.cancelled():
            sent.exception()  # seen here, so that a block that broke as well is the one that is told
