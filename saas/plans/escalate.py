"""What is overdue goes up the line by the company's steps."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.line import HOLDER_ABOVE, LEADER_ABOVE
from saas.plans.tell import tell_escalated
from tenants import current, db

# The steps are those of the findings; where the company set none: after 3, 7 and 14 days. The n-th step goes to the holder
# of the nearest post of its title, without a title to the n-th leader up the line; never to whoever owns the measure.
ESCALATE = f"""
    with today as (select ($2::timestamptz at time zone zone)::date as day from tenants where id = $1),
    told as (select r.days, r.job_title, row_number() over (order by r.days, r.id) as level
               from escalation_rules r where r.tenant_id = $1 and r.outside is null),
    steps as (select * from told
              union all select v.days, null, v.level from (values (3, 1), (7, 2), (14, 3)) v (days, level)
               where not exists (select from told)),
    late as (
        select m.id, p.unit_id, m.post_id, m.due_on, s.days, s.job_title, s.level, t.day
          from today t
          join measures m on m.tenant_id = $1 and m.done_at is null and m.dropped_at is null and m.due_on < t.day
          join plans p on p.tenant_id = $1 and p.id = m.plan_id
          join approvals a on a.tenant_id = $1 and a.plan_id = p.id
          join steps s on t.day - m.due_on >= s.days),
    named as (
        select l.id, l.due_on, l.days, coalesce(x.membership_id, h.membership_id) as to_id from late l
          left join lateral ({HOLDER_ABOVE}) x on true
          left join lateral ({LEADER_ABOVE}) h on x.membership_id is null)
    insert into measure_escalations (tenant_id, measure_id, due_on, to_id, days, at)
    select distinct on (n.id, n.to_id) $1, n.id, n.due_on, n.to_id, n.days, $2 from named n
     where n.to_id is not null order by n.id, n.to_id, n.days
    on conflict do nothing returning measure_id, to_id, days"""  # noqa: S608 - pieces of our own


async def escalate(*, now: datetime) -> list[UUID]:
    """Tell those further up, each once for a date; returns the measures that went up. Safe to run again."""
    rows = await db().fetch(ESCALATE, current(), now)
    went = list(dict.fromkeys(row["measure_id"] for row in rows))
    await trail.record_all("escalate", "measure", went, by=None, now=now)
    for row in rows:
        await tell_escalated(row["measure_id"], row["to_id"], row["days"], now=now)
    return went
