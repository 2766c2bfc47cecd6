"""From the outbox to the broker. The table is the truth, the broker a doorbell.

The relay listens for commits, picks what is due — in turn among companies, so that one company's flood
delays nobody else — and rings. What was rung and not finished is rung again: the sweep.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

log = logging.getLogger("jingjin.relay")
Ring = Callable[[UUID, UUID], None]
AGAIN = timedelta(seconds=30)
SWEEP_SECONDS = 5.0
AT_ONCE = 32

# Compare-and-set: two relays never ring the same row in the same half minute.
PICK = """
with due as (
    select tenant_id, id, row_number() over (partition by tenant_id order by due_at) as turn
    from jobs where state = 'ready' and due_at <= $1 and (rung_at is null or rung_at < $2)
), chosen as (select tenant_id, id from due order by turn limit $3)
update jobs j set rung_at = $1 from chosen c
where j.tenant_id = c.tenant_id and j.id = c.id and (j.rung_at is null or j.rung_at < $2)
returning j.tenant_id, j.id
"""


class Relay:
    """Rings for due jobs as the operator role, which sees ids and times but no arguments."""

    def __init__(self, operator: dict[str, Any], ring: Ring, clock: Callable[[], datetime], room: Callable[[], int]) -> None:
        self._operator = operator
        self._ring = ring
        self._clock = clock
        self._room = room
        self._bell = asyncio.Event()
        self._since = clock()

    async def run(self) -> None:
        """Serve until cancelled. A database or broker that is away is asked again: each names its faults its own way."""
        while True:
            try:
                await self._serve()
            except Exception as fault:  # noqa: BLE001
                log.warning("the relay starts again: %s: %s", type(fault).__name__, fault)
                await asyncio.sleep(1)

    def wake(self) -> None:
        """There is room again: a worker has finished something."""
        self._bell.set()

    async def _serve(self) -> None:
        connection = await asyncpg.connect(**self._operator)
        connection.add_termination_listener(lambda _: self._bell.set())
        try:
            await connection.add_listener("jobs", lambda *_: self._bell.set())
            # Rung before this connection: worker or database may have died over it. Ring anew, it runs once.
            self._since = self._clock()
            while True:
                self._bell.clear()
                if not await self._ring_due(connection):
                    await self._wait()
        finally:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                await connection.close(timeout=2)

    async def _ring_due(self, connection: asyncpg.Connection) -> bool:
        """Ring for what is due; True when there may be more."""
        room = min(self._room(), AT_ONCE)
        if room <= 0:
            return False
        now = self._clock()
        rows = await connection.fetch(PICK, now, max(now - AGAIN, self._since), room)
        for row in rows:
            self._ring(row["tenant_id"], row["id"])
        return len(rows) == room

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), SWEEP_SECONDS)
