"""Ways around the wall, tried on the real schema as the app role: each sees nothing, or is refused."""

from __future__ import annotations

import io
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest

from saas.shield import token_hash
from tenants import db, engine, inside, lobby, once
from tests.lived import live_a_day

DENIED = asyncpg.InsufficientPrivilegeError
TABLES = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"


@pytest.fixture(scope="module")
async def lived(cast, world):
    """Both companies have rows in every table."""
    await live_a_day(cast.stranger, now=world.now)
    await live_a_day(cast.brand, now=world.now)
    return cast


@pytest.fixture(scope="module")
async def owned(world) -> list[str]:
    """Every table of a company."""
    async with connected(world.owner) as owner:
        rows = await owner.fetch(
            f"{TABLES} and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id')"
        )
    return sorted(row["relname"] for row in rows)


@asynccontextmanager
async def connected(role: dict):
    """A bare connection, not one of the wall's."""
    connection = await asyncpg.connect(**role)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def as_company(connection, tenant: UUID):
    """A transaction of this tenant that keeps nothing."""
    await connection.execute(f"begin; set local app.tenant = '{tenant}'")
    try:
        yield connection
    finally:
        await connection.execute("rollback")


@pytest.fixture
async def app_role(world):
    async with connected(world.app) as connection:
        yield connection


async def test_without_a_tenant_every_table_is_empty(app_role, owned, lived):
    assert len(owned) > 35
    for table in owned:
        assert await app_role.fetchval(f"select count(*) from {table}") == 0, table


async def test_after_a_transaction_the_setting_is_empty_and_shows_nothing(app_role, owned, lived):
    """SET LOCAL leaves '' behind, not NULL: a policy without nullif would raise here."""
    async with as_company(app_role, lived.brand.id):
        assert await app_role.fetchval("select count(*) from posts") > 0
    assert await app_role.fetchval("select current_setting('app.tenant', true)") == ""
    for table in owned:
        assert await app_role.fetchval(f"select count(*) from {table}") == 0, table


async def test_the_owner_of_the_tables_is_held_by_the_wall_too(world, owned, lived):
    async with connected(world.owner) as owner:
        for table in owned:
            assert await owner.fetchval(f"select count(*) from {table}") == 0, table


async def test_asking_for_the_stranger_by_name_finds_nothing(app_role, owned, lived):
    """In every table: the stranger's rows can be neither counted, changed nor removed."""
    filled = 0
    for table in owned:
        async with as_company(app_role, lived.stranger.id):
            filled += await app_role.fetchval(f"select exists (select from {table})")
        async with as_company(app_role, lived.brand.id):
            assert await app_role.fetchval(f"select count(*) from {table} where tenant_id = $1", lived.stranger.id) == 0, table
            for change in ("update {} set tenant_id = tenant_id where tenant_id = $1", "delete from {} where tenant_id = $1"):
                await app_role.execute("savepoint tried")
                try:
                    assert (await app_role.execute(change.format(table), lived.stranger.id)).endswith(" 0"), table
                except DENIED:
                    await app_role.execute("rollback to tried")  # no such right on this table at all
    assert filled > 35


async def test_a_row_cannot_change_its_company(app_role, lived):
    async with as_company(app_role, lived.brand.id):
        with pytest.raises(DENIED, match="row-level security"):
            await app_role.execute("update appointments set tenant_id = $1", lived.stranger.id)


@pytest.mark.parametrize(
    ("insert", "held"),
    [
        ("insert into appointments (tenant_id, post_id, membership_id, from_date) values ($1, $2, $3, current_date)", "posts"),
        ("insert into roles (tenant_id, unit_id, membership_id, role) values ($1, $2, $3, 'leader')", "units"),
    ],
    ids=["post", "unit"],
)
async def test_a_foreign_key_to_the_stranger_is_as_wrong_as_one_to_nothing(app_role, lived, insert, held):
    """No oracle: an id of the stranger and an id of nobody are refused with the same words."""
    said = []
    for target in (getattr(lived.stranger, held)[{"posts": "SR-11", "units": "Z1"}[held]], uuid4()):
        async with as_company(app_role, lived.brand.id):
            with pytest.raises(asyncpg.ForeignKeyViolationError) as refused:
                await app_role.execute(insert, lived.brand.id, target, lived.brand.admin.member)
        said.append((refused.value.args[0], refused.value.constraint_name))
    assert said[0] == said[1]


