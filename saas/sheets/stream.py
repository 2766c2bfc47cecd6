"""Rows of a long list, some at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from saas.sheets.registry import Row
from tenants import current, db

MOST = 50_000  # rows of one file: what a spreadsheet program still opens with ease
AHEAD = 1_000


async def stream(query: str, *args: Any) -> AsyncIterator[Row]:
    """The rows of a query over the open tenant ($1), by a cursor: neither the list nor the file need lie in memory."""
    async for row in db().cursor(f"{query} limit {MOST}", current(), *args, prefetch=AHEAD):
        yield dict(row)
