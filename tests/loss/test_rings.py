"""The outbox is the truth: rings get lost and doubled, workers end midway, and every job is done once."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import dramatiq
import pytest

from saas import relay, worker
from tenants import db, inside, job, later, registry, run
from tests.conftest import NOW

JOBS = 300
LINES = "select noun_id from trails where tenant_id = $1 and action = 'ring'"
LEFT = "select count(*) from jobs where tenant_id = $1 and name = 'tests.line' and state <> 'done'"
FATAL = "select id from jobs where tenant_id = $1 and name = 'tests.fatal'"
LOST, DOUBLED = 0.3, 0.3


@pytest.fixture(autouse=True)
def handlers():
    """A job that leaves a line, and one that takes its worker along."""

    @job("tests.line")
    async def line(*, now, noun):
        await db().execute(
            """insert into trails (tenant_id, at, action, noun, noun_id)
               select current_setting('app.tenant')::uuid, $1, 'ring', 'test', $2""",
            now, noun,
        )  # fmt: skip

    @job("tests.fatal", staged=True)
    async def fatal(**_):
        raise asyncio.CancelledError

    yield
    del registry["tests.line"], registry["tests.fatal"]


@asynccontextmanager
async def careless(world, dice):
    """The worker's parts with a bell that forgets three rings of ten and doubles three."""
    broker = worker.make_broker(None)
    runner = worker.Runner(broker, asyncio.get_running_loop())
    hands = dramatiq.Worker(broker, worker_threads=4, worker_timeout=50, queues={worker.QUEUE})

    def ring(tenant, job_id):
        luck = dice.random()
        for _ in range(0 if luck < LOST else 2 if luck < LOST + DOUBLED else 1):
            runner.ring(tenant, job_id)

    bell = relay.Relay(world.operator, ring, lambda: datetime.now(UTC), lambda: 8 - runner.waiting)
    runner.on_done = bell.wake
    hands.start()
    ringing = asyncio.create_task(bell.run())
    try:
        yield
    finally:
        ringing.cancel()
        with suppress(asyncio.CancelledError):
            await ringing
        await asyncio.to_thread(hands.stop)
        broker.close()


async def test_lost_and_doubled_rings_do_every_job_once(world, cast, monkeypatch):
    monkeypatch.setattr(relay, "AGAIN", timedelta(milliseconds=300))
    monkeypatch.setattr(relay, "SWEEP_SECONDS", 0.1)
    tenant, nouns = cast.brand.id, [uuid4() for _ in range(JOBS)]
    async with careless(world, Random(30)):
        for noun in nouns:
            async with inside(tenant):
                await later("tests.line", noun=str(noun))
        end = time.monotonic() + 20
        while await _left(tenant):
            assert time.monotonic() < end
            await asyncio.sleep(0.1)
    async with inside(tenant):
        lines = await db().fetch(LINES, tenant)
    assert sorted(row["noun_id"] for row in lines) == sorted(nouns)


async def _left(tenant) -> int:
    async with inside(tenant):
        return await db().fetchval(LEFT, tenant)


async def test_a_job_that_takes_the_worker_along_every_time_ends_where_a_person_sees_it(cast):
    tenant, now = cast.brand.id, NOW + timedelta(days=3650)
    async with inside(tenant):
        await later("tests.fatal")
        job_id = await db().fetchval(FATAL, tenant)
    for _ in range(5):
        with pytest.raises(asyncio.CancelledError):
            await run(tenant, job_id, now=now)
        now += timedelta(minutes=16)
    assert not await run(tenant, job_id, now=now)
    async with inside(tenant):
        row = await db().fetchrow(
            "select state, attempts, error from jobs where tenant_id = $1 and id = $2", tenant, job_id
        )
    assert tuple(row) == ("dead", 5, "the worker ended during this job")
