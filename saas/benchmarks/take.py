"""Keep what a closed cycle tells of peers: once, so that what is told of it never changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.benchmarks.measured import INDICATOR, figures_of, heads_of
from saas.benchmarks.peers import Facts, groups
from saas.benchmarks.reads import frame
from saas.indicators.reads import achieved
from saas.scores.sheet import Sheet, from_json
from tenants import current, db

WANTED = """
    select c.id from cycles c join closures k on k.tenant_id = $1 and k.cycle_id = c.id
     where c.tenant_id = $1 and not exists (select from benchmarks b where b.tenant_id = $1 and b.cycle_id = c.id)
     order by c.to_date desc limit 8"""
CYCLE = """
    select c.from_date, c.to_date, k.sheet::text as sheet,
           (select jsonb_object_agg(s.subject_id, s.score::text) from scores s
             where s.tenant_id = $1 and s.cycle_id = c.id and s.subject_kind = 'unit' and s.score is not null) as scores
      from cycles c join closures k on k.tenant_id = $1 and k.cycle_id = c.id where c.tenant_id = $1 and c.id = $2"""
UNITS = """
    select u.id, u.layer_id from units u where u.tenant_id = $1 and not u.external order by u.code"""
LISTS = """
    select ul.ancestor_id as unit, l.code as what, sum(t.checks)::int as many
      from cycle_tallies t
      join posts p on p.tenant_id = $1 and p.id = t.post_id
      join unit_lines ul on ul.tenant_id = $1 and ul.unit_id = p.unit_id
      join checklist_versions v on v.tenant_id = $1 and v.id = t.version_id
      join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
     where t.tenant_id = $1 and t.cycle_id = $2 group by 1, 2"""
OBJECTS = """
    select ul.ancestor_id as unit, k.code || coalesce('/' || o.segment, '') as what, count(*)::int as many
      from objects o
      join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id
      join unit_lines ul on ul.tenant_id = $1 and ul.unit_id = o.unit_id
     where o.tenant_id = $1 and o.retired_on is null group by 1, 2"""
BEGIN = """
    insert into benchmarks (tenant_id, cycle_id, taken_at, least) values ($1, $2, $3, $4)
    on conflict do nothing returning cycle_id"""
KEEP = """
    insert into benchmark_units (tenant_id, cycle_id, unit_id, layer_id, grouping, facts, figures)
    values ($1, $2, $3, $4, $5, $6, $7)"""


async def wanted() -> list[UUID]:
    """Closed cycles without a snapshot, the newest first."""
    return [row["id"] for row in await db().fetch(WANTED, current())]


async def take(cycle: UUID, *, now: datetime) -> int:
    """How many units were kept; 0 where somebody did it before, or the cycle is not closed."""
    row: Any = await db().fetchrow(CYCLE, current(), cycle)
    rules = (await frame()).rules
    if row is None or await db().fetchval(BEGIN, current(), cycle, now, rules.least) is None:
        return 0
    sheet = from_json(row["sheet"])
    figures = figures_of(sheet)
    for unit, score in (row["scores"] or {}).items():
        figures.setdefault(unit, {})["score"] = Decimal(score)
    for one in await achieved(row["from_date"], row["to_date"]):
        if one.subject_kind == "unit" and one.value is not None:
            figures.setdefault(str(one.subject_id), {})[INDICATOR + one.code] = one.value
    facts = await _facts(sheet, cycle)
    units = [each for each in await db().fetch(UNITS, current()) if str(each["id"]) in facts]
    grouped = _grouped(units, facts, rules.least)
    rows = [
        (current(), cycle, each["id"], each["layer_id"], grouped.get(each["id"]), asdict(facts[str(each["id"])]),
         {key: str(figure) for key, figure in figures.get(str(each["id"]), {}).items()})
        for each in units
    ]  # fmt: skip
    await db().executemany(KEEP, rows)
    return len(rows)


async def _facts(sheet: Sheet, cycle: UUID) -> dict[str, Facts]:
    lists = _mixes(await db().fetch(LISTS, current(), cycle))
    objects = _mixes(await db().fetch(OBJECTS, current()))
    heads = heads_of(sheet)
    found = {}
    for unit in (each.id for each in sheet.units):
        mix = lists.get(unit, {})
        found[unit] = Facts(heads.get(unit, 0), sum(mix.values()), mix, objects.get(unit, {}))
    return found


def _mixes(rows: Iterable[Any]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if row["many"]:
            found.setdefault(str(row["unit"]), {})[row["what"]] = row["many"]
    return found


def _grouped(units: list[Any], facts: dict[str, Facts], least: int) -> dict[UUID, int]:
    """Unit → number of its group within its layer; only units that check anything have peers."""
    layers: dict[UUID, list[tuple[str, Facts]]] = {}
    for each in units:
        told = facts[str(each["id"])]
        if told.checks:
            layers.setdefault(each["layer_id"], []).append((str(each["id"]), told))
    return {
        UUID(unit): number for rows in layers.values() for number, group in enumerate(groups(rows, least)) for unit in group
    }