async def test_ids_and_keys_of_the_stranger_are_free_here(app_role, lived):
    """No oracle by conflict: neither the primary key nor a unique key meets a row on the other side."""
    async with as_company(app_role, lived.stranger.id):
        job = await app_role.fetchrow("select id, name, key from jobs where key is not null limit 1")
    async with as_company(app_role, lived.brand.id):
        done = await app_role.execute(
            "insert into jobs (tenant_id, id, name, key) values ($1, $2, 'own.name', $3) on conflict do nothing",
            lived.brand.id, job["id"], job["key"],
        )  # fmt: skip
    assert done == "INSERT 0 1"


@pytest.mark.parametrize("conflict", ["", "on conflict do nothing", "on conflict (tenant_id, id) do update set name = 'mine'"])
async def test_writing_for_the_stranger_is_refused_whether_the_row_is_there_or_not(app_role, lived, conflict):
    async with as_company(app_role, lived.stranger.id):
        there = await app_role.fetchval("select id from jobs limit 1")
    said = set()
    for job in (there, uuid4()):
        async with as_company(app_role, lived.brand.id):
            with pytest.raises(DENIED) as refused:
                await app_role.execute(
                    f"insert into jobs (tenant_id, id, name) values ($1, $2, 'x') {conflict}", lived.stranger.id, job
                )
        said.add(str(refused.value))
    assert len(said) == 1


async def test_copying_out_is_filtered_and_copying_in_refused(app_role, lived):
    out = io.BytesIO()
    async with as_company(app_role, lived.brand.id):
        await app_role.copy_from_table("memberships", columns=["tenant_id"], output=out)
    assert set(out.getvalue().decode().split()) == {str(lived.brand.id)}
    async with as_company(app_role, lived.brand.id):
        with pytest.raises(asyncpg.FeatureNotSupportedError, match="row-level security"):
            await app_role.copy_records_to_table("jobs", records=[(lived.stranger.id, "x")], columns=["tenant_id", "name"])


async def test_switching_row_security_off_is_an_error_not_a_view(app_role, lived):
    await app_role.execute("set row_security = off")
    async with as_company(app_role, lived.brand.id):
        with pytest.raises(DENIED, match="row-level security"):
            await app_role.fetch("select * from memberships")


async def test_statistics_of_the_tables_tell_nothing(world, app_role, lived):
    """Most common values would show figures and names of everybody."""
    async with connected(world.owner) as owner:
        await owner.execute("analyze memberships")
    async with as_company(app_role, lived.brand.id):
        assert await app_role.fetch("select attname from pg_stats where tablename = 'memberships'") == []
        with pytest.raises(DENIED):
            await app_role.fetch("select starelid from pg_statistic")


@pytest.mark.parametrize(
    "statement",
    [
        "create function pg_temp.leak(text) returns boolean language sql as 'select true'",
        "create temporary table kept (x int)",
        "create table kept (x int)",
        "create view kept as select * from memberships",
        "create schema kept",
        "create function kept() returns int language sql security definer as 'select 1'",
        "create role friend superuser",
        "alter role jingjin_app bypassrls",
        "alter table memberships disable row level security",
        "alter table memberships no force row level security",
        "drop policy tenant_wall on memberships",
        "create policy mine on memberships using (true)",
        "truncate memberships",
        "set session_replication_role = replica",
        "set session authorization postgres",
        "set role postgres",
        "set role jingjin_owner",
        "set role jingjin_operator",
        "copy memberships to '/dev/null'",
        "copy memberships to program 'cat'",
        "select pg_read_file('postgresql.conf')",
        "select pg_ls_dir('.')",
        "select lo_import('/etc/hostname')",
        "select * from pg_authid",
        "update tenants set suspended_at = now()",
        "update tenants set slug = 'taken'",
        "delete from tenants",
        "delete from persons",
        "update persons set login = 'taken@example.com'",
        "update sessions set person_id = person_id",
        "update trails set action = 'forged'",
        "delete from trails",
        "update closures set closed_at = now()",
        "delete from migration",
        "insert into migration (name, app_name, ran_on) values ('x', 'saas', now())",
    ],
)
async def test_the_app_role_holds_no_such_power(app_role, lived, statement):
    async with as_company(app_role, lived.brand.id):
        with pytest.raises(DENIED):
            await app_role.execute(statement)


