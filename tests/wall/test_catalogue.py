"""The catalogue of the database held against the rule of the wall: every table, key, index, view, function, role."""

from __future__ import annotations

import tomllib
from pathlib import Path

import asyncpg
import pytest

from tenants.policies import MINE

ALLOWED = tomllib.loads((Path(__file__).parent / "allowed.toml").read_text())


@pytest.fixture
async def catalogue(world):
    connection = await asyncpg.connect(**world.owner)
    yield connection
    await connection.close()


async def tables(connection) -> dict[str, bool]:
    rows = await connection.fetch(
        """select c.relname, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') as owned
           from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace"""
    )
    return {row["relname"]: row["owned"] for row in rows}


async def test_every_table_belongs_to_a_tenant_or_is_named(catalogue):
    unowned = {name for name, owned in (await tables(catalogue)).items() if not owned}
    assert unowned == set(ALLOWED["global_tables"])


async def test_row_security_is_on_and_forced_with_the_bare_policy(catalogue):
    rows = await catalogue.fetch(
        """select c.relname, c.relrowsecurity, c.relforcerowsecurity, p.polname, p.polroles::regrole[]::text[] as roles, p.polcmd::text,
                  pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as checked
           from pg_class c left join pg_policy p on p.polrelid = c.oid
           where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"""
    )
    owned = {name for name, mine in (await tables(catalogue)).items() if mine}
    walls = {row["relname"]: row for row in rows if row["polname"] == "tenant_wall"}
    bare = (await catalogue.fetchval("select pg_get_expr(polqual, polrelid) from pg_policy where polname = 'tenant_wall' limit 1"))
    assert "NULLIF(current_setting('app.tenant'::text, true), ''::text)" in bare and MINE.startswith("tenant_id = nullif(")
    for name in owned:
        wall = walls[name]
        assert (wall["relrowsecurity"], wall["relforcerowsecurity"]) == (True, True), name
        assert wall["using"] == wall["checked"] == bare, name
        assert wall["polcmd"] == "*", name
    others = {f"{row['relname']}.{row['polname']}" for row in rows if row["polname"] not in (None, "tenant_wall")}
    assert others == set(ALLOWED["other_policies"])
    for row in rows:
        if row["polname"] not in (None, "tenant_wall"):
            assert row["roles"] == ["jingjin_operator"], row["relname"]


async def test_keys_and_indexes_start_with_the_tenant(catalogue):
    rows = await catalogue.fetch(
        """select t.relname as owner, i.relname as index, a.attname as first
           from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
           left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
           where t.relnamespace = 'public'::regnamespace"""
    )
    owned = {name for name, mine in (await tables(catalogue)).items() if mine}
    wrong = {row["index"] for row in rows if row["owner"] in owned and row["first"] != "tenant_id"}
    assert wrong == set(ALLOWED["other_indexes"])


async def test_foreign_keys_between_tenant_tables_carry_the_tenant(catalogue):
    rows = await catalogue.fetch(
        """select k.conname, k.conrelid::regclass::text as owner, k.confrelid::regclass::text as target,
                  (select array_agg(attname::text order by n) from unnest(k.conkey) with ordinality u (num, n)
                     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num) as columns,
                  (select array_agg(attname::text order by n) from unnest(k.confkey) with ordinality u (num, n)
                     join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.num) as targets
           from pg_constraint k where k.contype = 'f'"""
    )
    owned = {name for name, mine in (await tables(catalogue)).items() if mine}
    assert rows
    for row in rows:
        if row["owner"] in owned and row["target"] in owned:
            assert row["columns"][0] == row["targets"][0] == "tenant_id", row["conname"]


async def test_no_view_and_no_unlisted_definer_function(catalogue):
    assert not await catalogue.fetch("select relname from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace")
    definers = await catalogue.fetch(
        """select p.proname, p.proconfig, p.proowner::regrole::text as owner, has_function_privilege('public', p.oid, 'execute') as public
           from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace"""
    )
    assert {row["proname"] for row in definers} == set(ALLOWED["definer_functions"])
    for row in definers:
        assert row["proconfig"] == ["search_path=pg_catalog, public"]
        assert row["owner"] == "jingjin_operator"
        assert not row["public"]


@pytest.mark.parametrize("role", ["jingjin_app", "jingjin_operator"])
async def test_serving_roles_have_no_power(catalogue, role):
    row = await catalogue.fetchrow("select * from pg_roles where rolname = $1", role)
    assert not any(row[power] for power in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication"))
    assert not await catalogue.fetchval("select has_database_privilege($1, current_database(), 'create')", role)
    assert not await catalogue.fetchval("select has_database_privilege($1, current_database(), 'temp')", role)
    assert not await catalogue.fetchval("select has_schema_privilege($1, 'public', 'create')", role)
    assert not await catalogue.fetch("select relname from pg_class where relowner = $1::regrole and relkind = 'r'", role)
    assert not await catalogue.fetchval(
        "select bool_or(has_table_privilege($1, oid, 'truncate')) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
        role,
    )


async def test_the_trail_can_only_grow(catalogue):
    for right in ("update", "delete"):
        assert not await catalogue.fetchval(f"select has_table_privilege('jingjin_app', 'trails', '{right}')")
