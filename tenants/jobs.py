"""Jobs leave only with their data: `later` writes a row in the open transaction, `@job` names a handler.

The table is the truth. A broker only rings: a message is (tenant, job id), and whoever takes it claims the
row under its lock, so a job that is rung twice runs once and a lost ring is rung again by the sweeper.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tenants.inside import current, db, inside

Handler = Callable[..., Awaitable[None]]
ATTEMPTS = 5
BACKOFF = (timedelta(seconds=2), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))


@dataclass(frozen=True)
class Job:
    """A handler by name. `staged` handlers open their own transactions (long work that shows progress)."""

    name: str
    handler: Handler
    staged: bool


registry: dict[str, Job] = {}


def job(name: str, *, staged: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler: it gets `now` and the arguments of `later`, inside the tenant's transaction."""

    def register(handler: Handler) -> Handler:
        if name in registry:
            raise ValueError(f"two handlers for {name}")
        registry[name] = Job(name, handler, staged)
        return handler

    return register


async def later(name: str, /, *, key: str | None = None, due: datetime | None = None, **args: Any) -> None:
    """Ask for a job in the open transaction. With a key once, however often this is called."""
    await db().execute(
        """insert into jobs (tenant_id, name, args, key, due_at) values ($1, $2, $3, $4, coalesce($5, now()))
           on conflict (tenant_id, name, key) where key is not null do nothing""",
        current(), name, args, key, due,
    )  # fmt: skip
    await db().execute("select pg_notify('jobs', '')")


async def run(tenant: UUID, job_id: UUID, *, now: datetime) -> bool:
    """Run one job if it is still to be done and nobody else holds it. True when it was run here."""
    try:
        return await _run_claimed(tenant, job_id, now)
    except Exception as fault:
        await _put_off(tenant, job_id, fault, now)
        raise


async def retry(job_id: UUID, *, now: datetime) -> bool:
    """A person sends a dead job again; False when it is not dead. Inside the tenant's transaction."""
    row = await db().fetchval(
        """update jobs set state = 'ready', attempts = 0, due_at = $3, rung_at = null, error = null
           where tenant_id = $1 and id = $2 and state = 'dead' returning id""",
        current(), job_id, now,
    )  # fmt: skip
    if row:
        await db().execute("select pg_notify('jobs', '')")
    return row is not None


async def _run_claimed(tenant: UUID, job_id: UUID, now: datetime) -> bool:
    async with inside(tenant) as connection:
        row = await _claim(tenant, job_id, now)
        if row is None:
            return False
        chosen = registry.get(row["name"])
        if chosen is None:
            raise LookupError(f"no handler for {row['name']}")
        if not chosen.staged:
            await chosen.handler(now=now, **row["args"])
            await _done(tenant, job_id, now)
            return True
        # Staged: mark it as taken for a quarter of an hour, so that progress can be committed meanwhile.
        await connection.execute(
            "update jobs set due_at = $3, attempts = attempts + 1 where tenant_id = $1 and id = $2",
            tenant, job_id, now + timedelta(minutes=15),
        )  # fmt: skip
    await chosen.handler(tenant=tenant, now=now, **row["args"])
    async with inside(tenant):
        await _done(tenant, job_id, now)
    return True


async def _claim(tenant: UUID, job_id: UUID, now: datetime) -> Any:
    """Lock the row; None when it is not to be done now or by us."""
    row = await db().fetchrow(
        """select name, args, attempts from jobs
            where tenant_id = $1 and id = $2 and state = 'ready' and due_at <= $3 for update skip locked""",
        tenant, job_id, now,
    )  # fmt: skip
    if row is None or row["attempts"] < ATTEMPTS:
        return row
    # All tries counted and no failure written down: each time the worker ended with it.
    await db().execute(
        "update jobs set state = 'dead', error = coalesce(error, $3) where tenant_id = $1 and id = $2",
        tenant, job_id, "the worker ended during this job",
    )  # fmt: skip
    return None


async def _done(tenant: UUID, job_id: UUID, now: datetime) -> None:
    await db().execute(
        "update jobs set state = 'done', finished_at = $3, error = null where tenant_id = $1 and id = $2",
        tenant, job_id, now,
    )  # fmt: skip


async def _put_off(tenant: UUID, job_id: UUID, fault: Exception, now: datetime) -> None:
    """After a failure: next try later, or the list of dead jobs when the tries are used up."""
    async with inside(tenant) as connection:
        row = await connection.fetchrow(
            "select name, attempts from jobs where tenant_id = $1 and id = $2 and state = 'ready' for update",
            tenant, job_id,
        )  # fmt: skip
        if row is None:
            return
        known = registry.get(row["name"])
        # A staged job counted its try before it began, so that a crash counts too.
        attempts = row["attempts"] if known and known.staged else row["attempts"] + 1
        await connection.execute(
            """update jobs set attempts = $3::int, error = $4, rung_at = null, due_at = $5,
                      state = case when $3::int >= $6 then 'dead' else 'ready' end
                where tenant_id = $1 and id = $2""",
            tenant, job_id, attempts, f"{type(fault).__name__}: {fault}"[:2000],
            now + BACKOFF[min(attempts, len(BACKOFF)) - 1], ATTEMPTS,
        )  # fmt: skip
