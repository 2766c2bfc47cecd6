"""What closing costs: a cycle of a hundred thousand answers, against one scan of the same answers as the
app role.

    `make bench`

Builds its own database, company and answers; both sides run in the same process against the same server.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import asyncpg

from saas.checks.miss import miss
from saas.cycles.close import close
from saas.cycles.record import Closing, record
from saas.scores.bridge import bridge
from saas.scores.gather import gather
from saas.scores.score import score
from saas.scores.sheet import Sheet, from_json
from tenants import db, engine, inside
from tests.cast import Firm, found
from tests.cycles.fill import fill, handle

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
BEFORE, CYCLE = (date(2026, 1, 1), date(2026, 1, 20)), (date(2026, 1, 21), date(2026, 8, 31))
FLOOR = "select count(*), sum(share_e4) from answers where tenant_id = $1"
BOUND = 3.2
RUNS = 5


class UndoneError(Exception):
    """Ends a measured transaction without keeping it."""


async def best(firm: Firm, work: Callable[[], Awaitable[object]]) -> float:
    """Fastest of several runs in milliseconds, each in a transaction that is rolled back."""
    times = []
    for _ in range(RUNS):
        try:
            async with inside(firm.id):
                start = time.perf_counter()
                await work()
                times.append((time.perf_counter() - start) * 1000)
                raise UndoneError  # noqa: TRY301
        except UndoneError:
            pass
    return min(times)


async def build(owner: dict[str, object]) -> tuple[Firm, object, object, int]:
    """A company with a short closed cycle and a long full one; returns it with both cycles
    and the answers."""
    firm = await found("bench", now=NOW, first_day=date(2026, 1, 1))
    async with inside(firm.id):
        ids = await db().fetch("select id from cycles where tenant_id = $1 order by from_date", firm.id)
        for row, days in zip(ids, (BEFORE, CYCLE, (date(2026, 9, 1), date(2026, 9, 30))), strict=False):
            await db().execute(
                "update cycles set from_date = $3, to_date = $4 where tenant_id = $1 and id = $2",
                firm.id,
                row["id"],
                *days,
            )
        for n, days in enumerate((BEFORE, CYCLE)):
            count = await fill(*days, member=firm.admin.member, now=NOW, percent=5 - n, seed=n)
            await handle(*days, member=firm.admin.member)
    connection = await asyncpg.connect(**owner)
    await connection.execute("vacuum analyze")
    await connection.close()
    async with inside(firm.id):
        await close(ids[0]["id"], by=None, now=NOW)
    return firm, ids[0]["id"], ids[1]["id"], count


async def stages(firm: Firm, before: object, cycle: object) -> dict[str, float]:
    """Each part of closing by itself, and the whole."""
    async with inside(firm.id):
        sheet = await gather(cycle, now=NOW)
        old: Sheet = from_json(
            await db().fetchval(
                "select sheet from closures where tenant_id = $1 and cycle_id = $2", firm.id, before
            )
        )
        scheme = await db().fetchval(
            "select scheme_id from cycles where tenant_id = $1 and id = $2", firm.id, cycle
        )
    scores, moves = score(sheet), bridge(old, sheet)
    closing = Closing(cycle, scheme, sheet, scores, before, moves)

    async def pure(work: Callable[[], object]) -> None:
        work()

    return {
        "miss": await best(firm, lambda: miss(now=NOW)),
        "sheet": await best(firm, lambda: gather(cycle, now=NOW)),
        "score": await best(firm, lambda: pure(lambda: score(sheet))),
        "bridge": await best(firm, lambda: pure(lambda: bridge(old, sheet))),
        "record": await best(firm, lambda: record(closing, by=None, now=NOW, reason=None)),
        "total": await best(firm, lambda: close(cycle, by=None, now=NOW)),
    }


async def figures(settings: Any) -> tuple[int, float, dict[str, float]]:
    """Answers, the floor and every stage in milliseconds; `settings` name a migrated database of its own."""
    engine.connect_to(settings.app)
    await engine.start_connection_pool(min_size=1, max_size=2)
    try:
        firm, before, cycle, _ = await build(settings.owner)
        async with inside(firm.id):
            answers = await db().fetchval("select count(*) from answers where tenant_id = $1", firm.id)
        floor = await best(firm, lambda: db().fetchrow(FLOOR, firm.id))
        return answers, floor, await stages(firm, before, cycle)
    finally:
        await engine.close_connection_pool()
