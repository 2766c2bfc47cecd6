"""One post with what hangs on it, and the list of all posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from saas.org.reads import pattern
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
PAGE = 50


class Holder(msgspec.Struct, frozen=True):
    """One appointment to a post, past, present or to come."""

    id: UUID
    member: UUID
    name: str
    from_date: date
    to_date: date | None

    def on(self, day: date) -> bool:
        return self.from_date <= day and (self.to_date is None or self.to_date >= day)


class Deputy(msgspec.Struct, frozen=True):
    """Who stands in from when to when, and why."""

    id: UUID
    name: str
    from_date: date
    to_date: date
    reason: str
    ended: bool

    def on(self, day: date) -> bool:
        return self.from_date <= day <= self.to_date and not self.ended


class DoneList(msgspec.Struct, frozen=True):
    """A checklist that the post does, and over how many objects (0: once for the post itself); without times it waits for
    an event.
    """

    code: str
    name: Text
    version: UUID
    objects: int
    opens: str | None
    closes: str | None


class Duty(msgspec.Struct, frozen=True):
    level: str
    text: Text


class Responsibility(msgspec.Struct, frozen=True):
    """What the post answers for: a detail of the standards, in a unit, in one of four ways."""

    kind: str
    code: str
    node: UUID | None
    name: Text | None
    unit: Text


class Ahead(msgspec.Struct, frozen=True):
    """A move that lies ahead. `refusal`: it could not be made on its day."""

    id: UUID
    target: UUID
    target_name: Text
    on_date: date
    by: str
    refusal: dict[str, Any] | None


class PostPage(msgspec.Struct, frozen=True):
    """A post with its place, its holders (newest first), deputies, lists, duties, responsibilities and what lies ahead."""

    id: UUID
    code: str
    name: Text
    job_title: str
    title: Text
    unit: UUID
    opened_on: date | None
    closed_on: date | None
    edition: int
    path: list[dict[str, Any]]
    holders: list[Holder]
    deputies: list[Deputy]
    lists: list[DoneList]
    duties: list[Duty]
    responsibilities: list[Responsibility]
    ahead: list[Ahead]

    def holder(self, day: date) -> Holder | None:
        return next((one for one in self.holders if one.on(day)), None)

    def vacant_since(self, day: date) -> date | None:
        """The first day without a holder; None where it never had one and nobody knows when it began."""
        ends = [one.to_date for one in self.holders if one.to_date and one.to_date < day]
        return date.fromordinal(max(ends).toordinal() + 1) if ends else self.opened_on


POST = """
select p.id, p.code, p.name, p.job_title, coalesce(t.name, jsonb_build_object('zh', p.job_title)) as title,
  p.unit_id as unit, p.opened_on, p.closed_on,
  (select coalesce(max(r.edition), 0) from revisions r
    where r.tenant_id = $1 and r.noun = 'post' and r.noun_id = p.id) as edition,
  (select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by x.depth desc) from unit_lines x
     join units u on u.tenant_id = x.tenant_id and u.id = x.ancestor_id
    where x.tenant_id = $1 and x.unit_id = p.unit_id
      and ($4::uuid[] is null or exists (select from unit_lines i where i.tenant_id = $1
           and i.unit_id = u.id and i.ancestor_id = any ($4)))) as path,
  (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'member', m.id, 'name', m.name, 'from_date', a.from_date,
            'to_date', a.to_date) order by a.from_date desc, a.id desc), '[]') from appointments a
     join memberships m on m.tenant_id = a.tenant_id and m.id = a.membership_id
    where a.tenant_id = $1 and a.post_id = p.id) as holders,
  (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', m.name, 'from_date', d.from_date, 'to_date', d.to_date,
            'reason', d.reason, 'ended', d.withdrawn_at is not null) order by d.from_date desc), '[]') from deputies d
     join memberships m on m.tenant_id = d.tenant_id and m.id = d.membership_id
    where d.tenant_id = $1 and d.post_id = p.id) as deputies,
  (select coalesce(jsonb_agg(t order by t.code), '[]') from (
     select c.code, c.name, v.id as version, count(s.object_id) as objects,
            to_char(min(s.opens_at) filter (where not s.called), 'HH24:MI') as opens,
            to_char(max(s.closes_at) filter (where not s.called), 'HH24:MI') as closes
       from schedules s join checklists c on c.tenant_id = s.tenant_id and c.id = s.checklist_id
       join lateral (select id from checklist_versions v where v.tenant_id = c.tenant_id
            and v.checklist_id = c.id and v.effective_from <= $3 order by v.number desc limit 1) v on true
      where s.tenant_id = $1 and s.post_id = p.id and (s.to_date is null or s.to_date >= $3)
      group by c.code, c.name, v.id) t) as lists,
  (select coalesce(jsonb_agg(jsonb_build_object('level', d.level, 'text', d.text)
            order by d.position), '[]')
     from duties d where d.tenant_id = $1 and d.job_title = p.job_title) as duties,
  (select coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'code', r.detail_code, 'node', n.id,
            'name', n.name, 'unit', u.name) order by r.kind, n.position, u.position), '[]')
     from responsibilities r join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
     left join standard_nodes n on n.tenant_id = r.tenant_id and n.code = r.detail_code
          and n.standard_id = (select s.id from standards s where s.tenant_id = $1
              and s.published_at is not null and s.effective_from <= $3 order by s.number desc limit 1)
    where r.tenant_id = $1 and r.post_id = p.id) as responsibilities,
  (select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'target', u.id, 'target_name', u.name, 'on_date', h.on_date,
            'by', b.name, 'refusal', h.refusal) order by h.on_date, h.id), '[]') from post_moves_ahead h
     join units u on u.tenant_id = $1 and u.id = h.target_id join memberships b on b.tenant_id = $1 and b.id = h.planned_by
    where h.tenant_id = $1 and h.post_id = p.id and h.done_at is null and h.withdrawn_at is null) as ahead
