"""Mergings taken back, whoever asks for it: a leader, or a kept finding that turned out to be none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from tenants import current, db

# By what was merged ($3) or by what it was merged into ($4).
UNDO = """
    with apart as (
        update mergers m set undone_by = $5, undone_at = $2
         where m.tenant_id = $1 and m.undone_at is null and (m.finding_id = any ($3) or m.into_id = any ($4))
        returning m.finding_id, m.was_state, m.was_waiting)
    update findings f set state = a.was_state, waiting_since = a.was_waiting, merged_id = null, closed_at = null
      from apart a where f.tenant_id = $1 and f.id = a.finding_id returning f.id"""


async def undo(
    *, merged: Sequence[UUID] = (), into: Sequence[UUID] = (), by: UUID | None, now: datetime
) -> list[UUID]:  # fmt: skip
    """They go on where they stood; returns those that were merged."""
    rows = await db().fetch(UNDO, current(), now, list(merged), list(into), by)
    back = [row["id"] for row in rows]
    await trail.record_all("part", "finding", back, by=by, now=now)
    return back
