"""Open a draft of a list, from its newest version."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.checklists import reads
from saas.checklists.gate import write
from tenants import current, db

# Somebody else may open it in the same moment: then theirs is the draft.
OPEN = """
    insert into checklist_drafts (tenant_id, checklist_id, version_id, name, scoring, sections, started_at, started_by)
    select $1, l.id, v.id, l.name, v.scoring, v.sections, $3, $4
      from checklists l
      join lateral (select w.id, w.scoring, w.sections from checklist_versions w
                     where w.tenant_id = $1 and w.checklist_id = l.id order by w.number desc limit 1) v on true
     where l.tenant_id = $1 and l.id = $2
    on conflict (tenant_id, checklist_id) do nothing returning id, version_id"""


async def begin(checklist: UUID, *, by: UUID, now: datetime) -> UUID | None:
    """A copy of the newest version to work on; None where a draft is open already. Refused: 404 no such list."""
    await reads.checklist(checklist)
    row = await db().fetchrow(OPEN, current(), checklist, now, by)
    if row is None:
        return None
    await write(row["id"], await reads.published(row["version_id"]))
    await trail.record("open", "checklist_draft", row["id"], by=by, now=now)
    draft: UUID = row["id"]
    return draft
