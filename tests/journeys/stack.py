"""The product as it runs for people: one real web process and one real worker over a database of their own."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import asyncpg

from infra.children import Child, saas
from infra.postgres import Postgres
from infra.process import wait_until
from saas.calendar import business_date
from saas.checks.lay_out import lay_out
from saas.files import open_store
from saas.launch import answers
from tenants import db, engine, inside

DATABASE = "journeys"
ZONE = "Asia/Shanghai"


class Stack:
    """`origin` is where the browser goes. The processes read the real clock."""

    def __init__(self, postgres: Postgres, data: Path, database: str = DATABASE) -> None:
        self.data, self.postgres, self.database = data, postgres, database
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.files_url = (data / "files").as_uri()

    @contextmanager
    def running(self) -> Iterator[Stack]:
        """Web and worker, until the end of the block."""
        with _settings(self._environment()):
            children = [Child(name, saas(name), self.data / f"{name}.log") for name in ("web", "worker")]
            for child in children:
                child.start()
        try:
            assert wait_until(lambda: answers("127.0.0.1", self.port), seconds=60), children[0].last_words()
            yield self
        finally:
            for child in children:
                child.ask_to_end()
            wait_until(lambda: all(child.gone() for child in children), seconds=10)
            for child in children:
                child.kill()

    def _environment(self) -> dict[str, str]:
        roles = {f"DATABASE_URL_{role.upper()}": _url(self.postgres.dsn(role, self.database)) for role in ("owner", "app", "operator")}
        return {**roles, "DATA": str(self.data), "PORT": str(self.port), "FILES_URL": self.files_url, "ORIGIN": self.origin}

    @asynccontextmanager
    async def wall(self) -> AsyncIterator[None]:
        """The wall's engine of the test itself, as the app role."""
        engine.connect_to(self.postgres.dsn("app", self.database))
        await engine.start_connection_pool(min_size=1, max_size=4)
        open_store(self.files_url)
        try:
            yield
        finally:
            await engine.close_connection_pool()

    async def open_at_any_hour(self, slug: str) -> UUID:
        """A company that works round the clock, so that the story can be told at three on a Sunday morning."""
        now = datetime.now(UTC)
        tenant: UUID = await self.tenant(slug)
        await self.quiet(tenant)
        async with self.wall(), inside(tenant):
            hours = "opens_at = '00:00', closes_at = '23:59:59'"
            await db().execute(
                f"update schedules set {hours}, weekdays = '{{1,2,3,4,5,6,7}}', workdays_only = false where tenant_id = $1",
                tenant,
            )
            # A spot check is drawn by chance and hides its list from its leader: none in a story that does not tell of one.
            await db().execute("update supervision_rules set retired_on = $2 where tenant_id = $1 and does = 'spot'", tenant, now.date())
            await db().execute("update spot_checks set state = 'lapsed', ended_at = $2 where tenant_id = $1 and state = 'open'", tenant, now)
            await db().execute("delete from due_checks d where tenant_id = $1 and state = 'open' and not exists ("
                "select from spot_checks s where s.tenant_id = $1 and s.due_id = d.id)", tenant)
            for at in (now, now + timedelta(days=1)):
                await lay_out(business_date(at, ZONE), now=now)
        return tenant

    async def tenant(self, slug: str) -> UUID:
        operator = await asyncpg.connect(**self.postgres.dsn("operator", self.database))
        try:
            return await operator.fetchval("select id from tenants where slug = $1", slug)
        finally:
            await operator.close()

    async def quiet(self, tenant: UUID, seconds: float = 30) -> None:
        """Until the worker has done every job of the company that is due."""
        end = time.monotonic() + seconds
        async with self.wall():
            while time.monotonic() < end:
                async with inside(tenant):
                    rows = await db().fetch(
                        "select name, state, error from jobs where tenant_id = $1 and state = 'ready' and error is null and due_at <= now()", tenant
                    )
                if not rows:
                    return
                await asyncio.sleep(0.2)
        raise AssertionError([dict(row) for row in rows])


def _url(told: dict[str, Any]) -> str:
    return f"postgresql://{told['user']}:{quote(told['password'], safe='')}@/{told['database']}?host={quote(told['host'], safe='')}&port={told['port']}"


@contextmanager
def _settings(values: dict[str, str]) -> Iterator[None]:
    """The variables a child inherits, and no others of ours."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
