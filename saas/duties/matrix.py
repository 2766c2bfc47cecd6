"""The matrix of one unit: details down, posts across. Fifty rows and twelve columns at a time, whatever the company's size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from saas.beats import BEATS
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
ROWS = 50
COLUMNS = 12

# Who is responsible for what, the standard in force, and the names of units, posts and holders.
MARK = f"select concat_ws(' ', who.org, {BEATS.format(subject='duties')}, {BEATS.format(subject='standards')})"


@dataclass(frozen=True)
class Asked:
    """What part of the matrix is asked for: a unit, some details, a post, further posts by name; `rows`, `columns`: pages."""

    unit: UUID | None = None
    part: UUID | None = None
    post: UUID | None = None
    query: str = ""
    more: str = ""
    rows: int = 1
    columns: int = 1


class Place(msgspec.Struct, frozen=True):
    """A unit on the way up or down; `named` counts what stands in its own matrix where that was asked."""

    id: UUID
    name: Text
    named: int = 0


class Part(msgspec.Struct, frozen=True):
    """A system or category to look at alone."""

    id: UUID
    level: str
    name: Text


class Post(msgspec.Struct, frozen=True):
    """A column: a post of this unit, or another one that the unit names."""

    id: UUID
    name: Text
    unit: Text
    own: bool
    closed: bool
    holder: str | None


class Frame(msgspec.Struct, frozen=True):
    """The unit with its line and what lies below it, the columns of this page, the parts of the standard."""

    id: UUID
    name: Text
    path: list[Place]
    below: list[Place]
    elsewhere: list[Place]
    posts: list[Post]
    total: int
    parts: list[Part]


# Without a unit: where the post is named most, or the top of one's own lines. A unit outside one's lines is not there.
CHOSEN = """
with chosen as materialized (
  select u.id, u.name from units u
  where u.tenant_id = $1 and (u.closed_on is null or u.closed_on > $4) and u.id = coalesce($3,
    (select r.unit_id from responsibilities r join unit_lines l on l.tenant_id = $1 and l.unit_id = r.unit_id
     where r.tenant_id = $1 and r.post_id = $5 and l.ancestor_id = any ($2) group by r.unit_id order by count(*) desc, 1 limit 1),
    (select p.unit_id from posts p where p.tenant_id = $1 and p.id = $5),
    (select l.unit_id from unit_lines l where l.tenant_id = $1 and l.unit_id = any ($2) group by 1 order by count(*), 1 limit 1))
  and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($2)))"""

FRAME = f"""
{CHOSEN}, named as (
  select p.id from posts p join chosen c on p.unit_id = c.id
  where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $4)
  union select r.post_id from responsibilities r join chosen c on r.unit_id = c.id where r.tenant_id = $1
  union select p.id from posts p where $6 <> '' and p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $4)
    and (p.code = $6 or strpos(lower(p.name ->> 'zh'), lower($6)) > 0 or strpos(lower(p.name ->> 'en'), lower($6)) > 0)
    and exists (select from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2) and l.unit_id = p.unit_id)),
columns as (
  select p.id, p.name, u.name as unit, p.unit_id = c.id as own, coalesce(p.closed_on <= $4, false) as closed,
    (select m.name from appointments a join memberships m on m.tenant_id = a.tenant_id and m.id = a.membership_id
     where a.tenant_id = $1 and a.post_id = p.id and a.from_date <= $4 and (a.to_date is null or a.to_date >= $4)
     limit 1) as holder,
    count(*) over () as total, row_number() over (order by p.id is distinct from $5, p.unit_id <> c.id, p.code) as place
  from named x join posts p on p.tenant_id = $1 and p.id = x.id
  join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id cross join chosen c
  order by place limit {COLUMNS} offset $7)
select c.id, c.name,
  (select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by l.depth desc)
   from unit_lines l join units u on u.tenant_id = l.tenant_id and u.id = l.ancestor_id
   where l.tenant_id = $1 and l.unit_id = c.id) as path,
  (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by u.position, u.code), '[]')
   from units u where u.tenant_id = $1 and u.parent_id = c.id and (u.closed_on is null or u.closed_on > $4)) as below,
  (select coalesce(jsonb_agg(t order by t.named desc, t.id), '[]') from (
     select u.id, u.name, count(*) as named from responsibilities r join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
     where r.tenant_id = $1 and r.post_id = $5 and r.unit_id <> c.id
     group by u.id, u.name order by 3 desc limit 20) t) as elsewhere,
  (select coalesce(jsonb_agg(to_jsonb(x) order by x.place), '[]') from columns x) as posts,
  (select coalesce(max(x.total), 0) from columns x) as total,
  (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'level', n.level, 'name', n.name) order by n.position), '[]')
   from standard_nodes n where n.tenant_id = $1 and n.level in ('system', 'category') and n.standard_id = (
     select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $4
     order by s.number desc limit 1)) as parts
