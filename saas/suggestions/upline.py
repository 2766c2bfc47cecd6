"""Who up the line answers for a unit: the n-th rung of leaders, without whoever proposed."""

from __future__ import annotations

from uuid import UUID

from tenants import current, db

# A person stands on the rung of the lowest unit they lead.
RUNG = """
    select n.membership_id from (
        select r.membership_id, dense_rank() over (order by min(l.depth)) - 1 as rung
          from unit_lines l
          join roles r on r.tenant_id = $1 and r.unit_id = l.ancestor_id and r.role in ('leader', 'executive')
          join memberships m on m.tenant_id = $1 and m.id = r.membership_id and m.ended_at is null
         where l.tenant_id = $1 and l.unit_id = $2 and r.membership_id <> $3
         group by r.membership_id) n
     where n.rung = $4 order by n.membership_id"""


async def leaders(unit: UUID, *, but: UUID, step: int) -> list[UUID]:
    """Step 0 is the nearest; beyond the last rung there is nobody."""
    return [row["membership_id"] for row in await db().fetch(RUNG, current(), unit, but, step)]
