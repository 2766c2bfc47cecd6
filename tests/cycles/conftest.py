"""A company with two short cycles behind it, filled and over; the pages
and verbs of closing are tried on it."""

from __future__ import annotations

from datetime import date

import pytest

from tenants import db, inside
from tests.cast import found
from tests.cycles.fill import fill

FIRST, SECOND = (date(2026, 9, 1), date(2026, 9, 4)), (date(2026, 11, 2), date(2026, 11, 5))


async def seasoned(world, slug="seasoned", rates=(6, 3)):
    """A fresh company whose cycles 2026-Q3s and 2026-Q4s last a few days each and are full of checks."""
    firm = await found(slug, now=world.now, first_day=date(2026, 7, 1))
    async with inside(firm.id):
        for n, (code, days) in enumerate((("2026-Q3", FIRST), ("2026-Q4", SECOND))):
            await db().execute(
                """update cycles set code = code || 's', from_date = $3, to_date = $4
                    where tenant_id = $1 and code = $2""",
                firm.id, code, *days,
            )  # fmt: skip
            await fill(*days, member=firm.admin.member, now=world.now, percent=rates[n], seed=n)
    return firm


async def cycle_of(firm, code):
    async with inside(firm.id):
        return await db().fetchval("select id from cycles where tenant_id = $1 and code = $2", firm.id, code)


@pytest.fixture(scope="module")
async def firm(world):
    return await seasoned(world)
