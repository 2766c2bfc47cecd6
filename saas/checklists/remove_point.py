"""Take a point out of a draft."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.checklists import reads
from saas.checklists.form import fields_of
from saas.checklists.gate import draft_of, open_draft, the_point
from saas.revisions import revise
from tenants import current, db


async def remove_point(point: UUID, *, seen: int, by: UUID, now: datetime) -> UUID:
    """Versions that hold the point keep it; returns the list.

    Refused: 404 for an unknown point, 409 Stale when somebody else saved it since it was opened.
    """
    draft = await open_draft(await draft_of(point))
    before = the_point(await reads.points(draft.id, now.date()), point)
    await revise("draft_point", point, seen, {"removed": True}, by=by, now=now, before=fields_of(before))
    await db().execute("delete from draft_points where tenant_id = $1 and id = $2", current(), point)
    return draft.checklist
