"""Where one may tell of, and what became of what one told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants import current, db

Text = Mapping[str, str]
PAGE, MOST = 50, 200

# Where one works first, then what lies beside it and below what one leads. $2 own units, $3 heads of lines, $4 confined to.
PLACES = """
    with near as (
        select u.id, u.name, u.position, u.code, array_position($2::uuid[], u.id) as own
          from units u
         where u.tenant_id = $1 and u.closed_on is null
           and (u.id = any ($2) or u.parent_id in (select b.parent_id from units b where b.tenant_id = $1 and b.id = any ($2))
                or exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($3)))
           and ($4::uuid[] is null or exists (
                select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($4)))
         order by own nulls last, u.position, u.code limit 200)
    select 'unit' as noun, n.id, n.name, null::text as code, n.id as unit, n.own, n.position from near n
    union all
    (select 'object', o.id, o.name, o.code, o.unit_id, null, 0 from objects o
      where o.tenant_id = $1 and o.retired_on is null and o.unit_id = any ($2) order by o.code limit 200)
    union all
    select 'asked', o.id, o.name, o.code, o.unit_id, null, 0 from objects o
     where o.tenant_id = $1 and o.retired_on is null and o.id = $5 and ($4::uuid[] is null or exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = any ($4)))"""

MINE = """
    select v.id, v.reason, v.text, v.received_at, cardinality(v.photos) as photos, count(*) over () as total,
           f.id as finding, f.number, f.title, f.state, f.due_on, f.acting_due, f.merged_id, f.closed_at, u.name as unit,
           o.name as object, p.name as post, d.action
      from voices v
      join findings f on f.tenant_id = $1 and f.id = v.finding_id
      join units u on u.tenant_id = $1 and u.id = v.unit_id
      join posts p on p.tenant_id = $1 and p.id = f.post_id
      left join objects o on o.tenant_id = $1 and o.id = v.object_id
      left join lateral (select c.action from corrective_actions c
                          where c.tenant_id = $1 and c.finding_id = f.id order by c.done_at desc limit 1) d on true
     where v.tenant_id = $1 and v.membership_id = $2
     order by v.received_at desc, v.id limit $3 offset $4"""


@dataclass(frozen=True)
class Choice:
    id: UUID
    name: Text
    code: str | None
    unit: UUID


@dataclass(frozen=True)
class Where:
    """Units to choose from, the reader's own first; objects there; and the one that was asked for by its label."""

    units: Sequence[Choice]
    objects: Sequence[Choice]
    asked: Choice | None


@dataclass(frozen=True)
class Mine:
    """Something one told, and what became of it."""

    id: UUID
    reason: str
    text: str
    received_at: datetime
    photos: int
    total: int
    finding: UUID
    number: int
    title: Text
    state: str
    due_on: Any
    acting_due: Any
    merged_id: UUID | None
    closed_at: datetime | None
    unit: Text
    object: Text | None
    post: Text
    action: str | None


async def where(own: Sequence[UUID], leads: Sequence[UUID], within: Sequence[UUID] | None, thing: UUID | None) -> Where:
    """One statement."""
    rows = await db().fetch(PLACES, current(), list(own), list(leads), None if within is None else list(within), thing)
    told: dict[str, list[Choice]] = {"unit": [], "object": [], "asked": []}
    for row in rows:
        told[row["noun"]].append(Choice(row["id"], row["name"], row["code"], row["unit"]))
    return Where(told["unit"], told["object"], told["asked"][0] if told["asked"] else None)


async def mine(member: UUID, page: int) -> list[Mine]:
    """Fifty, the newest first, with what was done about each."""
    rows = await db().fetch(MINE, current(), member, PAGE, PAGE * (page - 1))
    return [Mine(**dict(row)) for row in rows]
