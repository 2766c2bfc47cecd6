"""Throw a draft away. By the calendar it is proposed again, as the calendar has it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.cycles.edit_draft import drafted
from tenants import current, db


async def discard_draft(cycle: UUID, *, by: UUID, now: datetime) -> None:
    """Refused: 404 unknown, 409 open already."""
    chosen = await drafted(cycle)
    await db().execute("delete from cycles where tenant_id = $1 and id = $2 and state = 'draft'", current(), cycle)
    await trail.record("discard", "cycle", cycle, by=by, now=now, code=chosen.code)
