"""A cycle has closed: leaders hear of the result, everybody else of their own score."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tenants import current, db, later

# Before a person's own score there is a post of theirs that was scored.
WHO = """
    select c.name, (
        select array_agg(distinct a.membership_id) from appointments a
          join scores s on s.tenant_id = $1 and s.cycle_id = $2 and s.subject_kind = 'post' and s.subject_id = a.post_id
         where a.tenant_id = $1 and a.from_date <= c.to_date and (a.to_date is null or a.to_date >= c.to_date)) as scored
      from cycles c where c.tenant_id = $1 and c.id = $2"""


async def tell(cycle: UUID, at: str) -> None:
    """Ask for both notices; `at` is the moment of the closing, in ISO form."""
    row = await db().fetchrow(WHO, current(), cycle)
    told: dict[str, Any] = {"noun": str(cycle), "at": at, "words": {"title": row["name"]}, "slot": "closed"}
    await later("notices.tell", kind="cycle.closed", roles=["leader", "executive"], **told)
    await later("notices.tell", kind="score.ready", members=[str(member) for member in row["scored"] or ()], **told)
