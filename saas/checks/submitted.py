"""What one person has sent, as the server has it. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tenants import current, db

PAGE = 50

SUBMITTED = """
    select c.id, c.due_id, c.business_date, c.receipt, c.received_at, c.state, c.score, d.late, l.name,
           (select o.name from objects o where o.tenant_id = $1 and o.id = c.object_id) as object,
           count(*) over ()::int as total
      from checks c
      join due_checks d on d.tenant_id = $1 and d.id = c.due_id
      join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
      join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
     where c.tenant_id = $1 and c.membership_id = $2 and c.business_date >= $3
     order by c.received_at desc, c.id limit $4 offset $5"""


@dataclass(frozen=True, slots=True)
class Submitted:
    """One check with its receipt; `total` counts all of them."""

    id: UUID
    due_id: UUID
    business_date: date
    receipt: str
    received_at: datetime
    state: str
    score: Decimal | None
    late: bool
    name: dict[str, str]
    object: dict[str, str] | None
    total: int


async def submitted(member: UUID, since: date, page: int) -> list[Submitted]:
    """The member's own, newest first."""
    rows = await db().fetch(SUBMITTED, current(), member, since, PAGE, PAGE * (page - 1))
    return [Submitted(**row) for row in rows]
