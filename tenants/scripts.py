"""Runs a script of several statements in the migration's own transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from piccolo.engine.finder import engine_finder


def run_script(sql: str) -> Callable[[], Awaitable[None]]:
    """A step for MigrationManager.add_raw; Piccolo itself sends one statement at a time."""

    async def run() -> None:
        engine: Any = engine_finder()
        await engine.current_transaction.get().connection.execute(sql)

    return run
