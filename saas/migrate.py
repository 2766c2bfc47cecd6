"""Bring the schema up to date, as the owner role, under a lock, all or nothing; safe to run again."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import msgspec

from saas.holidays import seed_calendar

MIGRATIONS = Path(__file__).parents[1] / "migrations"
LOCK = 7_130_011


class SchemaUnknown(RuntimeError):
    """The database holds another schema than this program was written for."""


def expected() -> list[str]:
    """Names of the migrations this program knows, in order."""
    return sorted(path.stem for path in MIGRATIONS.glob("m*.py"))


async def migrate(owner: dict[str, Any]) -> list[str]:
    """Run what is missing in one transaction and return the names that were run; a second migrator waits."""
    os.environ["JINGJIN_OWNER"] = msgspec.json.encode(owner).decode()
    os.environ["PICCOLO_CONF"] = "saas.piccolo_conf"
    from piccolo.apps.migrations.commands.forwards import run_forwards
    from piccolo.engine.finder import engine_finder

    engine: Any = engine_finder()
    engine.config = owner
    async with engine.transaction() as transaction:
        await transaction.connection.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        before = await _done(transaction.connection)
        result = await run_forwards("saas")
        if not result.success:
            raise SchemaUnknown(result.message)
        await transaction.connection.execute("GRANT SELECT ON migration TO jingjin_app, jingjin_operator")
        await seed_calendar(transaction.connection)
    return [name for name in expected() if name not in before]


async def check_schema(connection: Any) -> None:
    """Refuse to serve against a schema this program does not know. Raises SchemaUnknown."""
    done = await _done(connection)
    missing, unknown = set(expected()) - done, done - set(expected())
    if missing:
        raise SchemaUnknown(f"schema is older than the program, run `saas migrate`: {', '.join(sorted(missing))}")
    if unknown:
        raise SchemaUnknown(f"schema is newer than the program: {', '.join(sorted(unknown))}")


async def _done(connection: Any) -> set[str]:
    if await connection.fetchval("select to_regclass('migration')") is None:
        return set()
    return {row["name"] for row in await connection.fetch("select name from migration where app_name = 'saas'")}


def main(settings: Any) -> int:
    ran = asyncio.run(migrate(settings.owner))
    print("\n".join(ran) or "schema is up to date")
    return 0
