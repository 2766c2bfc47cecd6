"""Fills days with checks, straight in SQL: the same answers for the same seed, with tallies by the
product's own function.
"""

from __future__ import annotations

from datetime import date, timedelta

from saas.checks.lay_out import lay_out
from tenants import current, db

CHECKS = """
insert into checks (tenant_id, id, due_id, version_id, post_id, unit_id, object_id, membership_id,
    business_date, revision,
                    content_hash, receipt, received_at, score, score_sent, vetoed, failed, risk)
select d.tenant_id, uuidv7(), d.id, d.version_id, d.post_id, d.unit_id, d.object_id, $2, d.business_date, 1,
       sha256(d.id::text::bytea), 'FILL', d.closes_at - interval '10 minutes', 100, 100, false, 0,
       case when h % 5 = 0 then 1 else 0 end
  from due_checks d cross join lateral (select abs(hashtextextended(d.schedule_id::text || d.business_date,
      $5)) as h) h
 where d.tenant_id = $1 and d.business_date between $3 and $4 and d.state = 'open' and h % 100 < 94"""

# Fails: the share in percent for posts, more for those whose hash says so; 2 in a hundred do not apply.
ANSWERS = """
with told as (
    select c.tenant_id, c.id, p.id as point, p.position, p.section, p.veto, c.version_id,
           case when h % 100 < 2 then 'na'
                when h % 1000 < 20 + $4 * (case when p.veto then 1 else 10 end) * (1 + (g % 3))
                    then 'fail' else 'pass' end as verdict
      from checks c join points p on p.tenant_id = c.tenant_id and p.version_id = c.version_id
      cross join lateral (select abs(hashtextextended(c.due_id::text || p.code, $5)) as h,
                                 abs(hashtextextended(c.post_id::text || p.code, 7)) as g) h
     where c.tenant_id = $1 and c.business_date between $2 and $3 and c.receipt = 'FILL'
       and not exists (select from answers a where a.tenant_id = c.tenant_id and a.check_id = c.id)),
sunk as (select distinct id, section from told where veto and verdict = 'fail')
insert into answers (tenant_id, check_id, point_id, position, verdict, share_e4, earned_e4, verdict_now,
    share_now_e4, earned_now_e4)
select t.tenant_id, t.id, t.point, t.position, t.verdict, s.share, s.earned, t.verdict, s.share, s.earned
  from told t left join sunk k on k.id = t.id and k.section = t.section
  cross join lateral (select case when t.verdict = 'pass' then 10000 else 0 end as share,
                             case when t.verdict = 'pass' and k.id is null
                                 then 10000 else 0 end as earned) s"""

MARKED = """
update checks c set vetoed = x.vetoed, failed = x.failed
  from (select a.check_id, bool_or(p.veto) as vetoed, count(*) as failed from answers a
          join points p on p.tenant_id = a.tenant_id and p.id = a.point_id
         where a.tenant_id = $1 and a.verdict = 'fail' group by 1) x
 where c.tenant_id = $1 and c.id = x.check_id and c.business_date between $2 and $3"""


async def fill(first: date, last: date, *, member, now, percent: int = 3, seed: int = 1) -> int:
    """Lay out and fill every day from first to last; returns the number of answers. Runs inside(tenant)."""
    day = first
    while day <= last:
        await lay_out(day, now=now)
        day += timedelta(days=1)
    await db().execute(CHECKS, current(), member, first, last, seed)
    count = await db().execute(ANSWERS, current(), first, last, percent, seed)
    await db().execute(MARKED, current(), first, last)
    await db().execute(
        """update due_checks d set state = 'done', check_id = c.id, late = get_byte(c.content_hash,
               0) % 25 = 0 from checks c
            where d.tenant_id = $1 and c.tenant_id = $1 and c.due_id = d.id
                and d.business_date between $2 and $3 and d.state = 'open'""",
        current(), first, last,
    )  # fmt: skip
    await db().execute(
        """select tally_check($1, id, 1) from checks
            where tenant_id = $1 and business_date between $2 and $3 and receipt = 'FILL'""",
        current(), first, last,
    )  # fmt: skip
    return int(count.rsplit(" ", 1)[1])
