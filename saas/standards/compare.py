"""Differences: of a draft from its base, of one version from another, and what the differences touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from saas.standards.difference import Change, side
from tenants import current, db

Text = dict[str, str]
MOST = 1_000  # lines of a difference that are told; beyond it a sheet is the better reader

# Of the draft's own lines only: whatever else stands in it stands in its base.
OF_DRAFT = """
select c.code, c.level, c.id as node,
  case when b.id is null then null else jsonb_build_object('name', b.name, 'criterion', b.criterion, 'principle', b.principle,
    'mark', b.mark, 'unchecked', b.unchecked, 'attachments', b.attachments, 'parent', bp.code) end as before,
  case when c.gone then null else jsonb_build_object('name', c.name, 'criterion', c.criterion, 'principle', c.principle,
    'mark', c.mark, 'unchecked', c.unchecked, 'attachments', c.attachments, 'parent', coalesce(dp.code, cp.code)) end as after
from draft_nodes c
left join standard_nodes b on b.tenant_id = $1 and b.id = c.id
left join standard_nodes bp on bp.tenant_id = $1 and bp.id = b.parent_id
left join standard_nodes cp on cp.tenant_id = $1 and cp.id = c.parent_id
left join draft_nodes dp on dp.tenant_id = $1 and dp.draft_id = $2 and dp.id = c.parent_id
where c.tenant_id = $1 and c.draft_id = $2 and not (c.gone and b.id is null)
order by c.position, c.code"""

OF_VERSIONS = f"""
with old as (select n.*, p.code as parent from standard_nodes n
    left join standard_nodes p on p.tenant_id = $1 and p.id = n.parent_id where n.tenant_id = $1 and n.standard_id = $2),
new as (select n.*, p.code as parent from standard_nodes n
    left join standard_nodes p on p.tenant_id = $1 and p.id = n.parent_id where n.tenant_id = $1 and n.standard_id = $3)
select coalesce(new.code, old.code) as code, coalesce(new.level, old.level) as level, coalesce(new.id, old.id) as node,
  case when old.id is not null then to_jsonb(old) end as before, case when new.id is not null then to_jsonb(new) end as after
from old full join new on new.code = old.code
where (old.id is null or new.id is null
  or (old.name, old.criterion, old.principle, old.mark, old.unchecked, old.parent, old.attachments)
     is distinct from (new.name, new.criterion, new.principle, new.mark, new.unchecked, new.parent, new.attachments))
order by coalesce(new.position, old.position), 1 limit {MOST}"""  # noqa: S608 – a number of our own


async def of_draft(draft: UUID) -> list[Change]:
    """What the draft does to its base, in its order."""
    return _changes(await db().fetch(OF_DRAFT, current(), draft))


async def of_versions(before: UUID | None, after: UUID) -> list[Change]:
    """What was different from one version to another, in the order of the newer one."""
    return _changes(await db().fetch(OF_VERSIONS, current(), before, after))


def _changes(rows: Sequence[Any]) -> list[Change]:
    return [Change(row["code"], row["level"], side(row["before"]), side(row["after"]), str(row["node"])) for row in rows]


class Point(msgspec.Struct, frozen=True):
    """A point of a running checklist that checks a touched detail."""

    detail: str
    list_name: Text
    version: UUID
    code: str
    text: Text


class Post(msgspec.Struct, frozen=True):
    """A post that answers for touched details, with whoever holds it."""

    id: UUID
    name: Text
    unit: Text
    kinds: list[str]
    details: int
    holder: str | None


class Touched(msgspec.Struct, frozen=True):
    """What hangs on the touched details. Counts are of all, lists of the first hundred."""

    points: list[Point]
    all_points: int
    posts: list[Post]
    all_posts: int
    people: dict[str, int]


TOUCHED = """
with held as (
  select r.post_id, array_agg(distinct r.kind) as kinds, count(distinct r.detail_code) as details
    from responsibilities r where r.tenant_id = $1 and r.detail_code = any ($2) group by r.post_id),
checked as (
  select o.detail_code as detail, c.name as list_name, v.id as version, o.code, o.text, c.position, o.position as at
    from points o join checklist_versions v on v.tenant_id = $1 and v.id = o.version_id
    join checklists c on c.tenant_id = $1 and c.id = v.checklist_id and (c.retired_on is null or c.retired_on > $3)
   where o.tenant_id = $1 and o.detail_code = any ($2)
     and v.number = (select max(w.number) from checklist_versions w where w.tenant_id = $1 and w.checklist_id = c.id)),
seats as (
  select h.post_id, h.kinds, h.details, p.name, u.name as unit, u.position, p.code, a.membership_id, m.name as holder
    from held h join posts p on p.tenant_id = $1 and p.id = h.post_id and (p.closed_on is null or p.closed_on > $3)
    join units u on u.tenant_id = $1 and u.id = p.unit_id
    left join appointments a on a.tenant_id = $1 and a.post_id = p.id and a.from_date <= $3
                            and (a.to_date is null or a.to_date >= $3)
    left join memberships m on m.tenant_id = $1 and m.id = a.membership_id)
select
  (select coalesce(jsonb_agg(to_jsonb(c) order by c.position, c.at), '[]') from
     (select * from checked order by position, at limit 100) c) as points,
  (select count(*) from checked) as all_points,
  (select coalesce(jsonb_agg(jsonb_build_object('id', s.post_id, 'name', s.name, 'unit', s.unit, 'kinds', s.kinds,
            'details', s.details, 'holder', s.holder) order by s.position, s.code), '[]') from
     (select * from seats order by position, code limit 100) s) as posts,
  (select count(*) from seats) as all_posts,
  (select coalesce(jsonb_object_agg(k.kind, k.people), '{}') from (
     select kind, count(distinct s.membership_id) as people
       from seats s cross join unnest(s.kinds) as kind group by kind) k) as people"""


async def touches(codes: Sequence[str], today: date) -> Touched:
    """Checklists, posts and people that answer for or check these details, in one statement."""
    return msgspec.convert(dict(await db().fetchrow(TOUCHED, current(), list(codes), today)), Touched)
