"""The organisation to look at: counts, search, one unit, the layers and titles, and what a field proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from saas.beats import BEATS
from saas.org.ahead_reads import AHEAD, Ahead
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
HITS = 50

# Units, posts, who holds them, and how it all was called and hung before.
MARK = f"select concat_ws(' ', who.org, {BEATS.format(subject='layers')})"


@dataclass(frozen=True)
class Counts:
    """How many open units and posts there are, and how many posts nobody holds."""

    units: int
    posts: int
    vacant: int


async def counts(today: date, within: Sequence[UUID] | None) -> Counts:
    row = await db().fetchrow(
        """select (select count(*) from units u where u.tenant_id = $1 and (u.closed_on is null or u.closed_on > $2)
                      and ($3::uuid[] is null or exists (select from unit_lines l where l.tenant_id = $1
                           and l.unit_id = u.id and l.ancestor_id = any ($3)))) as units,
                  count(*) as posts, count(*) filter (where a.id is null) as vacant
             from posts p
             left join appointments a on a.tenant_id = $1 and a.post_id = p.id
                  and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2)
            where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $2)
              and ($3::uuid[] is null or exists (select from unit_lines l where l.tenant_id = $1
                   and l.unit_id = p.unit_id and l.ancestor_id = any ($3)))""",
        current(), today, within,
    )  # fmt: skip
    return Counts(**dict(row))


@dataclass(frozen=True)
class Hit:
    """A unit or a post that a search found, with the line above it."""

    kind: str
    id: UUID
    code: str
    name: Text
    path: list[Text]
    holder: str | None


SEARCH = """
with hit as (
    (select 'unit' as kind, u.id, u.code, u.name, u.parent_id as at, null::text as holder, u.code as by from units u
      where u.tenant_id = $1 and u.words like $2 and (u.closed_on is null or u.closed_on > $3) order by u.code limit $5)
    union all
    (select 'post', p.id, p.code, p.name, p.unit_id, m.name, p.code from posts p
       left join appointments a on a.tenant_id = p.tenant_id and a.post_id = p.id
            and a.from_date <= $3 and (a.to_date is null or a.to_date >= $3)
       left join memberships m on m.tenant_id = a.tenant_id and m.id = a.membership_id
      where p.tenant_id = $1 and (p.words like $2 or m.name ilike $2) and (p.closed_on is null or p.closed_on > $3)
      order by p.code limit $5))
