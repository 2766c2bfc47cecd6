"""Large type or not: a person's own wish, whatever company they work in."""

from __future__ import annotations

from uuid import UUID

from tenants import db


async def set_type(person: UUID, *, large: bool) -> None:
    await db().execute("update persons set large_type = $2 where id = $1 and large_type <> $2", person, large)