from chosen c"""  # noqa: S608 - the parts are constants above


class Owner(msgspec.Struct, frozen=True):
    """Who is responsible for a detail in this unit: named here, or (`unit`) by the nearest unit above."""

    post: Text
    unit: Text | None


class Row(msgspec.Struct, frozen=True):
    """A detail with its line in the standard, the cells of the columns shown, and who answers for it here.

    `node` is None for a code that the standard in force does not know. `lower` counts the units below that name
    a post of their own, told where neither this unit nor one above does.
    """

    code: str
    node: UUID | None
    name: Text | None
    group: list[Text]
    cells: dict[UUID, list[str]]
    owner: Owner | None
    lower: int


MATRIX = f"""
with recursive version as materialized (
  select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $3
  order by s.number desc limit 1),
inside as (
  select n.id from standard_nodes n where n.tenant_id = $1 and n.id = $4
  union all select n.id from standard_nodes n join inside i on n.parent_id = i.id
   where n.tenant_id = $1 and n.standard_id = (select id from version)),
wanted as (
  select n.id, n.code, n.name, n.parent_id, n.position from standard_nodes n
  where n.tenant_id = $1 and n.standard_id = (select id from version) and n.level = 'detail'
    and ($4::uuid is null or n.id in (select id from inside))
    and ($5 = '' or strpos(n.said, $5) > 0)
    and ($6::uuid is null or n.code in (select r.detail_code from responsibilities r
         where r.tenant_id = $1 and r.unit_id = $2 and r.post_id = $6))
  union all
  select distinct null::uuid, r.detail_code, null::jsonb, null::uuid, 2147483647 from responsibilities r
  where r.tenant_id = $1 and r.unit_id = $2 and $4::uuid is null and ($5 = '' or strpos(lower(r.detail_code), $5) > 0)
    and ($6::uuid is null or r.post_id = $6)
    and not exists (select from standard_nodes n where n.tenant_id = $1 and n.standard_id = (select id from version)
                    and n.code = r.detail_code and n.level = 'detail')),
shown as materialized (select w.*, count(*) over () as total from wanted w order by w.position, w.code limit {ROWS} offset $8)
select w.code, w.id::text as node, w.name, w.total,
  array_remove(array[system.name, category.name, item.name], null) as "group",
  (select coalesce(jsonb_object_agg(t.post_id, t.kinds), '{{}}') from (
     select r.post_id, array_agg(r.kind order by r.kind) as kinds from responsibilities r
     where r.tenant_id = $1 and r.unit_id = $2 and r.detail_code = w.code and r.post_id = any ($7)
     group by r.post_id) t) as cells,
  (select jsonb_build_object('post', p.name, 'unit', case when l.depth > 0 then u.name end)
   from responsibilities r join unit_lines l on l.tenant_id = $1 and l.ancestor_id = r.unit_id and l.unit_id = $2
   join posts p on p.tenant_id = $1 and p.id = r.post_id and (p.closed_on is null or p.closed_on > $3)
   join units u on u.tenant_id = $1 and u.id = r.unit_id
   where r.tenant_id = $1 and r.detail_code = w.code and r.kind = 'responsible' order by l.depth limit 1) as owner,
  (select count(*) from responsibilities r join unit_lines l on l.tenant_id = $1 and l.unit_id = r.unit_id and l.ancestor_id = $2
   where r.tenant_id = $1 and r.detail_code = w.code and r.kind = 'responsible' and l.depth > 0) as lower
from shown w
left join standard_nodes step on step.tenant_id = $1 and step.id = w.parent_id
left join standard_nodes item on item.tenant_id = $1 and item.id = step.parent_id
left join standard_nodes category on category.tenant_id = $1 and category.id = item.parent_id
left join standard_nodes system on system.tenant_id = $1 and system.id = category.parent_id
order by w.position, w.code"""  # noqa: S608 - the parts are constants above


async def frame(asked: Asked, leads: list[UUID], today: date) -> Frame:
    """The unit and its columns, in one statement. Raises 404 for a unit outside one's lines."""
    row = await db().fetchrow(FRAME, current(), leads, asked.unit, today, asked.post, asked.more, COLUMNS * (asked.columns - 1))
    if row is None:
        raise not_found()
    return msgspec.convert(dict(row), Frame)


async def rows(asked: Asked, unit: UUID, columns: list[UUID], today: date) -> tuple[list[Row], int]:
    """Fifty rows and how many there are, in one statement."""
    found = await db().fetch(
        MATRIX, current(), unit, today, asked.part, asked.query.lower(), asked.post, columns, ROWS * (asked.rows - 1)
    )
    return [msgspec.convert(dict(row), Row) for row in found], found[0]["total"] if found else 0
