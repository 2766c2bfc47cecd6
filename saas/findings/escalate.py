"""What is overdue goes up the line by the company's steps."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.tell import tell
from saas.org.line import HOLDER_ABOVE, LEADER_ABOVE
from tenants import current, db

# The n-th step goes to the holder of the nearest post of its title; without a title, or where nobody holds it, to the n-th
# leader up the line. Never to whoever answers for it, nor twice to one person for one date.
ESCALATE = f"""
    with today as (select ($2::timestamptz at time zone zone)::date as day from tenants where id = $1),
    steps as (select r.*, row_number() over (order by r.days, r.id) as level from escalation_rules r where r.tenant_id = $1),
    late as (
        select f.id, f.unit_id, f.post_id, f.due_on, s.days, s.job_title, s.outside, s.level, t.day
          from today t
          join findings f on f.tenant_id = $1 and f.state in ('open', 'acted') and f.due_on < t.day
          join steps s on t.day - f.due_on >= s.days),
    titled as (
        select l.*, p.post_id as to_post, p.membership_id as to_id from late l
          left join lateral ({HOLDER_ABOVE}) p on true),
    named as (
        select l.id, l.due_on, l.days, l.to_post, coalesce(l.to_id, h.membership_id) as to_id, l.outside from titled l
          left join lateral ({LEADER_ABOVE}) h on l.outside is null and l.to_id is null)
    insert into escalations (tenant_id, finding_id, due_on, days, post_id, to_id, outside, at)
    select distinct on (n.id, n.to_id, n.outside) $1, n.id, n.due_on, n.days, n.to_post, n.to_id, n.outside, $2 from named n
     where (n.to_id is not null or n.outside is not null) and not exists (
           select from escalations e where e.tenant_id = $1 and e.finding_id = n.id and e.due_on = n.due_on
              and e.to_id is not distinct from n.to_id and e.outside is not distinct from n.outside)
     order by n.id, n.to_id, n.outside, n.days
    on conflict do nothing returning finding_id, to_id, days"""  # noqa: S608 - pieces of our own


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
