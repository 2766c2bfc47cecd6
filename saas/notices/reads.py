"""What a letter needs to know."""

from __future__ import annotations

from uuid import UUID

from tenants import db, inside, lobby


async def company_name(tenant: UUID) -> str:
    """The company's name, in a short transaction of its own."""
    async with inside(tenant):
        return str(await db().fetchval("select name from tenants where id = $1", tenant))


async def is_proven(login: str) -> bool:
    """Whether the person with this address has shown that it is theirs."""
    async with lobby():
        return bool(await db().fetchval("select true from persons where login = $1 and mail_proven_at is not null", login))
