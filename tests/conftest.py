"""A real PostgreSQL for every test process, one migrated template in it, a fresh copy for every module.

Tests log in as the app role: as owner or superuser they would see everything and prove nothing.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import sys
from collections.abc import AsyncIterator, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from infra.postgres import Postgres
from saas.app import create_app
from saas.files import open_store
from saas.migrate import migrate
from saas.shelf import Shelf
from tenants import engine
from tests.cast import Actor, Firm, found

# A Wednesday in the fourth quarter, ten in the morning in Shanghai.
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
_numbers = itertools.count(1)
# In this order first, the rest as they come: no worker sits idle while another one still has a browser to drive.
LONGEST = ("tests/journeys/test_axe", "tests/sheets/test_office", "tests/journeys", "tests/loss", "tests/api", "tests/formulas")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((n for n, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST)))


def pytest_sessionstart() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """What six thousand tests are made of stays to the end: nobody need look through it for garbage, then or later."""
    gc.enable()
    gc.freeze()


@dataclass
class World:
    """One database, and the settings an app or worker needs to live in it."""

    app: dict[str, Any]
    owner: dict[str, Any]
    operator: dict[str, Any]
    data: Path
    postgres: Postgres
    database: str
    origin: str = "http://test"
    secret: bytes = b"k" * 48
    smtp_url: str | None = None
    broker_url: str | None = None
    files_url: str = ""
    environment: str = "test"
    web_processes: int = 1
    webhook_allow: frozenset[str] = frozenset()
    now: datetime = field(default=NOW)

    def __post_init__(self) -> None:
        self.files_url = self.files_url or (self.data / "files").as_uri()


@dataclass
class Cast:
    """The brand whose story is told, and the stranger who must see none of it."""

    brand: Firm
    stranger: Firm


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """The bundled PostgreSQL of this test process, with a migrated database `template_empty`."""
    postgres = Postgres(tmp_path_factory.mktemp("pg"), options={"fsync": "off", "max_connections": "60"}, mortal=True)
    postgres.start()
    postgres.ensure_database("template_empty")
    asyncio.run(migrate(postgres.dsn("owner", "template_empty")))
    yield postgres
    postgres.stop()


@pytest.fixture(scope="session")
async def template(server: Postgres) -> Cast:
    """`template_cast`: two companies signed up from the cold-drink pack, with people per role. Copied for every module."""
    server.ensure_database("template_cast", template="template_empty")
    engine.connect_to(server.dsn("app", "template_cast"))
    await engine.start_connection_pool(min_size=1, max_size=2)
    try:
        return Cast(await found("brand", now=NOW), await found("stranger", now=NOW))
    finally:
        await engine.close_connection_pool()


@pytest.fixture(scope="module")
def fresh(server: Postgres, template: Cast, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A fresh copy of the database with the cast in it, not yet connected to."""
    name = f"world_{next(_numbers)}"
    server.ensure_database(name, template="template_cast")
    yield World(
        *(server.dsn(role, name) for role in ("app", "owner", "operator")),
        data=tmp_path_factory.mktemp("data"), postgres=server, database=name,
    )  # fmt: skip
    server.drop_database(name)


@pytest.fixture(scope="module")
async def world(fresh: World) -> AsyncIterator[World]:
    """The fresh database with the wall's engine connected to it as the app role."""
    engine.connect_to(fresh.app)
    await engine.start_connection_pool(min_size=1, max_size=8)
    open_store(fresh.files_url)
    _forget()
    yield fresh
    await engine.close_connection_pool()


def _forget() -> None:
    """Copies of one template share their ids: what was kept of the last one is no page of this one."""
    for module in [module for name, module in sys.modules.items() if name.startswith("saas.")]:
        for thing in vars(module).values():
            if isinstance(thing, Shelf):
                thing.clear()


@pytest.fixture(scope="module")
def cast(world: World, template: Cast) -> Cast:
    """The brand and the stranger, as they are in this module's database."""
    return deepcopy(template)


@pytest.fixture(scope="module")
def app(world: World) -> Any:
    """The web application on the world's database; its clock stands at `world.now`.

    Without its lifespan: the pool is the world's already, and a lifespan must end in the task that began it.
    """
    return create_app(world, clock=lambda: world.now)


@pytest.fixture(scope="module")
async def client(app: Any) -> AsyncIterator[Any]:
    """client(person) gives an HTTP client signed in as them (None: nobody), with their CSRF token as default header."""
    clients: dict[str | None, httpx.AsyncClient] = {}

    def signed_in(person: Actor | None, **headers: str) -> httpx.AsyncClient:
        key = (person.token if person else "") + repr(headers)
        if key not in clients:
            token = person.token if person else "v" * 43
            clients[key] = httpx.AsyncClient(
                transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://test",
                cookies={"session" if person else "visitor": token},
                headers={"x-csrf-token": app.state.shield.csrf(token), "accept-language": "zh-CN"} | headers,
            )  # fmt: skip
        return clients[key]

    yield signed_in
    for each in clients.values():
        await each.aclose()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement sent, but for the frame that each request has."""
    sent: list[str] = []
    for name in ("fetch", "fetchrow", "fetchval", "execute"):
        plain = getattr(asyncpg.Connection, name)

        def counted(self: Any, query: str, *args: Any, _plain: Any = plain, **more: Any) -> Any:
            if not query.startswith(("BEGIN", "COMMIT", "select * from enter", "SELECT pg_advisory_unlock_all")):
                sent.append(query)
            return _plain(self, query, *args, **more)

        monkeypatch.setattr(asyncpg.Connection, name, counted)
    return sent
