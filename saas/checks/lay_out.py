"""Lay out the checks of one day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from saas.calendar import Pattern, falls_on
from saas.checks.rolled_out import RUNS
from saas.hours.calendars import calendars_around
from tenants import current, db

ALIVE = """s.from_date <= $2 and (s.to_date is null or s.to_date >= $2) and not s.called
       and ($3::uuid is null or s.timetable_id = $3)"""
PATTERN = "weekdays, month_days, months, workdays_only, every_weeks, anchor, cycle_days, cycle_on"
PATTERNS = f"select distinct {PATTERN} from schedules s where s.tenant_id = $1 and {ALIVE}"  # noqa: S608 - our own pieces

RUNS_HERE = RUNS.format(open="ran", day="$2", unit="p.unit_id", list="s.checklist_id")
LAY_OUT = f"""
    with match as materialized (
        select * from jsonb_to_recordset($5) as m (calendar int, weekdays int[], month_days int[], months int[],
               workdays_only boolean, every_weeks int, anchor date, cycle_days int, cycle_on int[])),
    own as materialized (select * from unnest($6::uuid[], $7::int[]) as o (unit_id, calendar)),
    ran as materialized (select * from rolled_out($1, $2)),
    shared as materialized (
        select t.id, t.body ->> 'share' as share,
               (select count(distinct d.business_date) from schedules x
                  join due_checks d on d.tenant_id = $1 and d.schedule_id = x.id and d.business_date < $2
                 where x.tenant_id = $1 and x.timetable_id = t.id and t.body ->> 'share' = 'turn') as round
          from timetables t where t.tenant_id = $1 and t.body ->> 'share' in ('turn', 'any')),
    line as not materialized (
        select s.id, v.id as version_id, p.id as post_id, p.unit_id, s.object_id, s.timetable_id, s.shift,
               ($2 + s.opens_at) at time zone t.zone as opens_at,
               ($2 + s.closes_at + case when s.closes_at <= s.opens_at then interval '1 day' else interval '0' end)
                   at time zone t.zone as closes_at, s.late_minutes, h.share, h.round, p.code
          from schedules s
          join tenants t on t.id = s.tenant_id
          join checklists l on l.tenant_id = s.tenant_id and l.id = s.checklist_id
          join posts p on p.tenant_id = s.tenant_id and p.id = s.post_id
          left join own w on w.unit_id = p.unit_id
          join match m on (m.calendar, m.weekdays, m.month_days, m.months, m.workdays_only)
               = (coalesce(w.calendar, 0), s.weekdays, s.month_days, s.months, s.workdays_only)
               and (m.every_weeks, m.cycle_days, m.cycle_on) = (s.every_weeks, s.cycle_days, s.cycle_on)
               and m.anchor is not distinct from s.anchor
          left join objects o on o.tenant_id = s.tenant_id and o.id = s.object_id
          left join shared h on h.id = s.timetable_id
          join (select distinct on (v.checklist_id) v.checklist_id, v.id from checklist_versions v
                 where v.tenant_id = $1 and v.effective_from <= $2 and v.published_at <= $4
                 order by v.checklist_id, v.effective_from desc, v.number desc) v on v.checklist_id = s.checklist_id
         where s.tenant_id = $1 and {ALIVE}
           and (l.retired_on is null or l.retired_on > $2) and (p.closed_on is null or p.closed_on > $2)
           and (o.retired_on is null or o.retired_on > $2)
           and coalesce(s.timetable_id <> all (array(
               select a.timetable_id from pauses a
                where a.tenant_id = $1 and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2))), true)
           and {RUNS_HERE}),
    turn as (
        select line.*, row_number() over (partition by timetable_id, shift order by code, id) - 1 as place,
               count(*) over (partition by timetable_id, shift) as places
          from line where share = 'turn'),
    asked as (
        select id, version_id, post_id, unit_id, object_id, opens_at, closes_at, late_minutes, share, timetable_id
          from line where share is distinct from 'turn'
         union all
        select id, version_id, post_id, unit_id, object_id, opens_at, closes_at, late_minutes, share, timetable_id
          from turn
         where place = round % places and not exists (
               select from due_checks d join schedules x on x.tenant_id = $1 and x.id = d.schedule_id
                where d.tenant_id = $1 and x.timetable_id = turn.timetable_id and x.shift = turn.shift
                  and d.business_date = $2))
    insert into due_checks (tenant_id, id, schedule_id, version_id, post_id, unit_id, object_id, business_date,
                            opens_at, closes_at, late_until, any_of)
    select $1, due_id(id, $2), id, version_id, post_id, unit_id, object_id, $2, opens_at, closes_at,
           closes_at + make_interval(mins => late_minutes), case when share = 'any' then timetable_id end
      from asked
    on conflict do nothing"""  # noqa: S608 - our own pieces


async def lay_out(day: date, *, now: datetime, timetable: UUID | None = None) -> int:
    """Write the due checks of one business date, of one timetable or all, and return how many are new; safe to run again.

    Each schedule that falls on the day gives one, with the list version in force then and the post's unit of
    then: what is published or moved later does not change a check that is due already. A vacant post gets its
    checks too: work that nobody did is missed, not forgotten. Whether a pattern falls on a day is asked once for
    each pattern and calendar there is, not for each schedule.
    """
    patterns = [msgspec.convert(dict(row), Pattern) for row in await db().fetch(PATTERNS, current(), day, timetable)]
    if not patterns:
        return 0
    calendars, units = await calendars_around(day)
    match = [
        {"calendar": n} | msgspec.to_builtins(pattern)
        for n, calendar in enumerate(calendars) for pattern in patterns if falls_on(day, pattern, calendar)
    ]  # fmt: skip
    if not match:
        return 0
    done = await db().execute(LAY_OUT, current(), day, timetable, now, match, list(units), list(units.values()))
    return int(done.rsplit(" ", 1)[1])
