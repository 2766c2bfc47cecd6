"""The standards in force: the front page, one branch of the tree, a document."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from saas.beats import BEATS
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
Criterion = dict[str, Any]
MOST = 400  # details that one branch shows at once; a larger one opens item by item


class Pending(msgspec.Struct, frozen=True):
    """A version that this person still has to read, and how many changed details concern them."""

    id: UUID
    number: int
    effective_from: date
    details: int


class Coming(msgspec.Struct, frozen=True):
    """A version that is published and not yet in force."""

    id: UUID
    number: int
    effective_from: date


class Front(msgspec.Struct, frozen=True):
    """Above the tree: the version in force (none: no version yet), the open draft, what comes, what is to be read."""

    id: UUID | None
    number: int | None
    effective_from: date | None
    draft: UUID | None
    coming: list[Coming]
    pending: list[Pending]


# Versions, drafts, who has to read what and has; for people of external units also what makes a detail theirs.
MARK = f"""
    select concat_ws(' ', who.org, {BEATS.format(subject='standards')},
           case when 'outside' = any (who.roles) then concat_ws(' ', who.lists, {BEATS.format(subject='duties')}) end)"""

# The version in force is the newest one that is published and whose day has come.
IN_FORCE = """select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $2
  order by s.number desc limit 1"""

# Who holds a post that a version names, and held it when the version came into force: whoever comes later is trained.
MUST_READ = """standard_readers r join standards s on s.tenant_id = r.tenant_id and s.id = r.standard_id
  join appointments a on a.tenant_id = r.tenant_id and a.post_id = r.post_id
   and a.from_date <= s.effective_from and (a.to_date is null or a.to_date >= $2)"""

FRONT = f"""
select v.id, v.number, v.effective_from,
  (select d.id from standard_drafts d where d.tenant_id = $1 and d.ended_at is null) as draft,
  (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'number', c.number, 'effective_from', c.effective_from)
            order by c.number), '[]')
     from standards c where c.tenant_id = $1 and c.effective_from > $2 and c.published_at is not null) as coming,
  (select coalesce(jsonb_agg(p order by p.number), '[]') from (
     select s.id, s.number, s.effective_from, count(distinct w.code) as details
       from {MUST_READ} cross join unnest(r.codes) as w (code)
      where r.tenant_id = $1 and a.membership_id = $3 and not exists (
            select from standard_confirmations c where c.tenant_id = $1 and c.standard_id = s.id and c.membership_id = $3)
      group by s.id, s.number, s.effective_from) p) as pending
from (select) one left join standards v on v.tenant_id = $1 and v.id = ({IN_FORCE})"""  # noqa: S608 – pieces of our own


async def front(today: date, member: UUID) -> Front:
    """What stands above the tree, in one statement."""
    return msgspec.convert(dict(await db().fetchrow(FRONT, current(), today, member)), Front)


class Head(msgspec.Struct, frozen=True):
    """A system or a category in the outline of a version."""

    id: UUID
    parent_id: UUID | None
    level: str
    code: str
    name: Text


class Outline(msgspec.Struct, frozen=True):
    """A published version from above; it never changes."""

    id: UUID
    number: int
    effective_from: date
    details: int
    heads: list[Head]

    def below(self, parent: UUID | None) -> list[Head]:
        return [head for head in self.heads if head.parent_id == parent]


async def outline(standard: UUID) -> Outline:
    """The two upper levels of a version, in its order. Raises 404."""
    row = await db().fetchrow(
        """select s.id, s.number, s.effective_from,
             (select count(*) from standard_nodes n
               where n.tenant_id = $1 and n.standard_id = s.id and n.level = 'detail') as details,
             (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'parent_id', n.parent_id, 'level', n.level,
                       'code', n.code, 'name', n.name) order by n.position), '[]') from standard_nodes n
               where n.tenant_id = $1 and n.standard_id = s.id and n.level in ('system', 'category')) as heads
           from standards s where s.tenant_id = $1 and s.id = $2 and s.published_at is not null""",
        current(), standard,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return msgspec.convert(dict(row), Outline)


class Line(msgspec.Struct, frozen=True):
    """A line below a category, with the posts responsible for a detail. `more`: it opens on its own."""

    id: UUID
    parent_id: UUID
    level: str
    code: str
    name: Text
    criterion: Criterion | None
    principle: Text | None
    mark: dict[str, Any]
    posts: list[Text]
    more: bool = False


# All that is below, or only the next level where that would be too much for one look.
BRANCH = """
with recursive down as (
  select n.id, n.standard_id, n.level, 0 as depth from standard_nodes n where n.tenant_id = $1 and n.id = $2
  union all select n.id, n.standard_id, n.level, down.depth + 1 from standard_nodes n
    join down on n.tenant_id = $1 and n.standard_id = down.standard_id and n.parent_id = down.id),
size as (select count(*) filter (where level = 'detail') > $3 as large from down)
select n.id, n.parent_id, n.level, n.code, n.name, n.criterion, n.principle, n.mark,
  (select coalesce(jsonb_agg(distinct p.name), '[]') from responsibilities r
     join posts p on p.tenant_id = r.tenant_id and p.id = r.post_id
    where r.tenant_id = $1 and r.detail_code = n.code and r.kind = 'responsible' and n.level = 'detail') as posts,
  size.large and n.level <> 'detail' as more
from down join standard_nodes n on n.tenant_id = $1 and n.id = down.id cross join size
where down.depth > 0 and (not size.large or down.depth = 1)
order by n.position"""


async def branch(node: UUID) -> list[Line]:
    """The lines below a node, upper ones first, in one statement. Raises 404 where there are none."""
    rows = await db().fetch(BRANCH, current(), node, MOST)
    if not rows:
        raise not_found()
    return [msgspec.convert(dict(row), Line) for row in rows]


class Stored(msgspec.Struct, frozen=True):
    """Where a document lies, and what it is."""

    kind: str
    name: str
    path: str


async def file(file: UUID) -> Stored:
    """A document of the standards. Raises 404."""
    row = await db().fetchrow("select kind, name, path from standard_files where tenant_id = $1 and id = $2", current(), file)
    if row is None:
        raise not_found()
    return msgspec.convert(dict(row), Stored)
