"""Real web processes on loopback, and a client that costs next to nothing beside it."""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import uvicorn
from litestar import Response, get

from saas.app import create_app
from tenants import inside

PROCESSES = 2


@asynccontextmanager
async def serving(settings: Any, *, hello: UUID | None = None) -> AsyncIterator[tuple[str, int]]:
    """Web processes over `settings`, as many as run by default, on one socket; with `hello` they also answer
    /hello after one read of that tenant.
    """
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    plain = {name: getattr(settings, name) for name in ("app", "secret", "files_url")}
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=serve, args=(listening, plain, hello)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    address = listening.getsockname()
    listening.close()
    try:
        await _ready(address)
        yield address
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            await asyncio.to_thread(process.join, 10)


def serve(listening: socket.socket, plain: dict[str, Any], hello: UUID | None) -> None:
    """Runs in the web process."""
    app = create_app(SimpleNamespace(**plain, origin="http://127.0.0.1"))

    @get("/hello")
    async def greet() -> Response[str]:
        async with inside(hello) as connection:
            name = await connection.fetchval(
                "select name from memberships where tenant_id = $1 limit 1", hello
            )
        return Response(f"hello {name}", media_type="text/plain")

    app.register(greet)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listening])


async def _ready(address: tuple[str, int]) -> None:
    """The socket listens from the start; the first answer says that the application stands behind it."""
    wire = await asyncio.wait_for(Wire.open(address), 30)
    await asyncio.wait_for(wire.get("/assets/app.css"), 30)
    await wire.close()


class Wire:
    """One kept-open HTTP/1.1 connection: a request is one write, an answer is read to its length."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
        self._reader, self._writer, self._head = reader, writer, head

    @classmethod
    async def open(cls, address: tuple[str, int], *, cookie: str = "", token: str = "") -> Wire:
        reader, writer = await asyncio.open_connection(*address)
        return cls(
            reader,
            writer,
            f"Host: {address[0]}:{address[1]}\r\nCookie: {cookie}\r\nX-CSRF-Token: {token}\r\n",
        )

    async def get(self, path: str) -> bool:
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())

    async def put(self, path: str, body: bytes) -> bool:
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        head = f"PUT {path} HTTP/1.1\r\n{self._head}{kind}\r\n"
        return await self._ask(head.encode() + body)

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def _ask(self, request: bytes) -> bool:
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise AssertionError(head.decode() + (await self._reader.read(2000)).decode(errors="replace"))
        if b"content-length: " in head:
            await self._reader.readexactly(int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0]))
        return True
