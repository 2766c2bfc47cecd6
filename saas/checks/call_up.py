"""Lay out a list because something happened."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from tenants import current, db

CALL = """
    insert into due_checks (tenant_id, schedule_id, version_id, post_id, unit_id, object_id, business_date,
                            opens_at, closes_at, late_until, any_of, cause)
    select $1, s.id, v.id, p.id, p.unit_id, s.object_id, $3, $4, $5::timestamptz,
           $5::timestamptz + make_interval(mins => s.late_minutes),
           case when t.body ->> 'share' = 'any' then t.id end, $6
      from timetables t
      join schedules s on s.tenant_id = $1 and s.timetable_id = t.id and s.called and s.to_date is null and s.from_date <= $3
      join posts p on p.tenant_id = $1 and p.id = s.post_id and (p.closed_on is null or p.closed_on > $3)
      join lateral (select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = s.checklist_id
                       and v.effective_from <= $3 order by v.effective_from desc, v.number desc limit 1) v on true
     where t.tenant_id = $1 and t.id = $2
       and ($7::uuid is null or p.id = $7)
    on conflict do nothing"""


async def call_up(
    timetable: UUID, cause: UUID, *, post: UUID | None, within: int, day: date, now: datetime
) -> int:  # fmt: skip
    """Due checks from now on for the posts of the timetable, or one of them; returns how many.

    `cause` names what happened: a second call with the same one adds nothing. `within`: minutes until it should be done.
    """
    until = now + timedelta(minutes=within)
    done = await db().execute(CALL, current(), timetable, day, now, until, cause, post)
    return int(done.rsplit(" ", 1)[1])
