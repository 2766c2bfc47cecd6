"""Starting: whom the web process refuses to serve as, which schema it refuses, and migrations that run once and whole."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from itertools import count
from types import SimpleNamespace

import asyncpg
import pytest

from saas import migrate as migrating
from saas.app import create_app
from saas.migrate import SchemaUnknown, expected, migrate
from tenants import engine
from tests.conftest import NOW

_numbers = count(1)
# A child with a loop of its own; spawn, so that nothing of this process's pool goes along.
children = multiprocessing.get_context("spawn")


@pytest.fixture
def database(server):
    """database(template) makes a database that ends with the test; nothing in it without a template."""
    made = []

    def make(template: str | None = None) -> str:
        made.append(f"start_{next(_numbers)}")
        server.ensure_database(made[-1], template=template)
        return made[-1]

    yield make
    for name in made:
        server.drop_database(name)


async def starts(world, **login) -> None:
    """Run the web application's start and end, as `login`."""
    settings = SimpleNamespace(**vars(world) | login)
    app = create_app(settings, pool=2)
    try:
        async with app.lifespan():
            pass
    except ExceptionGroup as several:
        raise several.exceptions[0] from None


async def tell(role: dict, *statements: str) -> None:
    connection = await asyncpg.connect(**role)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def ask(role: dict, question: str):
    connection = await asyncpg.connect(**role)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def superuser(server, database: str) -> dict:
    from infra.roles import SUPERUSER, passwords

    return server.dsn("app", database) | {"user": SUPERUSER, "password": passwords(server.secrets)[SUPERUSER]}


class TestWeb:
    async def test_it_starts_as_the_app_role(self, fresh):
        await starts(fresh)

    async def test_it_refuses_to_serve_as_the_owner(self, fresh):
        with pytest.raises(PermissionError, match="app role"):
            await starts(fresh, app=fresh.owner)

    async def test_it_refuses_to_serve_as_a_superuser(self, fresh, server):
        with pytest.raises(PermissionError, match="app role"):
            await starts(fresh, app=superuser(server, fresh.database))

    async def test_it_refuses_an_older_schema_and_names_what_is_missing(self, fresh):
        last = expected()[-1]
        await tell(fresh.owner, f"delete from migration where name = '{last}'")
        try:
            with pytest.raises(SchemaUnknown, match=f"older.*{last}"):
                await starts(fresh)
        finally:
            await tell(fresh.owner, f"insert into migration (name, app_name, ran_on) values ('{last}', 'saas', now())")

    async def test_it_refuses_a_newer_schema(self, fresh):
        await tell(fresh.owner, "insert into migration (name, app_name, ran_on) values ('m9999_later', 'saas', now())")
        try:
            with pytest.raises(SchemaUnknown, match=r"newer.*m9999_later"):
                await starts(fresh)
        finally:
            await tell(fresh.owner, "delete from migration where name = 'm9999_later'")

    async def test_it_refuses_an_empty_database(self, fresh, server, database):
        with pytest.raises(SchemaUnknown, match="older"):
            await starts(fresh, app=server.dsn("app", database()))

    async def test_a_refused_start_leaves_no_connection_behind(self, fresh):
        with pytest.raises(PermissionError):
            await starts(fresh, app=fresh.owner)
        assert engine.pool is None


def run_migration(owner: dict, ran) -> None:
    """In a child process."""
    ran.put(asyncio.run(migrate(owner)))


def stop_before_commit(owner: dict, reached) -> None:
    """In a child process: every statement was sent, nothing is committed, and there it hangs."""

    async def hang(connection: object) -> None:
        reached.set()
        await asyncio.sleep(60)

    migrating.seed_calendar = hang
    asyncio.run(migrate(owner))


class TestMigrations:
    async def test_two_at_once_run_it_once(self, server, database):
        owner = server.dsn("owner", database())
        ran = children.Queue()
        both = [children.Process(target=run_migration, args=(owner, ran)) for _ in range(2)]
        for child in both:
            child.start()
        results = sorted([await asyncio.to_thread(ran.get, True, 60) for _ in both], key=len)
        for child in both:
            child.join()
        assert results == [[], expected()]
        assert await ask(owner, "select count(*) = count(distinct name) from migration")

    async def test_killed_in_the_middle_it_leaves_nothing_and_runs_again(self, server, database):
        owner = server.dsn("owner", database())
        reached = children.Event()
        child = children.Process(target=stop_before_commit, args=(owner, reached))
        child.start()
        assert await asyncio.to_thread(reached.wait, 60)
        child.kill()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        # The next one waits for the lock until the server has noticed.
        assert await migrate(owner) == expected()
        assert await ask(owner, "select count(*) from calendar_days") > 100

    async def test_a_fault_in_the_middle_leaves_nothing(self, server, database, monkeypatch):
        owner = server.dsn("owner", database())

        async def fault(connection: object) -> None:
            raise OSError("no space left on device")

        monkeypatch.setattr(migrating, "seed_calendar", fault)
        with pytest.raises(OSError, match="no space"):
            await migrate(owner)
        assert await ask(owner, "select count(*) from pg_class where relnamespace = 'public'::regnamespace") == 0
        monkeypatch.undo()
        assert await migrate(owner) == expected()

    async def test_run_again_on_a_lived_in_database_it_keeps_every_row(self, fresh, world, cast):
        from tests.lived import live_a_day

        await live_a_day(cast.brand, now=NOW)
        before = await rows(fresh)
        assert await migrate(fresh.owner) == []
        assert await rows(fresh) == before
        assert sum(before.values()) > 1000


async def rows(world) -> dict[str, int]:
    """Rows of every table, counted as somebody whom the wall does not hold."""
    connection = await asyncpg.connect(**superuser(world.postgres, world.database))
    try:
        tables = await connection.fetch(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
        return {row[0]: await connection.fetchval(f"select count(*) from {row[0]}") for row in tables}
    finally:
        await connection.close()