async def test_the_app_role_changes_no_server(app_role):
    with pytest.raises(DENIED):
        await app_role.execute("alter system set row_security = off")


async def test_the_companies_of_a_person_are_told_for_that_person_only(world, app_role, lived):
    both = lived.brand.staff.person
    assert [row["slug"] for row in await app_role.fetch("select * from tenants_of($1)", both)] == ["brand"]
    assert [row["slug"] for row in await app_role.fetch("select * from tenants_of($1)", lived.stranger.staff.person)] == ["stranger"]
    assert await app_role.fetch("select * from tenants_of($1)", uuid4()) == []
    async with connected(world.owner) as owner:
        with pytest.raises(DENIED):
            await owner.fetch("select * from tenants_of($1)", both)


async def test_the_operator_sees_its_columns_and_nothing_else(world, owned, lived):
    async with connected(world.operator) as operator:
        companies = {row["tenant_id"] for row in await operator.fetch("select tenant_id, id, name, due_at from jobs")}
        assert {lived.brand.id, lived.stranger.id} <= companies
        assert await operator.fetchval("select count(*) from memberships where person_id = $1", lived.brand.staff.person) == 1
        for table in {*owned, "persons", "sessions", "attempts"} - {"jobs", "memberships", "benchmark_shares", "benchmark_seats"}:
            with pytest.raises(DENIED):
                await operator.fetch(f"select count(*) from {table}")
        for statement in (
            "select args from jobs", "select error from jobs", "select name from memberships", "select id from memberships",
            "update jobs set name = 'x'", "update jobs set state = 'ready'", "delete from jobs",
            "insert into jobs (tenant_id, name) select id, 'x' from tenants", "update memberships set ended_at = null",
            "update tenants set suspended_at = now()", "set role jingjin_owner", "select shared_at from benchmark_shares",
            "update benchmark_shares set figure = 0", "delete from benchmark_seats", "update benchmark_groups set mean = 0",
        ):  # fmt: skip
            with pytest.raises(DENIED):
                await operator.execute(statement)


async def test_a_session_wide_setting_does_not_reach_the_next_user_of_a_connection(lived, world):
    """Whatever was left behind in a connection, every way in names its tenant itself, or none."""
    held = [await engine.pool.acquire() for _ in range(engine.pool.get_max_size())]
    for connection in held:
        await connection.execute(f"set app.tenant = '{lived.stranger.id}'")
        assert await connection.fetchval("select count(*) from posts") > 0
        await engine.pool.release(connection)
    hashed = token_hash(lived.brand.staff.token)
    try:
        for _ in held:
            async with lobby():
                assert await db().fetchval("select count(*) from posts") == 0
            async with inside(lived.brand.id):
                assert await db().fetchval("select count(*) from posts where tenant_id <> $1", lived.brand.id) == 0
            assert (await once("enter", "stranger", hashed, world.now, None))["membership_id"] is None
            assert (await once("enter", "nowhere", hashed, world.now, None))["tenant_id"] is None
    finally:
        await engine.pool.expire_connections()


async def test_the_lobby_shows_no_company(owned, lived):
    async with inside(lived.brand.id):
        assert await db().fetchval("select count(*) from posts") > 0
    async with lobby():
        for table in owned:
            assert await db().fetchval(f"select count(*) from {table}") == 0, table


async def test_the_way_in_opens_one_company_for_one_session(app_role, world, lived):
    """enter() sets the tenant itself: with a session of the brand it never sets the stranger's."""
    hashed = token_hash(lived.brand.staff.token)
    own = await app_role.fetchrow("select * from enter($1, $2, $3)", "brand", hashed, world.now)
    other = await app_role.fetchrow("select * from enter($1, $2, $3)", "stranger", hashed, world.now)
    assert (own["tenant_id"], own["membership_id"]) == (lived.brand.id, lived.brand.staff.member)
    assert [other[name] for name in ("tenant_id", "membership_id", "roles", "posts", "due")] == [None] * 5
    assert await app_role.fetchrow("select * from enter($1, $2, $3)", "brand", b"\0" * 32, world.now) is None
    assert await app_role.fetchval("select count(*) from posts") == 0
