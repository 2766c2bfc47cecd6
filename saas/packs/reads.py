"""What a company has when it is born, and how far its set-up has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenants import current, db


@dataclass(frozen=True)
class SetUp:
    """Counts of what stands there, and of what people have done since."""

    units: int
    posts: int
    vacant: int
    details: int
    objects: int
    checklists: int
    points: int
    members: int
    invited: int
    due_today: int
    checks: int
    reviews: int


async def set_up(today: date) -> SetUp:
    """One statement over the tenant's own tables."""
    row = await db().fetchrow(
        """select
             (select count(*) from units where tenant_id = $1) as units,
             (select count(*) from posts where tenant_id = $1) as posts,
             (select count(*) from posts p where p.tenant_id = $1 and not exists (
                select from appointments a where a.tenant_id = $1 and a.post_id = p.id and a.from_date <= $2
                   and (a.to_date is null or a.to_date >= $2))) as vacant,
             (select count(*) from standard_nodes where tenant_id = $1 and level = 'detail') as details,
             (select count(*) from objects where tenant_id = $1) as objects,
             (select count(*) from checklists where tenant_id = $1) as checklists,
             (select count(*) from points where tenant_id = $1) as points,
             (select count(*) from memberships where tenant_id = $1 and ended_at is null) as members,
             (select count(*) from invitations where tenant_id = $1 and accepted_at is null
                 and withdrawn_at is null) as invited,
             (select count(*) from due_checks where tenant_id = $1 and business_date = $2) as due_today,
             (select count(*) from (select from checks where tenant_id = $1 limit 1) c) as checks,
             (select count(*) from (select from reviews where tenant_id = $1 limit 1) r) as reviews""",
        current(), today,
    )  # fmt: skip
    return SetUp(**dict(row))
