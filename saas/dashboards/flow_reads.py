"""What the flow of findings reads: weeks of the units in reach, and the ages of what is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from saas.dashboards.flow import Age, Week, ages, weeks
from saas.dashboards.marks import AT, PATH, Place
from saas.dashboards.work import mondays
from tenants import current, db

# $4 the first Monday, $5 today. Withdrawn and merged ones are none; what was put off by reopening is open again.
FLOW = f"""
    with {AT}, mine as materialized (
        select f.state, f.due_on, (f.found_at at time zone t.zone)::date as found,
               case when f.state = 'verified' then (f.closed_at at time zone t.zone)::date end as closed
          from at join tenants t on t.id = $1
          join unit_lines l on l.tenant_id = $1 and l.ancestor_id = at.id
          join findings f on f.tenant_id = $1 and f.unit_id = l.unit_id
         where f.state <> 'withdrawn' and f.merged_id is null
    ), moves as (
        select date_trunc('week', d.day)::date as monday, sum(d.opened) as opened, sum(d.closed) as closed
          from (select found as day, 1 as opened, 0 as closed from mine where found >= $4
                union all select closed, 0, 1 from mine where closed >= $4) d
         group by 1
    )
    select json_build_object(
        'path', {PATH},
        'before', (select count(*) from mine m where m.found < $4 and (m.closed is null or m.closed >= $4)),
        'moves', (select json_agg(json_build_array(m.monday, m.opened, m.closed)) from moves m),
        'ages', (select json_agg(json_build_array(a.days, a.n, a.late)) from (
            select greatest($5::date - m.found, 0) as days, count(*) as n,
                   count(*) filter (where m.due_on < $5) as late
              from mine m where m.closed is null group by 1) a))"""  # noqa: S608 - pieces of our own


class _Told(msgspec.Struct, frozen=True):
    path: list[Place] | None
    before: int
    moves: list[tuple[date, int, int]] | None
    ages: list[tuple[int, int, int]] | None


class FlowOf(msgspec.Struct, frozen=True):
    path: list[Place] | None
    weeks: list[Week]
    ages: list[Age]


async def flow_of(unit: UUID | None, heads: Sequence[UUID], today: date) -> FlowOf:
    """One statement."""
    times = mondays(today)
    told = msgspec.json.decode(await db().fetchval(FLOW, current(), unit, list(heads), times[0], today), type=_Told)
    moves = {monday: (opened, closed) for monday, opened, closed in told.moves or ()}
    return FlowOf(told.path, weeks(times, told.before, moves), ages(told.ages or ()))
