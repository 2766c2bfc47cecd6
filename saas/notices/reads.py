"""What a letter needs to know."""

from __future__ import annotations

from uuid import UUID

from tenants import db, inside


async def company_name(tenant: UUID) -> str:
    """The company's name, in a short transaction of its own."""
    async with inside(tenant):
        return str(await db().fetchval("select name from tenants where id = $1", tenant))
