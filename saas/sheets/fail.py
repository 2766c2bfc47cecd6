"""Say that an import stopped by a fault of ours; its job is tried again."""

from __future__ import annotations

from uuid import UUID

from tenants import current, db


async def fail(imported: UUID) -> None:
    """Nothing was written: the transaction of the import is gone."""
    await db().execute(
        "update imports set state = 'failed', done = 0 where tenant_id = $1 and id = $2 and state in ('reading', 'applying')",
        current(), imported,
    )  # fmt: skip
