"""Jobs: how soon one starts after its commit when all is quiet, and how fast a full outbox empties.

    .venv/bin/python -m tests.bench.bench_jobs

Floors in the same run: a bare row with NOTIFY until another process hears it; how fast checks are sent.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

from infra.postgres import Postgres
from saas import worker
from saas.checks.sent import parse
from saas.checks.submit import Sender, submit
from saas.migrate import migrate
from saas.shield import token_hash
from tenants import current, db, engine, inside, job, later, once
from tests.bench.bench_submit import CLIENTS, many_dues
from tests.checks.company import Company, body, found

SPAWN = multiprocessing.get_context("spawn")
STARTS, WARM, QUIET = 300, 20, 0.02
JOBS, CHECKS = 3000, 1200
BEGUN_MS, DRAIN = 5.0, 2.0
BARE = "insert into jobs (tenant_id, name, state) values ($1, 'bench.bare', 'done')"
LEFT = "select count(*) from jobs where tenant_id = $1 and state = 'ready'"
ASK = "insert into jobs (tenant_id, name) select $1, 'bench.nothing' from generate_series(1, $2)"
Row = tuple[str, float, str, str]
_queue: Any = None


@job("bench.begin")
async def begin(**_: datetime) -> None:
    _queue.put(time.monotonic_ns())


@job("bench.nothing")
async def nothing(**_: datetime) -> None:
    pass


async def rows() -> list[Row]:
    """(what, figure, unit, bar) on a database, company and worker of its own."""
    with tempfile.TemporaryDirectory() as folder:
        postgres = Postgres(Path(folder), options={"fsync": "off"}, mortal=True)
        postgres.start()
        try:
            await migrate(postgres.dsn("owner"))
            plain = {role: postgres.dsn(role) for role in ("app", "operator")}
            engine.connect_to(plain["app"])
            await engine.start_connection_pool(min_size=CLIENTS, max_size=CLIENTS)
            try:
                files = Path(folder, "files").as_uri()
                return await _measured(plain | {"files_url": files, "broker_url": None})
            finally:
                await engine.close_connection_pool()
        finally:
            postgres.stop()


async def _measured(plain: dict[str, Any]) -> list[Row]:
    now = datetime.now(UTC)
    company = await found(f"bench-{uuid4().hex[:8]}", now=now, day=now.date())
    queue = SPAWN.SimpleQueue()
    async with beside(listen, plain, queue):
        floor = await heard(company.id, queue, _bare)
    async with beside(work, plain, queue):
        begun = await heard(company.id, queue, lambda: later("bench.begin"))
    rate = await sent(company)
    async with inside(company.id):
        await db().execute(ASK, company.id, JOBS)
    async with beside(work, plain, queue):
        await _empty(company.id)
    idle, full = await drained(company.id, "bench.nothing"), await drained(company.id, "findings.register")
    p50, p99 = at(floor, 0.5), at(floor, 0.99)
    late50, late99 = at(begun, 0.5), at(begun, 0.99)
    return [
        ("row and NOTIFY heard, p50", p50, "ms", "floor"),
        ("row and NOTIFY heard, p99", p99, "ms", "floor"),
        ("job begun after commit, p50", late50, "ms", f"{late50 / p50:.1f} ×; at most {BEGUN_MS} ms"),
        ("job begun after commit, p99", late99, "ms", f"{late99 / p99:.1f} ×"),
        ("checks sent, all with faults", rate, "/s", "floor"),
        ("jobs done, nothing to do", idle, "/s", f"{idle / rate:.2f} ×; at least {DRAIN} ×"),
        ("findings of these checks", full, "/s", f"{full / rate:.2f} ×"),
    ]


def at(times: list[float], share: float) -> float:
    """The time below which `share` of the sorted times lie."""
    return times[int(len(times) * share)]


async def heard(tenant: UUID, queue: Any, ask: Callable[[], Awaitable[None]]) -> list[float]:
    """Sorted milliseconds from sending COMMIT until the other process has heard, one at a time in quiet."""
    times = []
    for n in range(STARTS + WARM):
        await asyncio.sleep(QUIET)
        async with inside(tenant):
            await ask()
            began = time.monotonic_ns()
        took = (await asyncio.to_thread(queue.get) - began) / 1e6
        if n >= WARM:
            times.append(took)
    return sorted(times)


async def _bare() -> None:
    await db().execute(BARE, current())
    await db().execute("select pg_notify('bench', '')")


async def sent(company: Company) -> float:
    """Checks a second through the verb, each with two failed points; one job each stays in the outbox."""
    left = iter(await many_dues(company, CHECKS))
    by = Sender(company.id, company.sender.member, [company.post])
    faults = {"P_01": {"verdict": "fail"}, "P_02": {"verdict": "fail"}}

    async def one() -> None:
        for due in left:
            given = parse(msgspec.json.encode(body(company, due=due, **faults)))
            row = await once("enter", company.slug, token_hash(company.sender.token), datetime.now(UTC), due)
            await submit(uuid4(), given, row["due"], by=by, now=datetime.now(UTC))

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(CLIENTS)))
    return CHECKS / (time.perf_counter() - began)


async def _empty(tenant: UUID) -> None:
    """Until nothing is due."""
    left = 1
    while left:
        await asyncio.sleep(0.2)
        async with inside(tenant):
            left = await db().fetchval(LEFT, tenant)


async def drained(tenant: UUID, name: str) -> float:
    """Jobs of one kind a second, from the first to the last of them."""
    async with inside(tenant):
        row = await db().fetchrow(
            """select count(*) as done, extract(epoch from max(finished_at) - min(finished_at))::float as took
                 from jobs where tenant_id = $1 and name = $2 and state = 'done'""",
            tenant, name,
        )  # fmt: skip
    return row["done"] / row["took"]


@asynccontextmanager
async def beside(target: Callable[..., None], plain: dict[str, Any], queue: Any) -> AsyncIterator[None]:
    """Another process, from its first word to SIGTERM."""
    process = SPAWN.Process(target=target, args=(plain, queue))
    process.start()
    try:
        await asyncio.to_thread(queue.get)
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.join, 15)


def listen(plain: dict[str, Any], queue: Any) -> None:
    """Runs in a process of its own: says when it hears."""
    asyncio.run(_listen(plain, queue))


async def _listen(plain: dict[str, Any], queue: Any) -> None:
    connection = await asyncpg.connect(**plain["operator"])
    await connection.add_listener("bench", lambda *_: queue.put(time.monotonic_ns()))
    queue.put(0)
    await asyncio.Event().wait()


def work(plain: dict[str, Any], queue: Any) -> None:
    """Runs in a process of its own: the worker as it is, with two jobs more."""
    global _queue  # noqa: PLW0603 – a handler takes no more than its arguments
    _queue = queue
    asyncio.run(_work(plain, queue))


async def _work(plain: dict[str, Any], queue: Any) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    serving = asyncio.create_task(worker.serve(SimpleNamespace(**plain), stop))
    queue.put(0)
    await serving


async def main() -> None:
    for what, figure, unit, bar in await rows():
        print(f"  {what:<30}{figure:9.2f} {unit:<3} {bar}")


if __name__ == "__main__":
    asyncio.run(main())
