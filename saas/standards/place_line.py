"""Move a line up or down among its neighbours."""

from __future__ import annotations

from uuid import UUID

from saas.standards.gate import line_of, take_in, writable
from saas.standards.overlay import OVERLAY
from tenants import current, db

# The neighbour to change places with.
NEXT = f"""
with tree as ({OVERLAY})
select t.id, t.position from tree t
 where t.parent_id is not distinct from $3 and t.fate <> 'removed'
   and case when $5 then t.position < $4 else t.position > $4 end
 order by case when $5 then -t.position else t.position end limit 1"""  # noqa: S608 – a piece of our own


async def place_line(draft: UUID, line: UUID, *, up: bool) -> None:
    """Change places with the line before or after; nothing at either end. Refused: 404 and 409 as the gate says."""
    await writable(draft)
    mine = await line_of(draft, line)
    other = await db().fetchrow(NEXT, current(), draft, mine["parent_id"], mine["position"], up)
    if other is None:
        return
    for moved, position in ((line, other["position"]), (other["id"], mine["position"])):
        await take_in(draft, moved)
        await db().execute(
            "update draft_nodes set position = $4 where tenant_id = $1 and draft_id = $2 and id = $3",
            current(), draft, moved, position,
        )  # fmt: skip
