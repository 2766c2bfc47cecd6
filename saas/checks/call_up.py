"""Lay out a list because something happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas.checks.rolled_out import OPEN, RUNS
from tenants import current, db

RUNS_HERE = RUNS.format(open=OPEN.format(day="$3"), day="$3", unit="p.unit_id", list="s.checklist_id")
# Posts that are named do it wherever it happens; of those with a job title the nearest: in the unit or above it first, then
# below and beside. Taking turns it is whoever waited longest.
CALL = f"""
    with asked as materialized (
        select s.id, s.checklist_id, s.late_minutes, p.id as post_id, p.unit_id, p.code, t.id as timetable,
               t.body ->> 'share' as share,
               case when $8::uuid is null or t.body -> 'posts' ? p.id::text then 0 else (
                    select 1 + min(up.depth * 2 + least(dn.depth, 1)) from unit_lines dn
                      join unit_lines up on up.tenant_id = $1 and up.unit_id = $8 and up.ancestor_id = dn.ancestor_id
                     where dn.tenant_id = $1 and dn.unit_id = p.unit_id) end as far,
               case when t.body ->> 'share' = 'turn' then (
                    select max(d.opens_at) from due_checks d
                     where d.tenant_id = $1 and d.schedule_id = s.id and d.cause is not null) end as last
          from timetables t
          join schedules s on s.tenant_id = $1 and s.timetable_id = t.id and s.called and s.to_date is null and s.from_date <= $3
          join posts p on p.tenant_id = $1 and p.id = s.post_id and (p.closed_on is null or p.closed_on > $3)
         where t.tenant_id = $1 and t.id = $2 and ($7::uuid is null or p.id = $7)
           and {RUNS_HERE}
           and not exists (select from schedules x join due_checks d on d.tenant_id = $1 and d.schedule_id = x.id and d.cause = $6
                            where x.tenant_id = $1 and x.timetable_id = t.id)),
    near as (
        select a.*, row_number() over (order by a.last nulls first, a.code) as turn
          from asked a where a.far = 0 or a.far = (select min(far) from asked where far > 0))
    insert into due_checks (tenant_id, schedule_id, version_id, post_id, unit_id, object_id, business_date,
                            opens_at, closes_at, late_until, any_of, cause, called)
    select $1, n.id, v.id, n.post_id, n.unit_id, $9, $3, $4, $5::timestamptz,
           $5::timestamptz + make_interval(mins => n.late_minutes), case when n.share = 'any' then n.timetable end, $6, $10::jsonb
      from near n
      join lateral (select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = n.checklist_id
                       and v.effective_from <= $3 order by v.effective_from desc, v.number desc limit 1) v on true
     where n.share is distinct from 'turn' or n.turn = 1
    on conflict do nothing"""  # noqa: S608 - our own piece


@dataclass(frozen=True)
class About:
    """Where it happened, to which object, and in `called` what whoever does the list is told of the reason."""

    unit: UUID | None = None
    thing: UUID | None = None
    called: Mapping[str, Any] | None = None


ANYWHERE = About()


async def call_up(
    timetable: UUID, cause: UUID, about: About = ANYWHERE, *, post: UUID | None = None, within: int, day: date, now: datetime
) -> int:  # fmt: skip
    """Due checks from now on for the posts of the timetable nearest to where it was (default: all), or `post` alone; how many.

    `cause` names what happened: a second call with the same one adds nothing. `within`: minutes until it should be done.
    """
    until = now + timedelta(minutes=within)
    called = dict(about.called) if about.called else None
    args = timetable, day, now, until, cause, post, about.unit, about.thing, called
    done = await db().execute(CALL, current(), *args)
    return int(done.rsplit(" ", 1)[1])
