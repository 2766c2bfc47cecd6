"""Jobs leave only with their data, run once however often they are rung, and end where a person can see them."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from tenants import db, inside, job, later, lobby, registry, retry, run
from tests.conftest import NOW
from tests.outbox import ask, company, state, until, working

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
