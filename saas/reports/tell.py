"""Tell the executives that the quarter's report is there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tenants import current, db, later

# Of the topmost unit only, in the language of the report.
READERS = """
select c.id as cycle, c.name as period, r.locale, array_agg(distinct m.id::text) as members
  from reports r join units u on u.tenant_id = $1 and u.id = r.unit_id and u.parent_id is null
  join cycles c on c.tenant_id = $1 and c.id = r.cycle_id
  join roles o on o.tenant_id = $1 and o.unit_id = u.id and o.role = 'executive'
  join memberships m on m.tenant_id = $1 and m.id = o.membership_id and m.ended_at is null
  join persons p on p.id = m.person_id and p.disabled_at is null and p.locale = r.locale
 where r.tenant_id = $1 and r.id = $2 group by c.id, c.name, r.locale"""


async def tell(report: UUID, *, now: datetime) -> None:
    """Ask for a notice to each of them: one a cycle, however often its report is set."""
    row = await db().fetchrow(READERS, current(), report)
    if row:
        await later(
            "notices.tell", key=f"{row['cycle']}:{row['locale']}", kind="report.ready", noun=str(row["cycle"]),
            at=now.isoformat(), words={"title": row["period"]},
            members=row["members"], slot="ready",
        )  # fmt: skip