from posts p left join job_titles t on t.tenant_id = p.tenant_id and t.code = p.job_title
where p.tenant_id = $1 and p.id = $2
  and ($4::uuid[] is null or exists (select from unit_lines i where i.tenant_id = $1
       and i.unit_id = p.unit_id and i.ancestor_id = any ($4)))"""


async def post(post_id: UUID, today: date, within: Sequence[UUID] | None) -> PostPage:
    """One post with everything its page shows, in one statement. Raises 404, also beyond one's line."""
    row = await db().fetchrow(POST, current(), post_id, today, within)
    if row is None:
        raise not_found()
    found: dict[str, Any] = dict(row)
    plain = {name: UUID(bytes=found[name].bytes) for name in ("id", "unit")}
    return msgspec.convert(found | plain, PostPage)


@dataclass(frozen=True)
class Listed:
    """A post in the list of all; `since`: the holder's first day, or the first day without one."""

    id: UUID
    code: str
    name: Text
    title: Text
    unit: Text
    unit_id: UUID
    holder: str | None
    since: date | None
    total: int


POSTS = """
with chosen as (
    select p.*, a.membership_id, a.from_date from posts p
      left join appointments a on a.tenant_id = p.tenant_id and a.post_id = p.id
           and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2)
     where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $2) and ($3 = '%%' or p.words like $3)
       and (not $4::boolean or a.id is null)
       and ($5::uuid[] is null or exists (select from unit_lines i where i.tenant_id = $1
            and i.unit_id = p.unit_id and i.ancestor_id = any ($5)))
       and ($6::uuid is null or exists (select from unit_lines i where i.tenant_id = $1
            and i.unit_id = p.unit_id and i.ancestor_id = $6))),
page as (select c.*, count(*) over () as total from chosen c order by c.code limit $7 offset $8)
select c.id, c.code, c.name, coalesce(t.name, jsonb_build_object('zh', c.job_title)) as title, u.name as unit,
       u.id as unit_id, m.name as holder, c.total,
       case when c.membership_id is not null then c.from_date else coalesce((
           select max(x.to_date) + 1 from appointments x
            where x.tenant_id = $1 and x.post_id = c.id and x.to_date < $2), c.opened_on) end as since
  from page c join units u on u.tenant_id = $1 and u.id = c.unit_id
  left join job_titles t on t.tenant_id = $1 and t.code = c.job_title
  left join memberships m on m.tenant_id = $1 and m.id = c.membership_id
 order by c.code"""


async def posts(
    query: str, today: date, page: int, within: Sequence[UUID] | None, *, vacant: bool, below: UUID | None
) -> list[Listed]:
    """Fifty posts by code, of one unit's line or of all; each row carries the total."""
    rows = await db().fetch(POSTS, current(), today, pattern(query), vacant, within, below, PAGE, (max(page, 1) - 1) * PAGE)
    return [Listed(**dict(row)) for row in rows]
