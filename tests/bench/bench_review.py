"""The clean remainder of a long queue, accepted in one act: through the page, as a leader does it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from saas.reviews.accept_rest import accept_rest
from saas.reviews.queue_reads import REST, clean
from saas.reviews.take_back import take_back
from tenants import db, inside
from tests.bench.bench_pages import QUEUE, WAITING
from tests.bench.bench_submit import Connected, analyze, many_dues
from tests.checks.company import TODAY, found


@dataclass(frozen=True)
class Decided:
    """Seconds to accept so many of those waiting in one transaction, and to undo it."""

    many: int
    waiting: int
    accepted: float
    undone: float


async def figures(settings: Any) -> Decided:
    """A leader's worst Monday, twice: the first act warms up and is undone."""
    now = datetime.now(UTC)
    async with Connected(settings):
        company = await found(f"bench-{uuid4().hex[:8]}", now=now, day=TODAY)
        await many_dues(company, WAITING, day=now.date() - timedelta(days=40))
        async with inside(company.id):
            await db().execute(QUEUE, company.id, company.sender.member, now.date() - timedelta(days=40))
            heads = await db().fetch(
                "select unit_id from roles where tenant_id = $1 and membership_id = $2", company.id, company.leader.member
            )
        await analyze(settings)
        took = [await _once(company, [row["unit_id"] for row in heads]) for _ in range(2)]
    return Decided(REST, WAITING, *took[-1])


async def _once(company: Any, heads: list[Any]) -> tuple[float, float]:
    now, leader = datetime.now(UTC), company.leader.member
    began = time.perf_counter()
    async with inside(company.id):
        checks = await clean(heads, leader, [], unit=None, until=now)
        done = await accept_rest(checks, by=leader, now=now)
    accepted = time.perf_counter() - began
    assert len(done.checks) == REST
    began = time.perf_counter()
    async with inside(company.id):
        await take_back(done.batch, by=leader, now=now)
    return accepted, time.perf_counter() - began
