"""What the pages of the signals read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tenants import current, db

PAGE = 50
BACK = timedelta(days=90)

# Never one's own among those of the team: own ones stand on a page of their own.
TEAM = """
    select s.*, m.name as person, k.name as list_name, p.name as post_name, u.name as unit_name, a.name as answered_name,
           count(*) over () as total
      from signals s
      join memberships m on m.tenant_id = $1 and m.id = s.membership_id
      join checklists k on k.tenant_id = $1 and k.id = s.checklist_id
      join posts p on p.tenant_id = $1 and p.id = s.post_id
      join units u on u.tenant_id = $1 and u.id = s.unit_id
      left join memberships a on a.tenant_id = $1 and a.id = s.answered_by
     where s.tenant_id = $1 and s.membership_id <> $3 and s.state = any ($4) and ($5::uuid is null or s.id = $5) and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = s.unit_id and l.ancestor_id = any ($2))
     order by s.state = 'open' desc, case when s.state = 'open' then s.strength end desc, s.answered_at desc, s.id
     limit 50 offset $6"""

CHECKS = """
    select c.id, c.business_date, o.name as object_name, c.state from checks c
      left join objects o on o.tenant_id = $1 and o.id = c.object_id
     where c.tenant_id = $1 and c.id = any ($2) order by c.business_date desc, c.id"""

OWN = """
    select s.*, k.name as list_name, m.name as answered_name from signals s
      join checklists k on k.tenant_id = $1 and k.id = s.checklist_id
      left join memberships m on m.tenant_id = $1 and m.id = s.answered_by
     where s.tenant_id = $1 and s.membership_id = $2 and s.state <> 'faded'
     order by s.state = 'open' desc, s.renewed_at desc limit 20"""

PROPOSALS = """
    select x.*, k.name as list_name, v.id as version, p.text, p.weight, m.name as decided_name,
           (select jsonb_build_object('name', o.name) from checklists o
             where o.tenant_id = $1 and o.code = x.facts ->> 'list') ->> 'name' as other_name, count(*) over () as total
      from list_proposals x
      join checklists k on k.tenant_id = $1 and k.id = x.checklist_id
      left join lateral (select v.id from checklist_versions v join points q on q.tenant_id = $1 and q.version_id = v.id
                            and q.code = x.point_code
                          where v.tenant_id = $1 and v.checklist_id = x.checklist_id order by v.number desc limit 1) v on true
      left join points p on p.tenant_id = $1 and p.version_id = v.id and p.code = x.point_code
      left join memberships m on m.tenant_id = $1 and m.id = x.decided_by
     where x.tenant_id = $1 and (x.state = 'open' or x.state in ('accepted', 'declined') and x.decided_at > $2)
     order by x.state = 'open' desc, x.decided_at desc nulls first, k.position, k.code, p.position limit 50 offset $3"""

# Found by the post itself or by a leader, as the scores count it; of withdrawn ones nobody found anything.
HONESTY = """
    with found as (
        select f.found_in as post_id, count(*) filter (where f.finder = 'self') as own, count(*) as of from findings f
         where f.tenant_id = $1 and f.state <> 'withdrawn' and f.finder in ('self', 'leader')
           and f.business_date >= $3 group by 1),
    summed as (
        select u.id, u.name, u.code, t.depth, sum(f.own)::int as own, sum(f.of)::int as of
          from found f join posts p on p.tenant_id = $1 and p.id = f.post_id
          join unit_lines l on l.tenant_id = $1 and l.unit_id = p.unit_id
          join units u on u.tenant_id = $1 and u.id = l.ancestor_id
          cross join lateral (select max(d.depth) as depth, bool_or(d.ancestor_id = any ($2)) as led
                                from unit_lines d where d.tenant_id = $1 and d.unit_id = u.id) t
         where t.led group by u.id, u.name, u.code, t.depth order by t.depth, u.code limit 50)
    select p.id, p.name, u.name as unit_name, f.own::int, f.of::int, count(*) over () as total,
           sum(f.own) over ()::int as all_own, sum(f.of) over ()::int as all_of,
           (select jsonb_agg(jsonb_build_array(s.name, s.own, s.of) order by s.depth, s.code) from summed s) as units
      from found f join posts p on p.tenant_id = $1 and p.id = f.post_id
      join units u on u.tenant_id = $1 and u.id = p.unit_id
     where exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($2))
        or p.id = any ($4)
     order by f.of < 5, f.own::numeric / f.of desc, f.of desc, p.code limit 50 offset $5"""


async def of_lines(leads: Sequence[UUID], member: UUID, states: Sequence[str], page: int) -> list[Any]:
    """Signals of the lines led, the strongest first."""
    rows: list[Any] = await db().fetch(TEAM, current(), list(leads), member, list(states), None, (page - 1) * PAGE)
    return rows


async def signal(signal_id: UUID, leads: Sequence[UUID], member: UUID) -> tuple[Any, dict[str, Any]]:
    """One signal of the lines led with the checks it names by id; (None, {}) where there is none."""
    rows = await db().fetch(TEAM, current(), list(leads), member, ["open", "answered", "faded"], signal_id, 0)
    if not rows:
        return None, {}
    named = [UUID(check) for each in rows[0]["evidence"] for check in each["checks"]]
    return rows[0], {str(row["id"]): row for row in await db().fetch(CHECKS, current(), named)}


async def own(member: UUID) -> list[Any]:
    """What was shown to leaders about oneself, and how it was answered."""
    rows: list[Any] = await db().fetch(OWN, current(), member)
    return rows


async def proposals(now: datetime, page: int) -> list[Any]:
    """Open ones first, then what was decided lately."""
    rows: list[Any] = await db().fetch(PROPOSALS, current(), now - BACK, (page - 1) * PAGE)
    return rows


async def honesty(leads: Sequence[UUID], posts: Sequence[UUID], today: date, page: int) -> list[Any]:
    """Posts of these lines and the own ones, with what they found themselves of all that was found, over
    ninety days; the first row has their units, (name, own, of), from above.
    """
    rows: list[Any] = await db().fetch(HONESTY, current(), list(leads), today - BACK, list(posts), (page - 1) * PAGE)
    return rows
