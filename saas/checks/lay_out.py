"""Lay out the checks of one day."""

from __future__ import annotations

from datetime import date, datetime

from tenants import current, db

# On days of the month, where the schedule names them: in a shorter month its last day stands in.
MONTHLY = """
    (extract(day from $2) = any (s.month_days)
     or extract(day from $2::date + 1) = 1 and extract(day from $2) < any (s.month_days))"""

# A make-up workday (调休) counts as a workday even where the week's pattern leaves that weekday out.
DUE_ON = f"""
    case when s.month_days <> '{{}}' then {MONTHLY}
         when s.workdays_only
         then coalesce(c.workday, extract(isodow from $2) < 6)
              and (extract(isodow from $2) = any (s.weekdays) or coalesce(c.workday, false))
         else extract(isodow from $2) = any (s.weekdays) end"""

LAY_OUT = f"""
    insert into due_checks (tenant_id, schedule_id, version_id, post_id, unit_id, object_id, business_date,
                            opens_at, closes_at, late_until)
    select s.tenant_id, s.id, v.id, p.id, p.unit_id, s.object_id, $2,
           ($2 + s.opens_at) at time zone t.zone, ($2 + s.closes_at) at time zone t.zone,
           ($2 + s.closes_at) at time zone t.zone + make_interval(mins => s.late_minutes)
      from schedules s
      join tenants t on t.id = s.tenant_id
      join checklists l on l.tenant_id = s.tenant_id and l.id = s.checklist_id
      join posts p on p.tenant_id = s.tenant_id and p.id = s.post_id
      left join objects o on o.tenant_id = s.tenant_id and o.id = s.object_id
      left join calendar_days c on c.day = $2
      join lateral (select id from checklist_versions v
                     where v.tenant_id = s.tenant_id and v.checklist_id = s.checklist_id
                       and v.effective_from <= $2 and v.published_at <= $3
                     order by v.effective_from desc, v.number desc limit 1) v on true
     where s.tenant_id = $1 and s.from_date <= $2 and (s.to_date is null or s.to_date >= $2)
       and (l.retired_on is null or l.retired_on > $2) and (p.closed_on is null or p.closed_on > $2)
       and (o.retired_on is null or o.retired_on > $2) and {DUE_ON}
    on conflict (tenant_id, schedule_id, business_date) do nothing"""  # noqa: S608 - both parts are ours


async def lay_out(day: date, *, now: datetime) -> int:
    """Write the due checks of one business date and return how many are new; safe to run again.

    Each schedule that falls on the day gives one, with the list version in force then and the post's unit of
    then: what is published or moved later does not change a check that is due already. A vacant post gets its
    checks too: work that nobody did is missed, not forgotten.
    """
    return int((await db().execute(LAY_OUT, current(), day, now)).rsplit(" ", 1)[1])
