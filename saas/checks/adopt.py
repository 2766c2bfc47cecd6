"""Timetables for schedules that were written without one: by a pack, or before there were any."""

from __future__ import annotations

from tenants import current, db

# One timetable for what a list asks of the same job titles in the same way; days of their own make a route.
ADOPT = """
    with line as (
        select s.*, p.job_title, o.kind_id from schedules s
          join posts p on p.tenant_id = $1 and p.id = s.post_id
          left join objects o on o.tenant_id = $1 and o.id = s.object_id
         where s.tenant_id = $1 and s.timetable_id is null and s.to_date is null),
    kin as (
        select uuidv7() as id, checklist_id, kind_id, month_days, workdays_only, late_minutes, reviewer, from_date,
               array_agg(distinct job_title) as titles, mode() within group (order by weekdays) as weekdays,
               count(distinct weekdays) > 1 as route,
               jsonb_agg(distinct jsonb_build_object('opens', opens_at, 'closes', closes_at, 'shift', shift)) as windows
          from line group by checklist_id, kind_id, month_days, workdays_only, late_minutes, reviewer, from_date),
    made as (
        insert into timetables (tenant_id, id, checklist_id, from_date, body)
        select $1, id, checklist_id, from_date, jsonb_build_object(
               'kind', case when month_days <> '{}' then 'month' else 'week' end, 'weekdays', to_jsonb(weekdays),
               'month_days', to_jsonb(month_days), 'workdays_only', workdays_only, 'windows', windows,
               'late_minutes', late_minutes, 'titles', to_jsonb(titles), 'thing', kind_id, 'route', route, 'reviewer', reviewer)
          from kin)
    update schedules s set timetable_id = k.id
      from line n join kin k on (n.checklist_id, n.month_days, n.workdays_only, n.late_minutes, n.reviewer, n.from_date)
           = (k.checklist_id, k.month_days, k.workdays_only, k.late_minutes, k.reviewer, k.from_date)
           and n.kind_id is not distinct from k.kind_id
     where s.tenant_id = $1 and s.id = n.id"""

SHIFTS = """
    insert into shifts (tenant_id, code, name, opens_at, closes_at)
    select $1, s.code, s.body -> 'name', (s.body ->> 'opens')::time, (s.body ->> 'closes')::time
      from pack_parts s where s.tenant_id = $1 and s.part = 'shifts'
    on conflict do nothing"""


async def adopt() -> None:
    """Give schedules without a timetable one, and the company the shifts of its pack. Once is enough."""
    await db().execute(ADOPT, current())
    await db().execute(SHIFTS, current())
