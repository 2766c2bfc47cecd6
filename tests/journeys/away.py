"""A phone that is away for days: the product in this process under a clock that can be moved, a profile that outlives its
browser, and a line that can be slow.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import uvicorn
from playwright.async_api import BrowserContext, Error, Page, Playwright

from tests.journeys.person import first_told

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PASSWORD_FIELDS = ("#login", "#password")
# Everything is answered that can be without a reading; a photo goes with it where one is asked for.
FILL = """async (words) => {
    const {due} = document.getElementById("check").dataset;
    const refused = () => document.querySelector("[data-where]").textContent.includes("已满");
    const shown = () => [...document.querySelectorAll("#check [data-point]:not([hidden])")];
    const set = (field, value) => { field.value = value; for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, {bubbles: true})); };
    const picture = await new Promise((done) => {
        const canvas = Object.assign(document.createElement("canvas"), {width: 600, height: 400});
        const pen = canvas.getContext("2d");
        for (let n = 0; n < 400; n += 1) { pen.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`; pen.fillRect(Math.random() * 600, Math.random() * 400, 40, 40); }
        canvas.toBlob(done, "image/jpeg", 0.9);
    });
    for (const point of shown()) {
        const {kind} = point.dataset;
        const file = point.querySelector("input[type=file]");
        if (kind === "pass_fail") point.querySelector('input[value="pass"]').click();
        else if (kind === "text") set(point.querySelector("textarea"), words);
        else if (kind !== "photo") point.querySelector('[type=checkbox][name^="v-"]').click();
        if (kind === "photo" || point.dataset.evidence === "photo_always") {
            const files = new DataTransfer();
            files.items.add(new File([picture], "shelf.jpg", {type: "image/jpeg"}));
            file.files = files.files;
            file.dispatchEvent(new Event("change", {bubbles: true}));
        }
    }
    for (let turn = 0; turn < 200; turn += 1) {
        const record = await shelf.get("records", `${outbox.scope}|${due}`) ?? (refused() && await outbox.read(due));
        const wanted = shown().filter((point) => point.dataset.kind === "photo").length;
        const photos = Object.keys(record?.photos ?? {}).length;
        if (record && Object.keys(record.answers).length === shown().length && photos >= wanted) return [shown().length, photos];
        await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error("the answers were not stored");
}"""


class Line:
    """A TCP line between browser and server: `delay` seconds each way, `rate` bytes a second down; without `up` nothing passes."""

    def __init__(self, port: int, *, delay: float = 0, rate: int = 0) -> None:
        self.port, self.delay, self.rate, self.up = port, delay, rate, True
        self.joined: set[asyncio.Task[None] | None] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            server.close()
            await self.cut()

    async def cut(self) -> None:
        """Whatever is on its way is lost, and nothing gets through until the line is `up` again."""
        self.up = False
        waiting = [each for each in self.joined if each]
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.up:
            writer.close()
            return
        task = asyncio.current_task()
        self.joined.add(task)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            await asyncio.gather(self._pass(reader, far_writer, 0), self._pass(far_reader, writer, self.rate))
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            for each in (writer, far_writer):
                each.close()
                with suppress(ConnectionError):
                    await each.wait_closed()
            self.joined.discard(task)

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, rate: int) -> None:
        while some := await source.read(8192):
            await asyncio.sleep(self.delay if len(some) < 8192 else 0)
            if rate:
                await asyncio.sleep(len(some) / rate)
            target.write(some)
            await target.drain()
        target.close()


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[int]:
    """The application on a port of its own, in this loop; whose clock is whoever made it moves it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    try:
        yield port
    finally:
        server.should_exit = True
        await running


class Phone:
    """One phone: its profile stays when its browser is killed. `at` is what its own clock shows."""

    def __init__(self, play: Playwright, profile: Path, origin: str, line: Line) -> None:
        self.play, self.profile, self.origin, self.line = play, profile, origin, line
        self.sent: list[str] = []
        self.context: BrowserContext
        self.page: Page

    async def switch_on(self, at: datetime) -> None:
        self.context = await self.play.chromium.launch_persistent_context(
            str(self.profile), executable_path="/usr/bin/chromium", args=CHROMIUM, viewport={"width": 360, "height": 740},
            locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce",
        )  # fmt: skip
        self.context.set_default_timeout(30_000)
        self.context.on("request", lambda asked: self.sent.append(asked.url) if asked.method == "PUT" else None)
        self.page = self.context.pages[0]
        await self.clock(at)

    async def clock(self, at: datetime) -> None:
        await self.context.clock.set_fixed_time(at)

    async def off_the_net(self) -> None:
        await self.line.cut()

    async def on_the_net(self) -> None:
        self.line.up = True

    def pull_the_plug(self) -> None:
        """The browser is gone at once, in the middle of whatever it does."""
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                if str(self.profile).encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)

    async def switch_off(self) -> None:
        with suppress(Exception):
            await self.context.close()

    async def go(self, path: str) -> None:
        await self.page.goto(self.origin + path)

    async def go_nowhere(self) -> None:
        """No page of ours is open any more."""
        await self.page.goto("about:blank")

    async def sign_in(self, login: str, password: str) -> None:
        await self.go("/login")
        for field, value in zip(PASSWORD_FIELDS, (login, password), strict=True):
            await self.page.fill(field, value)
        await self.page.click("button:not(.plain)[type=submit]")
        await self.page.wait_for_selector("body[data-scope]")

    async def sign_out(self) -> None:
        await self.page.eval_on_selector("form[action='/logout']", "form => form.requestSubmit()")
        await self.page.wait_for_selector("#password")

    async def until(self, holds: str, *given: Any, seconds: float = 20) -> None:
        """Until a question to the page is answered with yes; the page may be left meanwhile."""
        end = monotonic() + seconds
        while monotonic() < end:
            with suppress(Error):
                if await self.page.evaluate(holds, *given):
                    return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never so: {holds}")

    async def taken_along(self) -> None:
        """Until the worker has everything of who is signed in."""
        await self.until(
            """async () => {
                const at = await shelf.get("places", `at ${document.body.dataset.address}`).catch(() => null);
                const feed = await shelf.get("taken", `${document.body.dataset.scope}|feed`).catch(() => null);
                return Boolean(at?.synced && feed && at.scope === document.body.dataset.scope);
            }"""
        )

    async def fill(self, slug: str, due: str, words: str) -> tuple[int, int]:
        """Open a check and answer all of it; how many points and photos are stored."""
        await self.go(f"/{slug}/due/{due}")
        await first_told(self.page)
        points, photos = await self.page.evaluate(FILL, words)
        return points, photos

    async def send(self) -> None:
        await self.page.click("#check .send-bar [type=submit]")

    async def states(self) -> dict[str, str]:
        """By due check: where its record is, as far as it is on this phone."""
        return await self.page.evaluate("async () => Object.fromEntries((await outbox.all()).map((one) => [one.due, one.state]))")
