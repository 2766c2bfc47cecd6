"""Territories, and objects that lie in none or in two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
A_PAGE = 50

FOR_OBJECT = """
    select t.id, t.code, t.name from territories t
      join objects o on o.tenant_id = $1 and o.id = $2
      join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id
      join unit_lines l on l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = t.unit_id
     where t.tenant_id = $1 and t.closed_on is null and k.code = any (t.kinds) order by t.code"""
LIST = """
    select t.id, t.code, t.name, t.kinds, t.rule, t.closed_on, u.code as unit_code, u.name as unit,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'territory' and r.noun_id = t.id) as edition,
           (select count(*) from object_grounds g where g.tenant_id = $1 and g.territory_id = t.id
               and g.from_date <= $2 and (g.to_date is null or g.to_date >= $2)) as count
      from territories t join units u on u.tenant_id = $1 and u.id = t.unit_id
     where t.tenant_id = $1 and ($3::uuid is null or t.id = $3) order by t.closed_on nulls first, t.code"""
# Of kinds whose every object lies in exactly one territory, as far as the company has divided its ground for them.
WHOLE = """
    with lies as (
        select o.id, o.code, o.name, o.unit_id, k.name as kind,
               array_agg(t.name order by t.code) filter (where t.id is not null) as grounds
          from objects o
          join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id and k.exclusive and k.retired_on is null
               and exists (select from territories t where t.tenant_id = $1 and k.code = any (t.kinds) and t.closed_on is null)
          left join object_grounds g on g.tenant_id = $1 and g.object_id = o.id
               and g.from_date <= $3 and (g.to_date is null or g.to_date >= $3)
          left join territories t on t.tenant_id = $1 and t.id = g.territory_id and (t.closed_on is null or t.closed_on > $3)
         where o.tenant_id = $1 and o.retired_on is null and o.unit_id = any (array(
               select l.unit_id from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2)))
         group by o.id, o.code, o.name, o.unit_id, k.name)
    select d.id, d.code, d.name, d.kind, u.name as unit, d.grounds, count(*) over () as total
      from lies d join units u on u.tenant_id = $1 and u.id = d.unit_id
     where coalesce(cardinality(d.grounds), 0) <> 1 order by d.code"""
DOUBTS = f"{WHOLE} limit $4 offset $5"


@dataclass(frozen=True)
class Territory:
    """`kinds` are codes; `count` is how many objects lie in it today."""

    id: UUID
    code: str
    name: Text
    kinds: list[str]
    rule: Text
    closed_on: date | None
    unit_code: str
    unit: Text
    edition: int
    count: int


@dataclass(frozen=True)
class Doubt:
    """An object that lies in no territory (`grounds` empty) or in several."""

    id: UUID
    code: str
    name: Text
    kind: Text
    unit: Text
    grounds: list[Text]


async def for_object(thing: UUID) -> list[tuple[UUID, str, Text]]:
    """Territories it may lie in: of its kind, and of its unit or one above."""
    return [(row["id"], row["code"], row["name"]) for row in await db().fetch(FOR_OBJECT, current(), thing)]


async def territories(today: date) -> list[Territory]:
    return [Territory(**dict(row)) for row in await db().fetch(LIST, current(), today, None)]


async def territory(ground: UUID, today: date) -> Territory:
    """Raises 404."""
    row: Any = await db().fetchrow(LIST, current(), today, ground)
    if row is None:
        raise not_found()
    return Territory(**dict(row))


async def doubts(units: Sequence[UUID], today: date, page: int) -> tuple[list[Doubt], int]:
    """One page of them, and how many there are."""
    rows = await db().fetch(DOUBTS, current(), list(units), today, A_PAGE, (page - 1) * A_PAGE)
    found = [Doubt(row["id"], row["code"], row["name"], row["kind"], row["unit"], row["grounds"] or []) for row in rows]
    return found, rows[0]["total"] if rows else 0
