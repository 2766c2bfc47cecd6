"""Take over units from a spreadsheet: new ones, and what changed, by sets in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.held import hold_tree, plain
from saas.org.recheck import recheck
from saas.org.spans import keep_units
from saas.org.unit_rows import Known, UnitRow
from saas.revisions import revise
from tenants import current, db

# Parents are named by code, and may be rows of the same file: they are set once all are there.
ADD = """
insert into units (tenant_id, layer_id, code, name, weight, external, opened_on, position)
select $1, n.layer, n.code, n.name, n.weight, n.external, $7, n.position
  from unnest($2::text[], $3::uuid[], $4::jsonb[], $5::numeric[], $6::boolean[]) with ordinality
    as n (code, layer, name, weight, external, position)"""
CHANGE = """
update units u set name = n.name, layer_id = n.layer, weight = n.weight, external = n.external
  from unnest($2::text[], $3::uuid[], $4::jsonb[], $5::numeric[], $6::boolean[]) as n (code, layer, name, weight, external)
 where u.tenant_id = $1 and u.code = n.code"""
HANG = """
update units u set parent_id = p.id from unnest($2::text[], $3::text[]) as n (code, parent)
  join units p on p.tenant_id = $1 and p.code = n.parent
 where u.tenant_id = $1 and u.code = n.code and u.parent_id is distinct from p.id"""
# All lines anew; those that were right stay untouched.
LINES = """
with recursive line as (
    select u.id as ancestor, u.id as unit, 0 as depth from units u where u.tenant_id = $1
    union all
    select u.parent_id, l.unit, l.depth + 1 from line l join units u on u.tenant_id = $1 and u.id = l.ancestor
     where u.parent_id is not null and l.depth < 100),
gone as (
    delete from unit_lines x where x.tenant_id = $1 and not exists (
        select from line l where l.ancestor = x.ancestor_id and l.unit = x.unit_id))
insert into unit_lines as x (tenant_id, ancestor_id, unit_id, depth)
select $1, l.ancestor, l.unit, l.depth from line l
on conflict (tenant_id, ancestor_id, unit_id) do update set depth = excluded.depth where x.depth <> excluded.depth"""


async def take_units(wanted: Sequence[UnitRow], known: Known, *, by: UUID, now: datetime, today: date) -> None:
    """Write rows that were planned against `known`. The days before today keep what they were."""
    await hold_tree()
    new = [one for one in wanted if one.code not in known.units]
    old = [one for one in wanted if one.code in known.units]
    await keep_units([known.ids[one.code] for one in old], today)
    await db().execute(ADD, current(), *_columns(new, known), today)
    await db().execute(CHANGE, current(), *_columns(old, known))
    hung = [one for one in wanted if one.parent]
    await db().execute(HANG, current(), [one.code for one in hung], [one.parent for one in hung])
    await db().execute(LINES, current())
    ids = {row["code"]: row["id"] for row in await db().fetch("select code, id from units where tenant_id = $1", current())}
    for one in wanted:
        await revise("unit", ids[one.code], known.editions.get(one.code, 0), _told(one), by=by, now=now)
    await trail.record("import_units", "tenant", current(), by=by, now=now, added=len(new), changed=len(old))
    await recheck()


def _columns(rows: Sequence[UnitRow], known: Known) -> tuple[list[Any], ...]:
    names = [{k: v for k, v in (("zh", one.name_zh), ("en", one.name_en)) if v} for one in rows]
    return (
        [one.code for one in rows], [known.layers[one.layer] for one in rows], names,
        [one.weight for one in rows], [one.external for one in rows],
    )  # fmt: skip


def _told(one: UnitRow) -> dict[str, Any]:
    return {
        "code": one.code, "name_zh": one.name_zh, "name_en": one.name_en, "layer": one.layer, "parent": one.parent,
        "weight": plain(one.weight), "external": one.external,
    }  # fmt: skip


async def known_units() -> Known:
    """Everything open that rows are held against. One statement each for units and layers."""
    rows = await db().fetch(
        """select u.code, u.id, u.name, l.code as layer, p.code as parent, u.weight, u.external,
                  (select coalesce(max(r.edition), 0) from revisions r
                    where r.tenant_id = $1 and r.noun = 'unit' and r.noun_id = u.id) as edition,
                  exists (select from roles o where o.tenant_id = $1 and o.unit_id = u.id
                             and o.role in ('executive', 'admin')) as inner
             from units u join layers l on l.tenant_id = u.tenant_id and l.id = u.layer_id
             left join units p on p.tenant_id = u.tenant_id and p.id = u.parent_id
            where u.tenant_id = $1 and u.closed_on is null order by u.position, u.code""",
        current(),
    )  # fmt: skip
    layers = await db().fetch("select code, id from layers where tenant_id = $1 order by position", current())
    units = {
        row["code"]: UnitRow(
            row["code"], row["name"].get("zh", ""), row["name"].get("en", ""), row["layer"], row["parent"], row["weight"],
            row["external"],
        )
        for row in rows
    }  # fmt: skip
    return Known(
        units, {row["code"]: row["id"] for row in rows}, {row["code"]: row["edition"] for row in rows},
        {row["code"]: row["id"] for row in layers}, frozenset(row["code"] for row in rows if row["inner"]),
    )  # fmt: skip
