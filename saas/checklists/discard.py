"""Give up a draft: the list is again what was published last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.checklists.gate import open_draft
from tenants import current, db


async def discard(checklist: UUID, *, by: UUID, now: datetime) -> None:
    """What was written in it stays in the history. A list that was never published goes with its draft.

    Refused: 404 no such list, 409 without an open draft.
    """
    draft = await open_draft(checklist)
    await db().execute("delete from draft_points where tenant_id = $1 and draft_id = $2", current(), draft.id)
    await db().execute("delete from checklist_drafts where tenant_id = $1 and id = $2", current(), draft.id)
    if draft.base is None:
        await db().execute("delete from checklists where tenant_id = $1 and id = $2", current(), checklist)
    await trail.record("discard", "checklist_draft", draft.id, by=by, now=now)
