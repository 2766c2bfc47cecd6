"""Composition: every slice's pages become one Litestar application. No logic here."""

from __future__ import annotations

import importlib.util
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from litestar import Litestar, Request
from litestar.exceptions import HTTPException

from saas.api.edge import handlers as interface
from saas.assets import assets
from saas.failures import on_fault, on_http
from saas.files import open_store
from saas.migrate import check_schema
from saas.packs.shelf import open_early
from saas.shield import Shield
from saas.web import handlers, utc_now
from tenants import engine, lobby

SLICES = (
    "history", "sheets", "people", "org", "hours", "standards", "duties", "processes", "objects", "checks",
    "checklists", "reviews", "findings", "voices", "days", "suggestions", "phone", "indicators", "models", "scores", "schemes",
    "plans", "cycles", "appeals", "signals", "rollout", "benchmarks", "links", "dashboards", "reports", "packs", "notices", "api",
    "desk",
)  # fmt: skip
log = logging.getLogger("jingjin.web")


def load_pages() -> None:
    """Import every slice's pages, so that their addresses are known."""
    for name in SLICES:
        importlib.import_module(f"saas.{name}.pages")
    load_sheets()


def load_sheets() -> None:
    """Import every slice's lists, so that they can be exported and imported, and what it tells the check of gaps."""
    for name in SLICES:
        for module in (f"saas.{name}.sheet", f"saas.{name}.spreadsheet", f"saas.{name}.gaps"):
            if importlib.util.find_spec(module):
                importlib.import_module(module)


def create_app(settings: Any, *, clock: Callable[[], datetime] = utc_now, pool: int = 10) -> Litestar:
    """The web application over `settings.app` (connection of the app role)."""
    load_pages()

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        engine.connect_to(settings.app)
        open_store(settings.files_url)
        await engine.start_connection_pool(min_size=2, max_size=pool)
        try:
            async with lobby() as connection:
                await check_schema(connection)
                await _refuse_power(connection)
            yield
        finally:
            await engine.close_connection_pool()

    app = Litestar(
        route_handlers=[*handlers(), *interface(), assets()],
        lifespan=[lifespan],
        exception_handlers={HTTPException: on_http, Exception: on_fault},
        openapi_config=None,
        logging_config=None,
    )
    app.state.settings = settings
    app.state.clock = clock
    app.state.shield = Shield(settings.secret, secure=settings.origin.startswith("https:"))
    return app


def serve(fd: int, settings: Any) -> int:
    """Run one web process on the listening socket that the launcher opened."""
    import uvicorn

    listening = socket.socket(fileno=os.dup(fd))
    config = uvicorn.Config(
        create_app(settings), log_level="warning", access_log=False, proxy_headers=False, server_header=False,
        timeout_graceful_shutdown=5,
    )  # fmt: skip
    threading.Thread(target=open_early, name="packs", daemon=True).start()
    uvicorn.Server(config).run(sockets=[listening])
    return 0


async def _refuse_power(connection: Any) -> None:
    """A role that may pass the wall must not serve: superuser, BYPASSRLS, or the owner of any table."""
    row = await connection.fetchrow(
        """select rolsuper or rolbypassrls as power,
                  exists (select from pg_class where relowner = r.oid and relkind = 'r') as owner
           from pg_roles r where rolname = current_user"""
    )
    if row["power"] or row["owner"]:
        raise PermissionError("the web process must log in as the app role, not as owner or superuser")


__all__ = ["Request", "create_app", "serve"]
