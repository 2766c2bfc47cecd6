"""Managed objects with their unit, attributes and book figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenants import current, db

A_PAGE = 50

KINDS = """
    select k.code, k.name, count(o.id) as count from object_kinds k
      left join objects o on o.tenant_id = k.tenant_id and o.kind_id = k.id and o.retired_on is null
           and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = any ($2))
     where k.tenant_id = $1 group by k.code, k.name order by k.code"""

OBJECTS = """
    select o.code, o.name, u.name as unit, o.attributes, k.attributes as wanted,
           (select jsonb_agg(jsonb_build_array(p.text, l.figure::text, p.uom, l.as_of) order by p.position)
              from ledger_figures l
              join lateral (select p.text, p.uom, p.position from points p
                             where p.tenant_id = l.tenant_id and p.code = l.point_code limit 1) p on true
             where l.tenant_id = o.tenant_id and l.object_id = o.id) as book
      from objects o
      join object_kinds k on k.tenant_id = o.tenant_id and k.id = o.kind_id and k.code = $3
      join units u on u.tenant_id = o.tenant_id and u.id = o.unit_id
     where o.tenant_id = $1 and o.retired_on is null
       and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = any ($2))
     order by u.position, o.code limit $4 offset $5"""


@dataclass(frozen=True)
class Kind:
    """A kind of object and how many of it stand in the line."""

    code: str
    name: dict[str, str]
    count: int


@dataclass(frozen=True)
class Figure:
    """A book figure: what is counted, how much, in which uom."""

    text: dict[str, str]
    figure: Decimal
    uom: str


@dataclass(frozen=True)
class Thing:
    """One managed object; `facts` are its attributes as (name, value, uom) in the order of its kind."""

    code: str
    name: dict[str, str]
    unit: dict[str, str]
    facts: list[tuple[dict[str, str], Any, str]]
    book: list[Figure]


async def kinds(leads: Sequence[UUID]) -> list[Kind]:
    """All kinds, with the objects below the units of `leads`."""
    return [Kind(row["code"], row["name"], row["count"]) for row in await db().fetch(KINDS, current(), leads)]


async def things(kind: str, leads: Sequence[UUID], page: int) -> list[Thing]:
    """One page of the objects of a kind, by unit and code."""
    rows = await db().fetch(OBJECTS, current(), leads, kind, A_PAGE, (page - 1) * A_PAGE)
    return [Thing(row["code"], row["name"], row["unit"], _facts(row), _book(row["book"])) for row in rows]


def _facts(row: Any) -> list[tuple[dict[str, str], Any, str]]:
    facts = []
    for wanted in row["wanted"]:
        value = row["attributes"].get(wanted["code"])
        options = {option["key"]: option["name"] for option in wanted.get("options") or ()}
        if value is not None:
            facts.append((wanted["name"], options.get(value, value), wanted.get("uom") or ""))
    return facts


def _book(rows: list[list[Any]] | None) -> list[Figure]:
    return [Figure(text, Decimal(figure), uom or "") for text, figure, uom, _ in rows or ()]
