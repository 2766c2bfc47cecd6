"""The search of the standards: candidates from the index of grams, held against the words as they were typed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from saas.standards.reads import IN_FORCE
from saas.standards.terms import Terms
from tenants import current, db

PAGE = 50
FEW = 3  # grams of a search that may be answered by what holds two in five of them

# Position → how many of the grams stand there. count(distinct): a beginning of a word may answer several times.
CANDIDATES = f"""
version as materialized ({IN_FORCE}),
hit as (
  select w.place, count(distinct a.n) as grams
    from unnest($3::text[], $4::text[]) with ordinality as a (low, high, n)
    join standard_grams g on g.tenant_id = $1 and g.standard_id = (select id from version) and g.gram between a.low and a.high
    cross join unnest(g.places) as w (place)
   group by w.place having count(distinct a.n) >= $5)"""  # noqa: S608 – a piece of our own

FOUND = """
select n.id, n.level, n.code, n.name, n.criterion, n.principle, n.mark, f.total,
  (select jsonb_agg(u.name order by u.position) from standard_nodes u
    where u.tenant_id = $1 and u.standard_id = n.standard_id and u.id in (
      with recursive up as (select p.id, p.parent_id from standard_nodes p where p.tenant_id = $1 and p.id = n.parent_id
        union all select p.id, p.parent_id from standard_nodes p join up on p.tenant_id = $1 and p.id = up.parent_id)
      select id from up)) as path
from found f join standard_nodes n on n.tenant_id = $1 and n.standard_id = (select id from version) and n.position = f.place
order by f.rank, f.place"""

# First what is called so, then what says so.
EXACT = f"""
with {CANDIDATES},
found as (
  select h.place, count(*) over () as total,
    case when starts_with(lower(n.code), ($6::text[])[1]) then 0 when strpos(lower(n.name->>'zh'), ($6::text[])[1]) > 0 then 1
         when strpos(lower(n.name->>'en'), ($6::text[])[1]) > 0 then 1 else 2 end as rank
  from hit h join standard_nodes n on n.tenant_id = $1 and n.standard_id = (select id from version) and n.position = h.place
  where (select bool_and(strpos(n.said, w) > 0) from unnest($6::text[]) as w)
  order by rank, h.place limit {PAGE} offset $7)
{FOUND}"""  # noqa: S608 – pieces of our own

NEAREST = f"""
with {CANDIDATES},
found as (
  select h.place, least(count(*) over (), {PAGE}) as total, -h.grams as rank from hit h order by rank, h.place limit {PAGE})
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
    path: list[dict[str, str]] | None


class Found(msgspec.Struct, frozen=True):
    """One page of hits; `near`: nothing says it word for word, these hold most of it."""

    hits: list[Hit]
    total: int
    near: bool


async def search(asked: Terms, today: date, page: int = 1) -> Found:
    """The hits in the version in force, fifty a page. One statement; a second one where nothing is found."""
    if not asked.low:
        return Found([], 0, False)
    grams = (current(), today, list(asked.low), list(asked.high))
    rows = await db().fetch(EXACT, *grams, len(asked.low), list(asked.said), (page - 1) * PAGE)
    if rows or page > 1 or len(asked.low) < FEW:
        return _found(rows, near=False)
    return _found(await db().fetch(NEAREST, *grams, max(FEW - 1, len(asked.low) * 2 // 5)), near=True)


def _found(rows: list[Any], *, near: bool) -> Found:
    hits = [msgspec.convert({name: row[name] for name in Hit.__struct_fields__}, Hit) for row in rows]
    return Found(hits, rows[0]["total"] if rows else 0, near)
