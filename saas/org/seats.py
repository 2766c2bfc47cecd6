"""Posts of units with who holds them on a day, who stands in, and since when a post is vacant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants import current, db

Text = dict[str, str]
MOST = 40  # posts of one unit in the tree; the unit's own page has all


@dataclass(frozen=True)
class Seat:
    """A post as lists show it. `holder` is None where it is vacant, `since` then the first day without anybody.

    `more`: how many posts the unit has beyond those that are told.
    """

    id: UUID
    unit: UUID
    code: str
    name: Text
    title: Text
    holder: str | None
    since: date | None
    deputy: str | None
    more: int = 0


NOW = """
place as (
    select p.id, p.unit_id, p.code, p.name, p.job_title, p.opened_on from posts p
     where p.tenant_id = $1 and p.unit_id = any ($3) and (p.closed_on is null or p.closed_on > $2))"""

THEN = """
place as (
    select p.id, coalesce(s.unit_id, p.unit_id) as unit_id, p.code, coalesce(s.name, p.name) as name,
           coalesce(s.job_title, p.job_title) as job_title, p.opened_on
      from posts p
      left join lateral (select s.* from post_spans s where s.tenant_id = $1 and s.post_id = p.id and s.to_date >= $2
                          order by s.to_date limit 1) s on true
     where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $2) and (p.opened_on is null or p.opened_on <= $2)
       and (p.unit_id = any ($3) or exists (
           select from post_spans x where x.tenant_id = $1 and x.post_id = p.id and x.unit_id = any ($3))))"""

SEATS = """
, numbered as (
    select p.*, row_number() over (partition by p.unit_id order by p.code) as n, count(*) over (partition by p.unit_id) as total
      from place p where p.unit_id = any ($3))
select p.id, p.unit_id as unit, p.code, p.name, coalesce(t.name, jsonb_build_object('zh', p.job_title)) as title,
       m.name as holder, greatest(0, p.total - $4)::int as more, b.name as deputy,
       case when a.id is not null then a.from_date else coalesce((
           select max(x.to_date) + 1 from appointments x
            where x.tenant_id = $1 and x.post_id = p.id and x.to_date < $2), p.opened_on) end as since
  from numbered p
  left join job_titles t on t.tenant_id = $1 and t.code = p.job_title
  left join appointments a on a.tenant_id = $1 and a.post_id = p.id
       and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2)
  left join memberships m on m.tenant_id = $1 and m.id = a.membership_id
  left join deputies d on d.tenant_id = $1 and d.post_id = p.id and d.from_date <= $2 and d.to_date >= $2
       and (d.withdrawn_at is null or d.to_date > $2)
  left join memberships b on b.tenant_id = $1 and b.id = d.membership_id
 where p.n <= $4 order by p.unit_id, p.code"""

STATEMENTS = {False: f"with {NOW} {SEATS}", True: f"with {THEN} {SEATS}"}


async def seats(units: Sequence[UUID], on: date, today: date, most: int = MOST) -> dict[UUID, list[Seat]]:
    """Posts by unit on a day. One statement, none for no unit."""
    found: dict[UUID, list[Seat]] = {}
    if units:
        for row in await db().fetch(STATEMENTS[on < today], current(), on, list(units), most):
            found.setdefault(row["unit"], []).append(Seat(**dict(row)))
    return found
