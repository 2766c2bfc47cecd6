"""What the form of an activity offers: job titles, units, posts and checklists of the company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tenants import current, db

MOST = 300  # of each; a company with more finds the rest through the spreadsheet


@dataclass(frozen=True)
class Choices:
    """Rows {"key", "name"} for each field."""

    titles: list[dict[str, Any]]
    units: list[dict[str, Any]]
    posts: list[dict[str, Any]]
    lists: list[dict[str, Any]]


async def choices(today: date) -> Choices:
    """One statement."""
    row = await db().fetchrow(
        """select (select coalesce(jsonb_agg(jsonb_build_object('key', t.code, 'name', t.name) order by t.position, t.code), '[]')
                     from (select * from job_titles t where t.tenant_id = $1 order by t.position, t.code limit $3) t) as titles,
                  (select coalesce(jsonb_agg(jsonb_build_object('key', u.id, 'name', u.name) order by u.position, u.code), '[]')
                     from (select * from units u where u.tenant_id = $1 and (u.closed_on is null or u.closed_on > $2)
                            order by u.position, u.code limit $3) u) as units,
                  (select coalesce(jsonb_agg(jsonb_build_object('key', p.id, 'name', p.name) order by p.code), '[]')
                     from (select * from posts p where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $2)
                            order by p.code limit $3) p) as posts,
                  (select coalesce(jsonb_agg(jsonb_build_object('key', l.code, 'name', l.name) order by l.position, l.code), '[]')
                     from (select * from checklists l where l.tenant_id = $1 and (l.retired_on is null or l.retired_on > $2)
                            order by l.position, l.code limit $3) l) as lists""",
        current(), today, MOST,
    )  # fmt: skip
    return Choices(**dict(row))
