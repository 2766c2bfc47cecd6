"""Give up a draft: the process is again what was published last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.processes.gate import open_draft
from tenants import current, db


async def discard(process: UUID, *, by: UUID, now: datetime) -> None:
    """What was written in it stays in the history. A process that was never published goes with its draft.

    Refused: 404 no such process, 409 without an open draft.
    """
    draft = await open_draft(process)
    await db().execute("delete from draft_activities where tenant_id = $1 and draft_id = $2", current(), draft.id)
    await db().execute("delete from process_drafts where tenant_id = $1 and id = $2", current(), draft.id)
    if draft.base is None:
        await db().execute("delete from processes where tenant_id = $1 and id = $2", current(), process)
    await trail.record("discard", "process_draft", draft.id, by=by, now=now)
