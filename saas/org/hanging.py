"""What still hangs on a unit or a post that is to be closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from saas.words import N_
from tenants import current, db

Text = dict[str, str]


@dataclass(frozen=True)
class Hanging:
    """One kind of thing: how many, a few of them by name, and where each is mended (`{id}` of the thing)."""

    what: str
    count: int
    some: list[tuple[str, Text, str]]


# kind → its word and the page where it is mended; an empty page: the list of members.
KINDS = {
    "units": (N_("下级单元"), "units/{}"),
    "posts": (N_("岗位"), "posts/{}"),
    "objects": (N_("管理对象"), "objects/{}"),
    "members": (N_("在这里有角色的成员"), "members/{}"),
    "findings": (N_("未关闭的问题"), "findings/{}"),
    "holders": (N_("任职人"), "posts/{}"),
    "deputies": (N_("代理人"), "posts/{}"),
}

OF_UNIT = """
select kind, count(*) as count, (array_agg(id order by name::text))[:5] as ids, (array_agg(name order by name::text))[:5] as names
  from (
    select 'units' as kind, u.id, u.name from units u
     where u.tenant_id = $1 and u.parent_id = $2 and (u.closed_on is null or u.closed_on > $3)
    union all select 'posts', p.id, p.name from posts p
     where p.tenant_id = $1 and p.unit_id = $2 and (p.closed_on is null or p.closed_on > $3)
    union all select 'objects', o.id, o.name from objects o
     where o.tenant_id = $1 and o.unit_id = $2 and o.retired_on is null
    union all select 'members', m.id, jsonb_build_object('zh', m.name) from memberships m
     where m.tenant_id = $1 and m.ended_at is null
       and exists (select from roles r where r.tenant_id = $1 and r.membership_id = m.id and r.unit_id = $2)
    union all select 'findings', f.id, f.title from findings f
     where f.tenant_id = $1 and f.unit_id = $2 and f.state in ('open', 'acted')) h
 group by kind"""

OF_POST = """
select kind, count(*) as count, (array_agg(id order by name::text))[:5] as ids, (array_agg(name order by name::text))[:5] as names
  from (
    select 'holders' as kind, a.post_id as id, jsonb_build_object('zh', m.name) as name from appointments a
      join memberships m on m.tenant_id = a.tenant_id and m.id = a.membership_id
     where a.tenant_id = $1 and a.post_id = $2 and (a.to_date is null or a.to_date >= $3)
    union all select 'deputies', d.post_id, jsonb_build_object('zh', m.name) from deputies d
      join memberships m on m.tenant_id = d.tenant_id and m.id = d.membership_id
     where d.tenant_id = $1 and d.post_id = $2 and d.to_date >= $3
    union all select 'findings', f.id, f.title from findings f
     where f.tenant_id = $1 and f.post_id = $2 and f.state in ('open', 'acted')) h
 group by kind"""


async def hanging(unit: UUID, on: date) -> list[Hanging]:
    """What would lose its unit on that day; empty where nothing stands in the way."""
    return _told(await db().fetch(OF_UNIT, current(), unit, on))


async def hanging_on_post(post: UUID, on: date) -> list[Hanging]:
    return _told(await db().fetch(OF_POST, current(), post, on))


def _told(rows: list[Any]) -> list[Hanging]:
    found = {row["kind"]: row for row in rows}
    return [
        Hanging(word, found[kind]["count"], [
            (at.format(thing), name, kind) for thing, name in zip(found[kind]["ids"], found[kind]["names"], strict=True)
        ])
        for kind, (word, at) in KINDS.items() if kind in found
    ]  # fmt: skip
