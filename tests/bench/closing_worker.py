"""One closing in a process of its own, with everything a worker has loaded: prints the most memory it held, in MB.

Started by bench_close: `python -m tests.bench.closing_worker` with {"app", "firm", "cycle"} as JSON. Nothing of it is kept.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from saas import worker
from saas.cycles.close import close
from tenants import engine, inside


class UndoneError(Exception):
    """Ends the closing without keeping it."""


async def closed(app: dict[str, Any], firm: str, cycle: str, now: str) -> int:
    """Close once; the most memory held, in MB."""
    worker.load_sheets()
    engine.connect_to(app)
    await engine.start_connection_pool(min_size=1, max_size=1)
    with suppress(UndoneError):
        async with inside(UUID(firm)):
            if await close(UUID(cycle), by=None, now=datetime.fromisoformat(now)) is None:
                raise SystemExit("nothing was closed")
            raise UndoneError
    await engine.close_connection_pool()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    print(asyncio.run(closed(**msgspec.json.decode(sys.argv[1]))))
