"""How far an import is."""

from __future__ import annotations

from uuid import UUID

from tenants import current, db


async def note_progress(imported: UUID, done: int) -> None:
    """Rows written so far, for whoever watches; nothing depends on it."""
    await db().execute(
        "update imports set done = $3, state = 'applying' where tenant_id = $1 and id = $2 and state in ('applying', 'failed')",
        current(), imported, done,
    )  # fmt: skip
