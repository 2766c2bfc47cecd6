"""Open a draft of a process, from its newest version."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.processes import reads
from saas.processes.gate import write
from saas.refusals import not_found
from tenants import current, db

# Somebody else may open it in the same moment: then theirs is the draft.
OPEN = """
    insert into process_drafts (tenant_id, process_id, version_id, name, goal, mark, started_at, started_by)
    select $1, s.id, v.id, v.name, v.goal, v.mark, $3, $4
      from processes s
      join lateral (select w.* from process_versions w
                     where w.tenant_id = $1 and w.process_id = s.id order by w.number desc limit 1) v on true
     where s.tenant_id = $1 and s.id = $2
    on conflict (tenant_id, process_id) do nothing returning id, version_id"""


async def begin(process: UUID, *, by: UUID, now: datetime) -> UUID | None:
    """A copy of the newest version to work on; None where a draft is open already. Refused: 404 no such process."""
    if not await db().fetchval("select true from processes where tenant_id = $1 and id = $2", current(), process):
        raise not_found()
    row = await db().fetchrow(OPEN, current(), process, now, by)
    if row is None:
        return None
    await write(row["id"], await reads.activities(row["version_id"], now.date()))
    await trail.record("open", "process_draft", row["id"], by=by, now=now)
    draft: UUID = row["id"]
    return draft
