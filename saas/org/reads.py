"""The organisation to look at: the tree with posts and holders, and one post with what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]


@dataclass(frozen=True)
class Seat:
    """A post as the tree shows it; `holder` is None where it is vacant."""

    id: UUID
    name: Text
    job_title: str
    holder: str | None
    since: date | None


@dataclass
class UnitNode:
    """A unit with its posts and the units below it."""

    id: UUID
    name: Text
    layer: Text
    seats: list[Seat] = field(default_factory=list)
    children: list[UnitNode] = field(default_factory=list)


@dataclass(frozen=True)
class Organisation:
    """The whole tree, and how many units, posts and vacancies it counts."""

    roots: list[UnitNode]
    units: int
    posts: int
    vacant: int


async def organisation(today: date) -> Organisation:
    """The organisation as it stands on `today`: one statement, whatever its size."""
    rows = await db().fetch(
        """select u.id, u.parent_id, u.name, l.name as layer, p.id as post, p.name as post_name, p.job_title,
                  m.name as holder, a.from_date
           from units u
           join layers l on l.tenant_id = u.tenant_id and l.id = u.layer_id
           left join posts p on p.tenant_id = u.tenant_id and p.unit_id = u.id
                and (p.closed_on is null or p.closed_on > $2)
           left join appointments a on a.tenant_id = p.tenant_id and a.post_id = p.id
                and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2)
           left join memberships m on m.tenant_id = a.tenant_id and m.id = a.membership_id
           where u.tenant_id = $1 and (u.closed_on is null or u.closed_on > $2)
           order by u.position, u.code, p.id""",
        current(), today,
    )  # fmt: skip
    nodes: dict[UUID, UnitNode] = {}
    for row in rows:
        node = nodes.setdefault(row["id"], UnitNode(row["id"], row["name"], row["layer"]))
        if row["post"]:
            node.seats.append(
                Seat(row["post"], row["post_name"], row["job_title"], row["holder"], row["from_date"])
            )
    return _tree(nodes, {row["id"]: row["parent_id"] for row in rows})


def _tree(nodes: dict[UUID, UnitNode], parents: dict[UUID, UUID | None]) -> Organisation:
    roots: list[UnitNode] = []
    for unit, node in nodes.items():
        parent = parents[unit]
        above = nodes.get(parent) if parent else None
        (above.children if above else roots).append(node)
    seats = [seat for node in nodes.values() for seat in node.seats]
    return Organisation(roots, len(nodes), len(seats), sum(seat.holder is None for seat in seats))


class Holder(msgspec.Struct, frozen=True):
    """One appointment to a post, past, present or to come."""

    id: UUID
    name: str
    from_date: date
    to_date: date | None


class DoneList(msgspec.Struct, frozen=True):
    """A checklist that the post does, and over how many objects (0: once for the post itself)."""

    code: str
    name: Text
    version: UUID
    objects: int
    opens: str
    closes: str


class Member(msgspec.Struct, frozen=True):
    id: UUID
    name: str


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


class PostPage(msgspec.Struct, frozen=True):
    """A post with its place, its holders (newest first), its lists, duties and responsibilities."""

    id: UUID
    name: Text
    job_title: str
    path: list[Text]
    holders: list[Holder]
    lists: list[DoneList]
    members: list[Member]
    duties: list[Duty]
    responsibilities: list[Responsibility]


POST = """
select p.id, p.name, p.job_title,
  (select jsonb_agg(u.name order by x.depth desc) from unit_lines x
     join units u on u.tenant_id = x.tenant_id and u.id = x.ancestor_id
    where x.tenant_id = $1 and x.unit_id = p.unit_id) as path,
  (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', m.name, 'from_date', a.from_date,
            'to_date', a.to_date) order by a.from_date desc, a.id desc), '[]') from appointments a
     join memberships m on m.tenant_id = a.tenant_id and m.id = a.membership_id
    where a.tenant_id = $1 and a.post_id = p.id) as holders,
  (select coalesce(jsonb_agg(t order by t.code), '[]') from (
     select c.code, c.name, v.id as version, count(s.object_id) as objects,
            to_char(min(s.opens_at), 'HH24:MI') as opens, to_char(max(s.closes_at), 'HH24:MI') as closes
       from schedules s join checklists c on c.tenant_id = s.tenant_id and c.id = s.checklist_id
       join lateral (select id from checklist_versions v where v.tenant_id = c.tenant_id
            and v.checklist_id = c.id and v.effective_from <= $3 order by v.number desc limit 1) v on true
      where s.tenant_id = $1 and s.post_id = p.id and (s.to_date is null or s.to_date >= $3)
      group by c.code, c.name, v.id) t) as lists,
  (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name) order by m.name), '[]')
     from memberships m where m.tenant_id = $1 and m.ended_at is null) as members,
  (select coalesce(jsonb_agg(jsonb_build_object('level', d.level, 'text', d.text)
            order by d.position), '[]')
     from duties d where d.tenant_id = $1 and d.job_title = p.job_title) as duties,
  (select coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'code', r.detail_code, 'node', n.id,
            'name', n.name, 'unit', u.name) order by r.kind, n.position, u.position), '[]')
     from responsibilities r join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
     left join standard_nodes n on n.tenant_id = r.tenant_id and n.code = r.detail_code
          and n.standard_id = (select s.id from standards s where s.tenant_id = $1
              and s.published_at is not null and s.effective_from <= $3 order by s.number desc limit 1)
    where r.tenant_id = $1 and r.post_id = p.id) as responsibilities
from posts p where p.tenant_id = $1 and p.id = $2"""


async def post(post_id: UUID, today: date) -> PostPage:
    """One post with everything its page shows, in one statement. Raises 404."""
    row = await db().fetchrow(POST, current(), post_id, today)
    if row is None:
        raise not_found()
    found: dict[str, Any] = dict(row)
    return msgspec.convert(found | {"id": UUID(bytes=found["id"].bytes)}, PostPage)
