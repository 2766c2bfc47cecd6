"""A company with two closed quarters, in a database of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from tenants import db, inside
from tests.cast import _known, found
from tests.reports.lived import quarter

BEGAN = datetime(2026, 1, 1, 2, tzinfo=UTC)
PAGES = ("executive", "admin", "leader", "staff")


@pytest.fixture(scope="module")
async def lived(world):
    """firm, first and second: a company and its two closed cycles."""
    firm = await found("lived", now=BEGAN, first_day=date(2026, 1, 1))
    first = await quarter(firm, "2026-Q1", date(2026, 3, 16), date(2026, 3, 31), percent=5, seed=1, days=1)
    second = await quarter(firm, "2026-Q2", date(2026, 5, 11), date(2026, 6, 30), percent=3, seed=9, days=1)
    for name in PAGES:
        firm.people[name] = await _known(firm, firm.people[name].login, world.now)
    return SimpleNamespace(firm=firm, first=first, second=second)


@pytest.fixture
async def stored(lived):
    """The stored score of a unit, by code, in the second cycle."""

    async def read(code: str, cycle=None):
        async with inside(lived.firm.id):
            return await db().fetchrow(
                """select s.* from scores s where s.tenant_id = $1 and s.cycle_id = $2 and s.subject_kind = 'unit'
                      and s.subject_id = $3""",
                lived.firm.id, cycle or lived.second, lived.firm.units[code],
            )  # fmt: skip

    return read
