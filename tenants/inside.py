"""The only place that opens a transaction.

`inside(tenant)` is the door for everything that belongs to a company, `once` is the same door for a single
SQL function (one round trip: the function names the tenant itself), `lobby` is the hall before a company
is known (sign-in, sign-up): there the tenant tables show no rows at all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import asyncpg

from tenants.engine import OutsideTenant, Work, engine

FUNCTIONS = frozenset({"enter", "submit_check"})


class CommitRefused(RuntimeError):
    """COMMIT answered ROLLBACK: the transaction had failed before, nothing was kept."""


@asynccontextmanager
async def inside(tenant: UUID) -> AsyncIterator[asyncpg.Connection]:
    """One transaction that sees and writes this tenant's rows only; committed when the block ends well.

    Raises TypeError for anything but a UUID (the value goes into SET LOCAL as text) and OutsideTenant when
    a transaction is open already: the tenant of a running transaction never changes.
    """
    if not isinstance(tenant, UUID):
        raise TypeError("a tenant is named by its UUID")
    async with _transaction(f"BEGIN; SET LOCAL app.tenant = '{tenant}'", tenant) as connection:
        yield connection


@asynccontextmanager
async def lobby() -> AsyncIterator[asyncpg.Connection]:
    """A transaction without a tenant, for the global tables; its users are listed in tests/wall/allowed.toml."""
    async with _transaction("BEGIN; SET LOCAL app.tenant = ''", None) as connection:
        yield connection


async def once(function: str, tenant: UUID | str | bytes, *args: Any) -> asyncpg.Record | None:
    """Call one SQL function as its own transaction; it sets the tenant from its arguments itself."""
    if function not in FUNCTIONS:
        raise OutsideTenant(f"{function} is not a function of the wall")
    if engine.current_transaction.get() is not None:
        raise OutsideTenant("once() inside an open transaction")
    places = ", ".join(f"${n}" for n in range(1, len(args) + 2))
    async with engine.pool.acquire() as connection:
        return await connection.fetchrow(f"select * from {function}({places})", tenant, *args)  # noqa: S608 – named above


async def enter(
    slug: str, token: bytes, now: datetime, due: UUID | None = None, *, reading: str = "", aside: str = ""
) -> asyncpg.Record | None:
    """Ask the database who comes in, in one round trip: its answer, or None where nobody is signed in.

    `reading` is a query for one value over that answer, called `who`: it is told on the same way as the column `read`,
    unless the answer names no company. `aside` is another one for every page alike, told as the column `aside`.
    """
    if engine.current_transaction.get() is not None:
        raise OutsideTenant("enter() inside an open transaction")
    return await engine.door.fetchrow(_way_in(reading, aside), slug, token, now, due)


@cache
def _way_in(reading: str, aside: str) -> str:
    # enter() has set the tenant before the reading of its row begins: row security holds there as everywhere.
    beside = f" left join lateral (select ({aside}) as aside) beside on true" if aside else ""
    if not reading:
        return f"select * from enter($1, $2, $3, $4) who{beside}"  # noqa: S608 – pieces of our own
    told = f"case when who.tenant_id is not null then ({reading}) end as read"
    return f"select who.*{', aside' if aside else ''}, {told} from enter($1, $2, $3, $4) who{beside}"  # noqa: S608 – pieces of our own


def db() -> asyncpg.Connection:
    """The connection of the open transaction; raises OutsideTenant where there is none."""
    return engine.work().connection


def current() -> UUID:
    """The tenant of the open transaction."""
    tenant = engine.work().tenant
    if tenant is None:
        raise OutsideTenant("no tenant in the lobby")
    return tenant


@asynccontextmanager
async def _transaction(begin: str, tenant: UUID | None) -> AsyncIterator[asyncpg.Connection]:
    if engine.current_transaction.get() is not None:
        raise OutsideTenant("transactions do not nest")
    async with engine.pool.acquire() as connection:
        await connection.execute(begin)
        token = engine.current_transaction.set(Work(connection, tenant))
        try:
            yield connection
        except BaseException:
            await _roll_back(connection)
            raise
        else:
            if await connection.execute("COMMIT") != "COMMIT":
                raise CommitRefused("nothing was kept")
        finally:
            engine.current_transaction.reset(token)


async def _roll_back(connection: asyncpg.Connection) -> None:
    """A lost connection cannot roll back, and need not: the server does it."""
    if connection.is_closed():
        return
    try:
        await connection.execute("ROLLBACK")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        connection.terminate()
