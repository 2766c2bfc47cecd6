"""What is overdue goes up the line by the company's steps."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.tell import tell
from tenants import current, db

# The n-th step goes to the holder of the nearest post of its title; without a title, or where nobody holds it, to the n-th
# leader up the line. Never to whoever answers for it, nor twice to one person for one date.
ESCALATE = """
    with today as (select ($2::timestamptz at time zone zone)::date as day from tenants where id = $1),
    steps as (select r.*, row_number() over (order by r.days, r.id) as level from escalation_rules r where r.tenant_id = $1),
    late as (
        select f.id, f.unit_id, f.post_id, f.due_on, s.days, s.job_title, s.outside, s.level, t.day
          from today t
          join findings f on f.tenant_id = $1 and f.state in ('open', 'acted') and f.due_on < t.day
          join steps s on t.day - f.due_on >= s.days),
    titled as (
        select l.*, p.post_id as to_post, p.membership_id as to_id from late l
          left join lateral (
              select o.id as post_id, a.membership_id from unit_lines u
                join posts o on o.tenant_id = $1 and o.unit_id = u.ancestor_id and o.job_title = l.job_title
                 and o.closed_on is null
                join appointments a on a.tenant_id = $1 and a.post_id = o.id and a.from_date <= l.day
                 and (a.to_date is null or a.to_date >= l.day)
               where u.tenant_id = $1 and u.unit_id = l.unit_id and o.id <> l.post_id
               order by u.depth, o.code limit 1) p on true),
    named as (
        select t.id, t.due_on, t.days, t.to_post, coalesce(t.to_id, h.membership_id) as to_id, t.outside from titled t
          left join lateral (
              select n.membership_id from (
                  select r.membership_id, row_number() over (order by min(u.depth), r.membership_id) as n,
                         count(*) over () as every
                    from unit_lines u
                    join roles r on r.tenant_id = $1 and r.unit_id = u.ancestor_id and r.role in ('leader', 'executive')
                    join memberships m on m.tenant_id = $1 and m.id = r.membership_id and m.ended_at is null
                   where u.tenant_id = $1 and u.unit_id = t.unit_id and not exists (
                         select from appointments a where a.tenant_id = $1 and a.post_id = t.post_id
                            and a.membership_id = r.membership_id and (a.to_date is null or a.to_date >= t.day))
                   group by r.membership_id) n
               where t.outside is null and t.to_id is null and n.n = least(t.level, n.every)) h on true)
    insert into escalations (tenant_id, finding_id, due_on, days, post_id, to_id, outside, at)
    select distinct on (n.id, n.to_id, n.outside) $1, n.id, n.due_on, n.days, n.to_post, n.to_id, n.outside, $2 from named n
     where (n.to_id is not null or n.outside is not null) and not exists (
           select from escalations e where e.tenant_id = $1 and e.finding_id = n.id and e.due_on = n.due_on
              and e.to_id is not distinct from n.to_id and e.outside is not distinct from n.outside)
     order by n.id, n.to_id, n.outside, n.days
    on conflict do nothing returning finding_id, to_id, days"""


async def escalate(*, now: datetime) -> list[UUID]:
    """Tell those further up, each once for a date; returns the findings that went up. Safe to run again."""
    rows = await db().fetch(ESCALATE, current(), now)
    went = list(dict.fromkeys(row["finding_id"] for row in rows))
    await trail.record_all("escalate", "finding", went, by=None, now=now)
    for row in rows:
        # Who is outside the company has no account; whoever leads writes to them.
        if row["to_id"]:
            await tell("escalated", row["finding_id"], but=None, now=now, members=[row["to_id"]], days=row["days"])
    return went
