"""A company of many units, grown set-based from the pack's: each outlet is a unit with one post and daily lists."""

from __future__ import annotations

from tenants import current, db

AREAS = 24

UNITS = """
insert into units (tenant_id, parent_id, layer_id, code, name, weight, position)
select u.tenant_id, coalesce(up.id, u.id), u.layer_id, g.code, '{"zh": "网点"}', 1 + n % 9, n
  from units u cross join generate_series(0, $2::int - 1) n
  cross join lateral (select case when n < $3::int then 'BIG-' || n else 'BIG-' || n % $3::int || '-' || n end as code) g
  left join units up on up.tenant_id = $1 and n >= $3::int and up.code = 'BIG-' || n % $3::int
 where u.tenant_id = $1 and u.code = 'G-A' and (n < $3::int) = $4::boolean"""

LINES = """
insert into unit_lines (tenant_id, ancestor_id, unit_id, depth)
with recursive up as (
    select id as unit, id as at, parent_id, 0 as depth from units where tenant_id = $1 and code like 'BIG-%'
    union all
    select up.unit, u.id, u.parent_id, up.depth + 1 from up join units u on u.tenant_id = $1 and u.id = up.parent_id)
select $1, at, unit, depth from up"""

POSTS = """
insert into posts (tenant_id, unit_id, code, job_title, name)
select $1, id, 'P-' || code, 'sales_rep', '{"zh": "业务代表"}' from units
 where tenant_id = $1 and code like 'BIG-%-%'"""

SCHEDULES = """
insert into schedules (tenant_id, checklist_id, post_id, opens_at, closes_at, late_minutes, from_date)
select $1, l.id, p.id, '08:00', '20:00', 60, '2026-01-01' from posts p join checklists l on l.tenant_id = $1 and l.code = any ($2)
 where p.tenant_id = $1 and p.code like 'P-BIG-%'"""


async def grow(units: int, lists: tuple[str, ...]) -> None:
    """Add so many units below one of the company's groups, in areas; none for 0. Each fills in the lists every day.

    Runs inside(tenant).
    """
    if not units:
        return
    for areas in (True, False):
        await db().execute(UNITS, current(), units, AREAS, areas)
    for statement in (LINES, POSTS):
        await db().execute(statement, current())
    await db().execute(SCHEDULES, current(), list(lists))
