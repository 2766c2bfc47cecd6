"""The Piccolo engine of the wall: no query outside a transaction, no connection lost when COMMIT fails.

Piccolo's own transaction leaks its pool connection when COMMIT raises and leaves the dead transaction in
the context; `batch()` and `run_sync()` silently open a connection of their own. Here a query either runs
in the transaction that `tenants.inside` opened, or it raises.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from piccolo.engine.postgres import PostgresEngine


class OutsideTenant(RuntimeError):
    """A query was sent where no transaction is open: a fault of the program, never of the user."""


class Work:
    """One open transaction: its connection, whose data it may touch, and the task that opened it."""

    __slots__ = ("connection", "task", "tenant")

    def __init__(self, connection: asyncpg.Connection, tenant: UUID | None) -> None:
        self.connection = connection
        self.tenant = tenant
        self.task = asyncio.current_task()


class Door:
    """A few connections beside the pool for what one call answers: who enters, and what their page reads.

    Few, because each has its own plans to keep at hand: the same call takes twice the work when sixteen share two cores.
    """

    def __init__(self, config: dict[str, Any], places: int = 2) -> None:
        self._config = config
        self._turn = asyncio.Semaphore(places)
        self._free: list[asyncpg.Connection] = []

    async def fetchrow(self, call: str, *args: Any) -> asyncpg.Record | None:
        """The first row of a call that is a transaction by itself."""
        async with self._turn:
            connection = await self._connection()
            try:
                row = await connection.fetchrow(call, *args)
            except asyncpg.PostgresError:
                self._free.append(connection)
                raise
            except BaseException:
                # Lost, or given up while the answer was under way: nobody else shall read that answer.
                connection.terminate()
                raise
            self._free.append(connection)
            return row

    async def _connection(self) -> asyncpg.Connection:
        while self._free:
            connection = self._free.pop()
            if not connection.is_closed():
                return connection
        connection = await asyncpg.connect(**self._config)
        await prepare(connection)
        return connection

    def close(self) -> None:
        while self._free:
            self._free.pop().terminate()


class Engine(PostgresEngine):
    """asyncpg pool with JSON codecs; every query goes through the transaction of the current task."""

    pool: Any
    door: Door
    current_transaction: ContextVar[Work | None]  # type: ignore[assignment]

    def __init__(self, config: dict[str, Any] | None = None) -> None:
        super().__init__(config=config or {})
        self.current_transaction = ContextVar("work", default=None)

    def connect_to(self, config: dict[str, Any]) -> None:
        """Say which database and role to use; called once, before the pool starts."""
        self.config = config

    async def start_connection_pool(self, **sizes: Any) -> None:
        self.pool = await asyncpg.create_pool(**{**self.config, **sizes}, init=prepare, reset=leave_clean)
        self.door = Door(self.config)

    async def close_connection_pool(self, patience: float = 5) -> None:
        """Wait for what is running, then cut it off: whoever stops us must not wait for a hanging query."""
        if self.pool is None:
            return
        pool, self.pool = self.pool, None
        self.door.close()
        try:
            await asyncio.wait_for(pool.close(), patience)
        except TimeoutError:
            pool.terminate()

    def work(self) -> Work:
        work = self.current_transaction.get()
        if work is None:
            raise OutsideTenant("query outside inside(tenant)")
        if work.task is not asyncio.current_task():
            raise OutsideTenant("a transaction belongs to the task that opened it")
        return work

    async def run_querystring(self, querystring: Any, in_pool: bool = True) -> Any:
        query, args = querystring.compile_string(engine_type=self.engine_type)
        return await self.work().connection.fetch(query, *args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        return await self.work().connection.fetch(ddl)

    async def batch(self, *_: Any, **__: Any) -> Any:
        raise OutsideTenant("batch() leaves the transaction")

    def transaction(self, allow_nested: bool = True) -> Any:
        raise OutsideTenant("only tenants.inside opens a transaction")

    atomic = transaction

    async def get_version(self) -> float:
        return 18.0

    async def prep_database(self) -> None:
        """Nothing to prepare: extensions are not used."""


async def prepare(connection: asyncpg.Connection) -> None:
    """Take jsonb as Python values; a string is taken as JSON text, which is what Piccolo sends."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="text",
        encoder=lambda value: value if isinstance(value, str) else msgspec.json.encode(value).decode(),
        decoder=msgspec.json.decode,
    )


async def leave_clean(connection: asyncpg.Connection) -> None:
    """Nothing to undo when a connection goes back: asyncpg itself ends a transaction that is still open.

    By default it would send RESET ALL here, one more round trip for every request. We set nothing for a session:
    every way in names its tenant for its own transaction (inside, once) or none (lobby), whatever was left behind.
    """


engine = Engine()
