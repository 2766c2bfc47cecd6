"""What the tests of jobs share: a bare company, a job asked for, its row, and a worker beside the test."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from uuid import UUID

from saas import worker
from tenants import db, engine, inside, later, lobby


async def company(slug: str) -> UUID:
    async with lobby():
        return await db().fetchval(
            "insert into tenants (slug, name, industry, created_at) values ($1, $1, 'cold_drink', now()) returning id", slug
        )


async def ask(tenant: UUID, wanted: str, /, **args) -> UUID:
    async with inside(tenant):
        await later(wanted, **args)
        return await db().fetchval("select id from jobs where tenant_id = $1 order by id desc limit 1", tenant)


async def state(tenant: UUID, job_id: UUID):
    async with inside(tenant):
        return await db().fetchrow(
            "select state, attempts, error, due_at from jobs where tenant_id = $1 and id = $2", tenant, job_id
        )


async def until(true, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await true():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def working(world, **settings):
    """A worker of this process on the world's database, with whatever broker the settings name."""
    for name, value in settings.items():
        setattr(world, name, value)
    stop = asyncio.Event()
    task = asyncio.create_task(worker.serve(world, stop))
    async with asyncio.timeout(20):
        while engine.pool is None:
            await asyncio.sleep(0.01)
    try:
        yield
    finally:
        stop.set()
        await task
