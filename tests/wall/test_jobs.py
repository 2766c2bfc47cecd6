"""Jobs leave only with their data, run once however often they are rung, and end where a person can see them."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest

from saas import worker
from tenants import db, engine, inside, job, later, lobby, registry, retry, run
from tests.conftest import NOW

ran: Counter[str] = Counter()


@pytest.fixture(autouse=True, scope="module")
def handlers():
    @job("tests.count")
    async def count(*, now, name):
        ran[name] += 1

    @job("tests.poison")
    async def poison(*, now):
        raise ValueError("never works")

    @job("tests.slow", staged=True)
    async def slow(*, tenant, now, name):
        async with inside(tenant):
            ran[name] += 1

    yield
    for name in ("tests.count", "tests.poison", "tests.slow"):
        del registry[name]


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
        return await db().fetchrow("select state, attempts, error, due_at from jobs where tenant_id = $1 and id = $2", tenant, job_id)


async def until(true, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await true():
            await asyncio.sleep(0.01)


class TestOutbox:
    pytestmark = pytest.mark.usefixtures("world")

    async def test_a_rolled_back_transaction_asks_for_nothing(self):
        a = await company("rolled-back")
        with pytest.raises(ZeroDivisionError):
            async with inside(a):
                await later("tests.count", name="ghost")
                raise ZeroDivisionError
        async with inside(a):
            assert await db().fetchval("select count(*) from jobs where tenant_id = $1", a) == 0

    async def test_later_needs_a_tenant(self):
        async with lobby():
            with pytest.raises(RuntimeError):
                await later("tests.count", name="nobody")

    async def test_a_key_is_asked_for_once(self):
        a = await company("keyed")
        for _ in range(3):
            await ask(a, "tests.count", key="monday", name="keyed")
        async with inside(a):
            assert await db().fetchval("select count(*) from jobs where tenant_id = $1", a) == 1

    async def test_it_runs_once_when_rung_by_many_at_once(self):
        a = await company("many")
        job_id = await ask(a, "tests.count", name="many")
        later_on = NOW + timedelta(days=3650)
        done = await asyncio.gather(*(run(a, job_id, now=later_on) for _ in range(6)))
        assert (sum(done), ran["many"]) == (1, 1)

    async def test_another_company_cannot_run_it(self):
        a, b = await company("mine-1"), await company("mine-2")
        job_id = await ask(a, "tests.count", name="foreign")
        assert not await run(b, job_id, now=NOW + timedelta(days=3650))
        assert ran["foreign"] == 0

    async def test_poison_ends_in_the_list_of_dead_jobs_and_can_be_retried(self):
        a = await company("poison")
        job_id, now = await ask(a, "tests.poison"), NOW + timedelta(days=3650)
        for _ in range(5):
            with pytest.raises(ValueError, match="never works"):
                await run(a, job_id, now=now)
            now = (await state(a, job_id))["due_at"]
        row = await state(a, job_id)
        assert (row["state"], row["attempts"], row["error"]) == ("dead", 5, "ValueError: never works")
        assert not await run(a, job_id, now=now)
        async with inside(a):
            assert await retry(job_id, now=now)
            assert not await retry(job_id, now=now)
        assert (await state(a, job_id))["state"] == "ready"

    async def test_a_staged_job_commits_as_it_goes_and_counts_its_tries_first(self):
        a = await company("staged")
        job_id = await ask(a, "tests.slow", name="staged")
        assert await run(a, job_id, now=NOW + timedelta(days=3650))
        assert (await state(a, job_id))["state"] == "done"
        assert ran["staged"] == 1


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


class TestEmbedded:
    async def test_it_starts_soon_after_commit_and_survives_lost_and_doubled_rings(self, fresh):
        async with working(fresh):
            a, b = await company("embedded-a"), await company("embedded-b")
            jobs = [await ask(t, "tests.count", name=f"embedded-{n}") for n in range(30) for t in (a, b)]

            async def all_done():
                async with inside(a):
                    one = await db().fetchval("select count(*) from jobs where tenant_id = $1 and state <> 'done'", a)
                async with inside(b):
                    return one + await db().fetchval("select count(*) from jobs where tenant_id = $1 and state <> 'done'", b) == 0

            await until(all_done)
        assert len(jobs) == 60
        assert all(ran[f"embedded-{n}"] == 2 for n in range(30))

    async def test_what_was_rung_and_lost_is_rung_again(self, fresh):
        """As after kill -9 of a worker: the row says rung, nobody works on it."""
        async with working(fresh):
            a = await company("lost")
        async with working(fresh):
            async with inside(a):
                await db().execute(
                    """insert into jobs (tenant_id, name, args, rung_at)
                       values ($1, 'tests.count', '{"name": "lost"}', now() - interval '31 seconds')""", a
                )  # fmt: skip
                await db().execute("select pg_notify('jobs', '')")

            async def done():
                return ran["lost"] == 1

            await until(done)


@pytest.fixture
def redis_url(tmp_path):
    """A real Redis from the system's packages, on a free loopback port, for this test alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(10)


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="Redis is not installed on this machine")
async def test_a_job_goes_through_a_real_redis(fresh, redis_url):
    from datetime import UTC, datetime

    from saas.relay import Relay

    async with working(fresh, broker_url=redis_url):
        a = await company("through-redis")
        runner = worker.Runner(worker.make_broker(redis_url), asyncio.get_running_loop())
        relay = Relay(fresh.operator, runner.ring, lambda: datetime.now(UTC), lambda: 32)
        ringing = asyncio.create_task(relay.run())
        job_id = await ask(a, "tests.count", name="redis")

        async def done():
            return (await state(a, job_id))["state"] == "done"

        await until(done, 20)
        ringing.cancel()
    fresh.broker_url = None
    assert ran["redis"] == 1
