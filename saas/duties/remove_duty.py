"""Remove a duty from a job title, with everything below it; its wording stays in its history."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.duties.held_line import NOUN, hold, order, told
from saas.revisions import revise
from tenants import current, db


async def remove_duty(duty: UUID, seen: int, *, by: UUID, now: datetime) -> int:
    """The number of lines that went. Raises 404, and Stale where the line was worded otherwise meanwhile."""
    was = await hold(duty)
    await revise(NOUN, duty, seen, told(was["text"], removed=True), by=by, now=now, before=told(was["text"]))
    gone = await db().fetch(
        """with recursive t as (
             select id from duties where tenant_id = $1 and id = $2
             union all select d.id from duties d join t on d.parent_id = t.id where d.tenant_id = $1)
           delete from duties where tenant_id = $1 and id in (select id from t) returning text""",
        current(), duty,
    )  # fmt: skip
    await order(was["job_title"])
    await trail.record("remove", NOUN, duty, by=by, now=now, job_title=was["job_title"], lines=[row["text"] for row in gone])
    return len(gone)
