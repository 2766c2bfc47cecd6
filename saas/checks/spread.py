"""Lay timetables over posts and objects: one schedule a post, object and shift."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from saas.checks.timetable import Plan, Rotation, Times, slots
from tenants import current, db

TIMETABLES = """
    select t.id, t.checklist_id, t.body, t.from_date, r.anchor, r.turns, r.crews from timetables t
      left join rotations r on r.tenant_id = $1 and r.id = (t.body ->> 'rotation')::uuid
     where t.tenant_id = $1 and ($2::uuid is null or t.id = $2) and t.from_date <= $3
       and (t.to_date is null or t.to_date >= $3)"""

# Whose post is nearest is worked out once a unit, not once an object.
WANTED = """
    slot as (select row_number() over () as n, s.* from jsonb_to_recordset($2) as s (
                 timetable_id uuid, weekdays int[], month_days int[], months int[], workdays_only boolean, every_weeks int,
                 anchor date, cycle_days int, cycle_on int[], shift text, opens_at time, closes_at time, late_minutes int,
                 reviewer text, called boolean, posts uuid[], titles text[], unit uuid, thing uuid, attribute text, value text,
                 segment text, stage text, territory uuid, route boolean)),
    doer as (select s.n, p.id, p.unit_id, p.code, s.thing is not null as afar
               from slot s join posts p on p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $3)
                    and (p.id = any (s.posts) or p.job_title = any (s.titles)
                         and (s.unit is null or s.thing is not null or exists (
                              select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id
                                 and l.ancestor_id = s.unit)))),
    near as materialized (
        select distinct on (d.n, l.unit_id) d.n, l.unit_id, d.id
          from doer d join unit_lines l on l.tenant_id = $1 and l.ancestor_id = d.unit_id
         where d.afar order by d.n, l.unit_id, l.depth, d.code),
    wanted as materialized (
        select d.n, d.id as post_id, null::uuid as object_id from doer d where not d.afar
        union all
        select s.n, e.id, o.id
          from slot s
          join objects o on o.tenant_id = $1 and o.kind_id = s.thing and (o.retired_on is null or o.retired_on > $3)
               and (s.attribute is null or o.attributes ->> s.attribute = s.value)
               and (s.segment is null or o.segment = s.segment) and (s.stage is null or o.stage = s.stage)
               and (s.territory is null or exists (
                    select from object_grounds g where g.tenant_id = $1 and g.object_id = o.id and g.territory_id = s.territory
                       and g.from_date <= $3 and (g.to_date is null or g.to_date >= $3)))
               and (s.unit is null or exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = o.unit_id
                                                 and l.ancestor_id = s.unit))
          join near e on e.n = s.n and e.unit_id = o.unit_id),
    line as materialized (
        select w.post_id, w.object_id, s.* from wanted w join slot s on s.n = w.n)"""

ENDED = f"""
    with {WANTED}
    update schedules x set to_date = $3::date - 1
     where x.tenant_id = $1 and x.timetable_id = any ($4) and x.to_date is null and not exists (
           select from line w where w.timetable_id = x.timetable_id and w.post_id = x.post_id and w.shift = x.shift
              and w.object_id is not distinct from x.object_id)"""  # noqa: S608 - our own piece

# On a route each object keeps the days it had.
BEGUN = f"""
    with {WANTED}
    insert into schedules (tenant_id, timetable_id, checklist_id, post_id, object_id, weekdays, month_days, months, workdays_only,
           every_weeks, anchor, cycle_days, cycle_on, shift, opens_at, closes_at, late_minutes, reviewer, called, from_date)
    select $1, t.id, t.checklist_id, w.post_id, w.object_id,
           coalesce(case when w.route then (select y.weekdays from schedules y where y.tenant_id = $1 and y.timetable_id = t.id
                                               and y.object_id = w.object_id order by y.from_date desc limit 1) end, w.weekdays),
           w.month_days, w.months, w.workdays_only, w.every_weeks, w.anchor, w.cycle_days, w.cycle_on, w.shift, w.opens_at,
           w.closes_at, w.late_minutes, w.reviewer, w.called, $3::date
      from line w join timetables t on t.tenant_id = $1 and t.id = w.timetable_id
     where not exists (select from schedules x where x.tenant_id = $1 and x.timetable_id = t.id and x.to_date is null
                          and x.post_id = w.post_id and x.shift = w.shift and x.object_id is not distinct from w.object_id)
    on conflict do nothing"""  # noqa: S608 - our own piece


async def spread(day: date, timetable: UUID | None = None) -> None:
    """Schedules as the timetables of a day want them, all or one: new posts and objects begin, what is gone ends.

    Safe to run again. What a timetable said before is ended by whoever changes it.
    """
    rows = await db().fetch(TIMETABLES, current(), timetable, day)
    if not rows:
        return
    times = await shift_times()
    wanted = []
    for row in rows:
        rotation = Rotation(row["anchor"], tuple(row["turns"]), row["crews"]) if row["anchor"] else None
        wanted += slots(row["id"], msgspec.convert(row["body"], Plan), row["from_date"], times, rotation)
    await db().execute(ENDED, current(), wanted, day, [row["id"] for row in rows])
    await db().execute(BEGUN, current(), wanted, day)


async def shift_times() -> Times:
    """When the company's shifts begin and end, by their code."""
    rows = await db().fetch("select code, opens_at, closes_at from shifts where tenant_id = $1", current())
    return {row["code"]: (row["opens_at"], row["closes_at"]) for row in rows}