select h.kind, h.id, h.code, h.name, h.holder,
       (select coalesce(jsonb_agg(u.name order by l.depth desc), '[]') from unit_lines l
          join units u on u.tenant_id = l.tenant_id and u.id = l.ancestor_id
         where l.tenant_id = $1 and l.unit_id = h.at
           and ($4::uuid[] is null or exists (select from unit_lines i where i.tenant_id = $1
                and i.unit_id = u.id and i.ancestor_id = any ($4)))) as path
  from hit h
 where $4::uuid[] is null or exists (select from unit_lines l where l.tenant_id = $1
       and l.unit_id in (h.at, h.id) and l.ancestor_id = any ($4))
 order by h.kind desc, h.by"""


async def search(query: str, today: date, within: Sequence[UUID] | None) -> list[Hit]:
    """Units by name or code, posts by name, code or holder: fifty of each. One statement."""
    rows = await db().fetch(SEARCH, current(), pattern(query), today, within, HITS)
    return [Hit(**dict(row)) for row in rows]


def pattern(query: str) -> str:
    """The search as a LIKE pattern over small letters, in which % and _ of the user mean themselves."""
    plain = query.strip().lower()[:80]
    for sign in ("\\", "%", "_"):
        plain = plain.replace(sign, "\\" + sign)
    return f"%{plain}%"


class Near(msgspec.Struct, frozen=True):
    """A unit beside or above the one that is shown."""

    id: str
    code: str
    name: Text
    external: bool = False


class Standing(msgspec.Struct, frozen=True):
    """Somebody with a role at the unit."""

    member: str
    name: str
    role: str


class Was(msgspec.Struct, frozen=True):
    """How the unit stood until a day."""

    to_date: date
    name: Text
    parent: Text | None


class UnitPage(msgspec.Struct, frozen=True):
    """A unit with its line, the units below, who has a role there, and where it stood before."""

    id: str
    code: str
    name: Text
    layer: str
    layer_name: Text
    weight: Decimal
    external: bool
    outside: bool
    opened_on: date | None
    closed_on: date | None
    parent: str | None
    edition: int
    path: list[Near]
    children: list[Near]
    below: int
    people: list[Standing]
    spans: list[Was]
    ahead: list[Ahead]


UNIT = f"""
select u.id::text, u.code, u.name, u.layer_id::text as layer, l.name as layer_name, u.weight::text, u.external, u.opened_on,
  u.closed_on, u.parent_id::text as parent,
  (select coalesce(max(r.edition), 0) from revisions r
    where r.tenant_id = $1 and r.noun = 'unit' and r.noun_id = u.id) as edition,
  exists (select from unit_lines x join units a on a.tenant_id = x.tenant_id and a.id = x.ancestor_id and a.external
           where x.tenant_id = $1 and x.unit_id = u.id) as outside,
  (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'code', a.code, 'name', a.name) order by x.depth desc), '[]')
     from unit_lines x join units a on a.tenant_id = x.tenant_id and a.id = x.ancestor_id
    where x.tenant_id = $1 and x.unit_id = u.id and x.depth > 0
      and ($4::uuid[] is null or exists (select from unit_lines i where i.tenant_id = $1
           and i.unit_id = a.id and i.ancestor_id = any ($4)))) as path,
  (select coalesce(jsonb_agg(to_jsonb(c) order by c.position, c.code), '[]') from (
      select c.id, c.code, c.name, c.external, c.position from units c
       where c.tenant_id = $1 and c.parent_id = u.id and (c.closed_on is null or c.closed_on > $3)
       order by c.position, c.code limit 200) c) as children,
  (select count(*) from units c where c.tenant_id = $1 and c.parent_id = u.id
      and (c.closed_on is null or c.closed_on > $3)) as below,
  (select coalesce(jsonb_agg(jsonb_build_object('member', m.id, 'name', m.name, 'role', r.role) order by r.role, m.name), '[]')
     from (select r.membership_id, r.role from roles r
            where r.tenant_id = $1 and r.unit_id = u.id and r.role <> 'staff' limit 50) r
     join memberships m on m.tenant_id = $1 and m.id = r.membership_id and m.ended_at is null) as people,
  (select coalesce(jsonb_agg(jsonb_build_object('to_date', s.to_date, 'name', s.name, 'parent', a.name)
            order by s.to_date desc), '[]')
     from unit_spans s left join units a on a.tenant_id = s.tenant_id and a.id = s.parent_id
    where s.tenant_id = $1 and s.unit_id = u.id) as spans,
  {AHEAD} as ahead
from units u join layers l on l.tenant_id = u.tenant_id and l.id = u.layer_id
where u.tenant_id = $1 and u.id = $2
  and ($4::uuid[] is null or exists (select from unit_lines i
       where i.tenant_id = $1 and i.unit_id = u.id and i.ancestor_id = any ($4)))"""  # noqa: S608


async def unit(unit_id: UUID, today: date, within: Sequence[UUID] | None) -> UnitPage:
    """One unit with everything its page shows but the posts, in one statement. Raises 404, also beyond one's line."""
    row = await db().fetchrow(UNIT, current(), unit_id, today, within)
    if row is None:
        raise not_found()
    found: dict[str, Any] = dict(row)
    return msgspec.convert(found, UnitPage, strict=False)


@dataclass(frozen=True)
class Listed:
    """A layer or a job title in its order; `used` counts the units or posts that have it."""

    id: UUID
    code: str
    name: Text
    role: str | None
    used: int
    edition: int


async def layers() -> list[Listed]:
    rows = await db().fetch(
        """select l.id, l.code, l.name, null as role,
                  (select count(*) from units u where u.tenant_id = $1 and u.layer_id = l.id) as used,
                  (select coalesce(max(r.edition), 0) from revisions r
                    where r.tenant_id = $1 and r.noun = 'layer' and r.noun_id = l.id) as edition
             from layers l where l.tenant_id = $1 order by l.position, l.code""",
        current(),
    )  # fmt: skip
    return [Listed(**dict(row)) for row in rows]


async def titles() -> list[Listed]:
    rows = await db().fetch(
        """with used as (select p.job_title, count(*) as n from posts p where p.tenant_id = $1 group by 1)
           select t.id, t.code, t.name, t.role, coalesce(used.n, 0) as used,
                  (select coalesce(max(r.edition), 0) from revisions r
                    where r.tenant_id = $1 and r.noun = 'job_title' and r.noun_id = t.id) as edition
             from job_titles t left join used on used.job_title = t.code
            where t.tenant_id = $1 order by t.position, t.code""",
        current(),
    )  # fmt: skip
    return [Listed(**dict(row)) for row in rows]
