"""Kinds of objects as they are edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from saas.objects.conditions import MET
from saas.objects.rules import Attribute, attributes
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]

KIND = """
    select k.id, k.code, k.name, k.attributes, k.exclusive, k.segments, k.stages, k.needs as "overlaps", k.playbook, k.retired_on,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'object_kind' and r.noun_id = k.id) as edition,
           (select count(*) from objects o where o.tenant_id = $1 and o.kind_id = k.id and o.retired_on is null) as count,
           (select jsonb_object_agg(s.segment, s.n) from (
                select o.segment, count(*) as n from objects o
                 where o.tenant_id = $1 and o.kind_id = k.id and o.retired_on is null and o.segment is not null
                 group by 1) s) as in_segment,
           (select jsonb_object_agg(s.stage, s.n) from (
                select o.stage, count(*) as n from objects o
                 where o.tenant_id = $1 and o.kind_id = k.id and o.retired_on is null and o.stage is not null
                 group by 1) s) as in_stage
      from object_kinds k where k.tenant_id = $1 and k.id = $2"""
LIST = """
    select k.id, k.code, k.name, jsonb_array_length(k.attributes) as attributes, k.exclusive, k.retired_on,
           (select count(*) from objects o where o.tenant_id = $1 and o.kind_id = k.id and o.retired_on is null) as count
      from object_kinds k where k.tenant_id = $1 order by k.retired_on nulls first, k.id"""
# What a play may name.
NAMEABLE = """
    select 'checklists' as part, l.code, l.name from checklists l
     where l.tenant_id = $1 and (l.retired_on is null or l.retired_on > $2)
    union all
    select 'measures', m.code, m.title from measure_library m where m.tenant_id = $1
    order by 1, 2"""


FITTING = f"""
    select count(*) from (
        select o.id from objects o left join jsonb_array_elements($3) w (c) on true
         where o.tenant_id = $1 and o.kind_id = $2 and o.retired_on is null
         group by o.id having case when $4 then bool_or(c is null or {MET}) else bool_and(c is null or {MET}) end) f"""  # noqa: S608


@dataclass(frozen=True)
class Kind:
    """`in_segment`, `in_stage`: code → how many objects."""

    id: UUID
    code: str
    name: Text
    attributes: list[dict[str, Any]]
    exclusive: bool
    segments: list[dict[str, Any]]
    stages: list[dict[str, Any]]
    overlaps: list[dict[str, Any]]
    playbook: list[dict[str, Any]]
    retired_on: date | None
    edition: int
    count: int
    in_segment: dict[str, int]
    in_stage: dict[str, int]

    @property
    def wanted(self) -> list[Attribute]:
        return attributes(self.attributes)


@dataclass(frozen=True)
class Listed:
    id: UUID
    code: str
    name: Text
    attributes: int
    exclusive: bool
    retired_on: date | None
    count: int


async def kind(kind: UUID) -> Kind:
    """Raises 404."""
    row = await db().fetchrow(KIND, current(), kind)
    if row is None:
        raise not_found()
    return Kind(**dict(row) | {"in_segment": row["in_segment"] or {}, "in_stage": row["in_stage"] or {}})


async def listed() -> list[Listed]:
    return [Listed(**dict(row)) for row in await db().fetch(LIST, current())]


async def by_code(code: str) -> UUID | None:
    """A kind in use."""
    found: UUID | None = await db().fetchval(
        "select id from object_kinds where tenant_id = $1 and code = $2 and retired_on is null", current(), code
    )
    return found


async def nameable(today: date) -> dict[str, list[tuple[str, Text]]]:
    """Checklists and measures of today as (code, name), for the playbook."""
    found: dict[str, list[tuple[str, Text]]] = {"checklists": [], "measures": []}
    for row in await db().fetch(NAMEABLE, current(), today):
        found[row["part"]].append((row["code"], row["name"]))
    return found


async def fitting(kind: UUID, when: list[dict[str, Any]], join: str) -> int:
    """How many objects in use fulfil these conditions."""
    count: int = await db().fetchval(FITTING, current(), kind, when, join == "any")
    return count
