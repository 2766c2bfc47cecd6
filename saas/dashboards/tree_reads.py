"""What the tree of scores reads: a cycle, closed or as it runs, for a unit and two levels below where it parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from saas.dashboards.marks import AT, FORK, PATH, Place, Text
from saas.dashboards.tree import Line
from tenants import current, db

MOST = 400

# $4 the cycle asked for or null: the one that runs, else the one that was closed last.
CYCLES = """
    cyc as materialized (
        select c.id, c.name, c.from_date, c.to_date, k.cycle_id is null as running, c.scheme_id
          from cycles c
          left join closures k on k.tenant_id = $1 and k.cycle_id = c.id
          left join look_counts n on n.tenant_id = $1 and n.cycle_id = c.id
         where c.tenant_id = $1 and (k.cycle_id is not null or n.cycle_id is not null)
    ), chosen as materialized (
        select c.* from cyc c where $4::uuid is null or c.id = $4 order by c.running desc, c.from_date desc limit 1
    )"""
SCORED = """
    scored as materialized (
        select i.unit_id, i.shown, i.grade, i.bridge from chosen c join interim_scores i on i.tenant_id = $1 and i.cycle_id = c.id
         where c.running
        union all
        select s.subject_id, s.shown, s.grade, s.bridge from chosen c join scores s on s.tenant_id = $1 and s.cycle_id = c.id
           and s.subject_kind = 'unit'
         where not c.running
    )"""
CHOICE = "(select json_agg(json_build_array(c.id, c.name, c.running) order by c.from_date desc) from cyc c)"
GRADES = """(select json_agg(json_build_array(g ->> 'key', g -> 'name') order by (g ->> 'least')::numeric desc)
      from chosen c join schemes h on h.tenant_id = $1 and h.id = c.scheme_id
     cross join lateral jsonb_array_elements(h.body -> 'grades') g)"""
COUNTED = "(select n.counted_at from chosen c join look_counts n on n.tenant_id = $1 where c.running)"
TREE = f"""
    with {AT}, {FORK}, {CYCLES}, {SCORED}
    select json_build_object(
        'path', {PATH}, 'cycles', {CHOICE}, 'chosen', (select c.id from chosen c), 'counted_at', {COUNTED}, 'grades', {GRADES},
        'lines', (
            select json_agg(json_build_array(t.id, t.parent_id, t.name, t.depth, (
                       select count(*) from units b join scored x on x.unit_id = b.id
                        where b.tenant_id = $1 and b.parent_id = t.id), t.shown::text, t.grade, t.change) order by t.line)
              from (select u.id, u.parent_id, u.name, l.depth, s.shown, s.grade, s.bridge ->> 'change' as change, (
                           select array_agg(to_char(a.position, '000000') || a.code order by w.depth desc) from unit_lines w
                             join units a on a.tenant_id = $1 and a.id = w.ancestor_id
                            where w.tenant_id = $1 and w.unit_id = u.id and w.depth <= l.depth) as line
                      from at cross join fork
                      join unit_lines l on l.tenant_id = $1 and l.ancestor_id = at.id and l.depth <= fork.depth + 2
                      join units u on u.tenant_id = $1 and u.id = l.unit_id
                      left join scored s on s.unit_id = u.id
                     where s.unit_id is not null or l.depth = 0
                     order by line limit {MOST}) t))"""  # noqa: S608 - pieces of our own


class CycleChoice(msgspec.Struct, frozen=True, array_like=True):
    """A cycle that may be looked at."""

    id: UUID
    name: Text
    running: bool


class TreeOf(msgspec.Struct, frozen=True):
    """`counted_at`: when the running cycle was counted; None for a closed one. `grades`: from the best down."""

    path: list[Place] | None
    cycles: list[CycleChoice] | None
    chosen: UUID | None
    counted_at: datetime | None
    grades: list[tuple[str, Text]] | None
    lines: list[Line] | None

    @property
    def cycle(self) -> CycleChoice | None:
        return next((each for each in self.cycles or () if each.id == self.chosen), None)


async def tree_of(unit: UUID | None, heads: Sequence[UUID], cycle: UUID | None) -> TreeOf:
    """One statement. `path` None: nothing of that in reach."""
    told = await db().fetchval(TREE, current(), unit, list(heads), cycle)
    return msgspec.json.decode(told, type=TreeOf, strict=False)
