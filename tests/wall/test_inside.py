"""inside(tenant) is the only door: what it lets through, what it refuses, and what it never loses."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from tenants import OutsideTenant, current, db, engine, inside, lobby
from tenants.tables import Jobs

pytestmark = pytest.mark.usefixtures("world")


async def company(slug: str) -> UUID:
    async with lobby():
        return await db().fetchval(
            "insert into tenants (slug, name, industry, created_at) values ($1, $1, 'cold_drink', now()) returning id", slug
        )


async def add_job(tenant: UUID) -> None:
    await db().execute("insert into jobs (tenant_id, name) values ($1, 'x')", tenant)


async def test_a_query_outside_raises():
    with pytest.raises(OutsideTenant):
        await Jobs.select()
    with pytest.raises(OutsideTenant):
        db()


async def test_a_tenant_sees_its_own_rows_only():
    a, b = await company("own-a"), await company("own-b")
    async with inside(a):
        await add_job(a)
        assert current() == a
    async with inside(b):
        assert await db().fetchval("select count(*) from jobs") == 0
        assert await Jobs.count() == 0
    async with lobby():
        assert await db().fetchval("select count(*) from jobs") == 0


async def test_a_row_for_another_tenant_is_refused():
    a, b = await company("write-a"), await company("write-b")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with inside(a):
            await add_job(b)


async def test_only_a_uuid_names_a_tenant():
    with pytest.raises(TypeError):
        async with inside("'; reset role; --"):  # type: ignore[arg-type]
            pass


async def test_transactions_do_not_nest_and_are_not_shared_by_tasks():
    a = await company("nest-a")
    async with inside(a):
        with pytest.raises(OutsideTenant):
            async with inside(a):
                pass

        async def other_task() -> None:
            db()

        with pytest.raises(OutsideTenant):
            await asyncio.create_task(other_task())


async def test_a_fault_keeps_nothing():
    a = await company("fault-a")
    with pytest.raises(ZeroDivisionError):
        async with inside(a):
            await add_job(a)
            raise ZeroDivisionError
    async with inside(a):
        assert await Jobs.count() == 0


async def test_a_failed_commit_gives_its_connection_back(world):
    """Piccolo 1.38 loses one connection for good with every COMMIT that fails; 30 failures, a pool of 8."""
    a = await company("commit-a")
    owner = await asyncpg.connect(**world.owner)
    await owner.execute(
        """create table late (id int primary key, other int references late (id) deferrable initially deferred);
           grant select, insert on late to jingjin_app"""
    )
    try:
        for n in range(30):
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                async with inside(a):
                    await db().execute("insert into late values ($1, -1)", n)
        assert engine.pool.get_idle_size() == engine.pool.get_size()
    finally:
        await owner.execute("drop table late")
        await owner.close()


async def test_swallowed_errors_do_not_commit_half():
    a = await company("half-a")
    with pytest.raises(RuntimeError, match="nothing was kept"):
        async with inside(a):
            await add_job(a)
            with pytest.raises(asyncpg.PostgresError):
                await db().execute("select 1 / 0")


async def test_cancelled_work_frees_its_connection():
    a = await company("cancel-a")

    async def slow() -> None:
        async with inside(a):
            await db().execute("select pg_sleep(5)")

    for _ in range(40):
        task = asyncio.create_task(slow())
        await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with inside(a):
        assert await db().fetchval("select 1") == 1


async def test_piccolo_leaves_no_back_door():
    for leave in (engine.transaction, engine.atomic):
        with pytest.raises(OutsideTenant):
            leave()
    with pytest.raises(OutsideTenant):
        await engine.batch(Jobs.select())
    a = await company("unknown-" + uuid4().hex[:8])
    async with inside(a):
        assert await Jobs.select().where(Jobs.tenant_id == a) == []


async def test_what_a_session_was_left_with_reaches_nobody():
    """Even a tenant set for the session of a pooled connection: every way in says its own."""
    a, b = await company("left-a"), await company("left-b")
    async with inside(a):
        await add_job(a)
    async with engine.pool.acquire() as connection:
        await connection.execute(f"set app.tenant = '{a}'")
        assert await connection.fetchval("select count(*) from jobs") == 1
    for _ in range(2 * engine.pool.get_size()):
        async with lobby():
            assert await db().fetchval("select count(*) from jobs") == 0
        async with inside(b):
            assert await db().fetchval("select count(*) from jobs") == 0


async def test_a_transaction_left_open_is_undone_when_its_connection_goes_back():
    a = await company("left-open")
    async with engine.pool.acquire() as connection:
        await connection.execute(f"begin; set local app.tenant = '{a}'")
        await connection.execute("insert into jobs (tenant_id, name) values ($1, 'x')", a)
    async with inside(a):
        assert await db().fetchval("select count(*) from jobs") == 0
