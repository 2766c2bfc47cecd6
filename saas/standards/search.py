"""The search of the standards: candidates from the index of grams, held against the words as they were typed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from saas.standards.reads import IN_FORCE
from saas.standards.terms import Terms
from tenants import current, db

PAGE = 20
FEW = 3  # grams of a search that may be answered by what holds two in five of them

# Place → how many of the grams stand there, and whether all of them in code and name. A gram is a bit: a beginning of
# a word may answer several times.
CANDIDATES = f"""
version as materialized ({IN_FORCE}),
hit as (
  select abs(w.place) as place, bit_count(bit_or(a.sign)) as grams,
         coalesce(bit_count(bit_or(a.sign) filter (where w.place < 0)), 0) >= $5 as named
    from (select low, high, set_bit(repeat('0', 24)::bit(24), n::int - 1, 1) as sign
            from unnest($3::text[], $4::text[]) with ordinality as u (low, high, n)) a
    join standard_grams g on g.tenant_id = $1 and g.standard_id = (select id from version) and g.gram between a.low and a.high
    cross join unnest(g.places) as w (place)
   group by abs(w.place) having bit_count(bit_or(a.sign)) >= $5)"""  # noqa: S608 – a piece of our own

FOUND = """
select n.id, n.level, n.code, n.name, n.criterion, n.principle, n.mark, f.total,
  array_remove(array[d.name, c.name, b.name, a.name], null) as path
from found f join standard_nodes n on n.tenant_id = $1 and n.standard_id = (select id from version) and n.position = f.place
left join standard_nodes a on a.tenant_id = $1 and a.id = n.parent_id
left join standard_nodes b on b.tenant_id = $1 and b.id = a.parent_id
left join standard_nodes c on c.tenant_id = $1 and c.id = b.parent_id
left join standard_nodes d on d.tenant_id = $1 and d.id = c.parent_id
order by f.rank desc, f.place"""

# First what is called so, then what says so. Where the grams are the words ($8) nothing has to be looked up.
EXACT = f"""
with {CANDIDATES},
found as (
  select h.place, h.named as rank, count(*) over () as total from hit h
   where $8 or exists (
         select from standard_nodes n
          where n.tenant_id = $1 and n.standard_id = (select id from version) and n.position = h.place
            and (select bool_and(strpos(n.said, w) > 0) from unnest($6::text[]) as w))
   order by h.named desc, h.place limit {PAGE} offset $7)
{FOUND}"""  # noqa: S608 – pieces of our own

NEAREST = f"""
with {CANDIDATES},
found as (
  select h.place, h.grams as rank, least(count(*) over (), {PAGE}) as total from hit h order by rank desc, h.place limit {PAGE})
{FOUND}"""  # noqa: S608


class Hit(msgspec.Struct, frozen=True):
    """A line that was found, with the names above it."""

    id: UUID
    level: str
    code: str
    name: dict[str, str]
    criterion: dict[str, Any] | None
    principle: dict[str, str] | None
    mark: dict[str, Any]
    path: list[dict[str, str]]


class Found(msgspec.Struct, frozen=True):
    """One page of hits; `near`: nothing says it word for word, these hold most of it."""

    hits: list[Hit]
    total: int
    near: bool


async def search(asked: Terms, today: date, page: int = 1) -> Found:
    """The hits in the version in force, twenty a page. One statement; a second one where nothing is found."""
    if not asked.low:
        return Found([], 0, False)
    grams = (current(), today, list(asked.low), list(asked.high))
    rows = await db().fetch(EXACT, *grams, len(asked.low), list(asked.said), (page - 1) * PAGE, asked.plain)
    if rows or page > 1 or len(asked.low) < FEW:
        return _found(rows, near=False)
    return _found(await db().fetch(NEAREST, *grams, max(FEW - 1, len(asked.low) * 2 // 5)), near=True)


def _found(rows: list[Any], *, near: bool) -> Found:
    hits = [msgspec.convert({name: row[name] for name in Hit.__struct_fields__}, Hit) for row in rows]
    return Found(hits, rows[0]["total"] if rows else 0, near)
