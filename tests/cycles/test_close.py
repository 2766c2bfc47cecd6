"""Closing a cycle: once, whatever happens, and every figure as it would come out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from saas.cycles.close import close
from tenants import db, inside
from tests.cast import found
from tests.cycles.fill import fill


FIRST, SECOND = (date(2026, 9, 1), date(2026, 9, 10)), (date(2026, 11, 1), date(2026, 11, 10))


@pytest.fixture(scope="module")
async def firm(world):
    """A company with two short cycles, both filled and over."""
    firm = await found("seasoned", now=world.now, first_day=date(2026, 7, 1))
    async with inside(firm.id):
        for code, (first, last) in zip(("2026-Q3", "2026-Q4"), (FIRST, SECOND), strict=True):
            await db().execute(
                "update cycles set from_date = $3, to_date = $4 where tenant_id = $1 and code = $2", firm.id, code, first, last
            )
        await fill(*FIRST, member=firm.admin.member, now=world.now, percent=4, seed=1)
        await fill(*SECOND, member=firm.admin.member, now=world.now, percent=3, seed=2)
    return firm


async def test_smoke(firm, world):
    import time
    async with inside(firm.id):
        print(await db().fetchval("select count(*) from answers where tenant_id=$1", firm.id))
        for code in ("2026-Q3", "2026-Q4"):
            cycle = await db().fetchval("select id from cycles where tenant_id = $1 and code = $2", firm.id, code)
            t = time.perf_counter()
            done = await close(cycle, by=None, now=world.now)
            print(done, time.perf_counter() - t)
        for r in await db().fetch("select c.code q, u.code, s.score, s.grade, s.bridge from scores s join units u on u.id = s.subject_id join cycles c on c.id=s.cycle_id where s.tenant_id = $1 order by 1,2", firm.id): print(*r.values())
        for r in await db().fetch("select m.* from measures m where m.tenant_id = $1 order by id limit 6", firm.id): print(dict(r))
