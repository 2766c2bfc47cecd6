"""Open a draft before the clock does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.cycles.edit_draft import drafted
from saas.cycles.start import open_drafts


async def open_draft(cycle: UUID, *, by: UUID, now: datetime) -> None:
    """From now on it is counted and can no longer be changed. Refused: 404 unknown, 409 open already."""
    await drafted(cycle)
    await open_drafts([cycle], by=by, now=now)
