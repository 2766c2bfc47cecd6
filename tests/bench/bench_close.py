"""What closing costs, against one scan of the same answers as the app role: a hundred thousand answers of one brand,
a million of 1,221 units, and ten million where they are asked for.

    `make bench`, `make bench BIG=1`

Builds its own database, company and answers; both sides run in the same process against the same server.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import asyncpg
import msgspec

from saas.checks.miss import miss
from saas.cycles.close import close
from saas.cycles.record import Closing, freeze, record
from saas.scores.bridge import bridge
from saas.scores.gather import gather
from saas.scores.score import score
from saas.scores.sheet import Sheet, from_json
from tenants import db, engine, inside
from tests.bench.big import grow
from tests.bench.cpu import used_by
from tests.cast import Firm, found
from tests.cycles.fill import count_cycle, count_days, fill, handle

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
FLOOR = "select count(*), sum(share_e4) from answers where tenant_id = $1"
SLICE = timedelta(days=10)


@dataclass(frozen=True)
class Size:
    """Units added to the pack's, the days of a short closed cycle and of a long full one, how often to measure;
    the lists that every added unit fills in each day, and whether tallies are counted for all days at once.
    """

    units: int
    before: tuple[date, date]
    cycle: tuple[date, date]
    runs: int
    lists: tuple[str, ...] = ("C1",)
    at_once: bool = False
    percent: tuple[int, int] = (3, 2)  # how much fails before and in the full one; 0 is two in a hundred


BRAND = Size(0, (date(2026, 1, 1), date(2026, 1, 20)), (date(2026, 1, 21), date(2026, 8, 31)), 12)
GROUP = Size(1202, (date(2026, 3, 1), date(2026, 3, 4)), (date(2026, 4, 1), date(2026, 6, 10)), 8, at_once=True)
LARGEST = Size(
    1202,
    (date(2026, 3, 1), date(2026, 3, 4)),
    (date(2026, 4, 1), date(2026, 8, 31)),
    4,
    ("C1", "C2", "C3", "C4", "C5", "C6"),
    True,
    (1, 0),
)
# Making ten million answers is most of the run; nothing of it is kept, so nothing of it has to survive a crash.
FAST = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "wal_level": "minimal", "max_wal_senders": "0",
    "max_wal_size": "8GB", "autovacuum": "off",
}  # fmt: skip
ROOMY = "set local work_mem = '256MB'"


class UndoneError(Exception):
    """Ends a measured transaction without keeping it."""


class Took(NamedTuple):
    """Milliseconds of processor time, of this process and of its backend together, and by the clock."""

    cpu: float
    clock: float


async def best(firm: Firm, work: Callable[[], Awaitable[object]], runs: int) -> Took:
    """Least of several runs, each in a transaction that is rolled back."""
    told = []
    for _ in range(runs):
        try:
            async with inside(firm.id):
                backend = await db().fetchval("select pg_backend_pid()")
                start, used = time.perf_counter(), used_by(backend)
                await work()
                told.append(Took(used_by(backend) - used, (time.perf_counter() - start) * 1000))
                raise UndoneError  # noqa: TRY301
        except UndoneError:
            pass
    return least(told)


def least(told: Iterable[Took]) -> Took:
    """The least of each."""
    cpu, clock = zip(*told, strict=True)
    return Took(min(cpu), min(clock))


async def build(owner: dict[str, object], size: Size) -> tuple[Firm, object, object]:
    """A company with a short closed cycle and a long full one; returns it with both cycles."""
    firm = await found("bench", now=NOW, first_day=date(2026, 1, 1))
    async with inside(firm.id):
        await grow(size.units, size.lists)
        ids = await db().fetch("select id from cycles where tenant_id = $1 order by from_date", firm.id)
        for row, days in zip(ids, (size.before, size.cycle, (date(2026, 9, 1), date(2026, 9, 30))), strict=False):
            await db().execute(
                "update cycles set from_date = $3, to_date = $4 where tenant_id = $1 and id = $2", firm.id, row["id"], *days
            )
    connection = await asyncpg.connect(**owner)
    for n, days in enumerate((size.before, size.cycle)):
        await _fill(firm, days, percent=size.percent[n], seed=n, connection=connection, tallied=not size.at_once)
        if size.at_once:
            async with inside(firm.id):
                await db().execute(ROOMY)
                await count_cycle(ids[n]["id"], *days)
    await connection.execute("vacuum analyze")
    await connection.close()
    async with inside(firm.id):
        await close(ids[0]["id"], by=None, now=NOW)
    return firm, ids[0]["id"], ids[1]["id"]


async def _fill(firm: Firm, days: tuple[date, date], *, percent: int, seed: int, connection: Any, tallied: bool) -> None:
    """Ten days at a time: the planner has to know of the first before it is good at the next."""
    first, end = days
    while first <= end:
        last = min(first + SLICE, end)
        async with inside(firm.id):
            await db().execute(ROOMY)
            await fill(first, last, member=firm.admin.member, now=NOW, percent=percent, seed=seed, tallied=tallied)
            await handle(first, last, member=firm.admin.member)
            if not tallied:
                await count_days(first, last)
        if first <= days[0] + SLICE * 2:
            await connection.execute("analyze")
        first = last + timedelta(days=1)


async def stages(firm: Firm, before: object, cycle: object, runs: int) -> dict[str, Took]:
    """The floor, each part of closing by itself, and the whole, in turns of one run."""
    async with inside(firm.id):
        sheet = await gather(cycle, now=NOW)
        text = await db().fetchval("select sheet from closures where tenant_id = $1 and cycle_id = $2", firm.id, before)
        scheme = await db().fetchval("select scheme_id from cycles where tenant_id = $1 and id = $2", firm.id, cycle)
    old: Sheet = from_json(text)
    closing = Closing(cycle, scheme, sheet, score(sheet), before, bridge(old, sheet).items())

    async def pure(work: Callable[[], object]) -> None:
        work()

    parts: dict[str, Callable[[], Awaitable[object]]] = {
        "floor": lambda: scan(firm),
        "miss": lambda: miss(now=NOW),
        "sheet": lambda: gather(cycle, now=NOW),
        "score": lambda: pure(lambda: score(sheet)),
        "bridge": lambda: pure(lambda: bridge(old, sheet, closing.scores)),
        "freeze": lambda: freeze(cycle, sheet, by=None, now=NOW, reason=None),
        "record": lambda: record(closing, by=None, now=NOW, reason=None),
        "total": lambda: close(cycle, by=None, now=NOW),
    }
    # The machine has other work now and then: every part gets its turn in every round.
    rounds = [{name: await best(firm, work, 2) for name, work in parts.items()} for _ in range(runs // 2)]
    return {name: least(each[name] for each in rounds) for name in parts}


async def scan(firm: Firm) -> None:
    """The floor: one process reads all answers once."""
    await db().execute("set local max_parallel_workers_per_gather = 0")
    await db().fetchrow(FLOOR, firm.id)


async def memory(settings: Any, firm: Firm, cycle: object) -> int:
    """The most memory that a worker's process holds when it closes the cycle, in MB."""
    told = {"app": settings.app, "firm": str(firm.id), "cycle": str(cycle), "now": NOW.isoformat()}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.closing_worker", msgspec.json.encode(told).decode(), stdout=asyncio.subprocess.PIPE
    )
    text, _ = await child.communicate()
    return int(text)


async def figures(settings: Any, size: Size = BRAND) -> tuple[int, dict[str, Took], int]:
    """Answers, the floor and every stage, MB of a worker; `settings` name a migrated database of its own."""
    engine.connect_to(settings.app)
    await engine.start_connection_pool(min_size=1, max_size=2)
    try:
        firm, before, cycle = await build(settings.owner, size)
        async with inside(firm.id):
            answers = await db().fetchval("select count(*) from answers where tenant_id = $1", firm.id)
        return answers, await stages(firm, before, cycle, size.runs), await memory(settings, firm, cycle)
    finally:
        await engine.close_connection_pool()
