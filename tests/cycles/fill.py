"""Fills days with checks, straight in SQL: the same answers for the same seed, with tallies by the
product's own function. What is filled how is decided by names and times alone, never by an identifier.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from saas.checks.lay_out import lay_out
from tenants import current, db

CHECKS = """
insert into checks (tenant_id, id, due_id, version_id, post_id, unit_id, object_id, membership_id,
    business_date, revision,
                    content_hash, receipt, received_at, score, score_sent, vetoed, failed, risk)
select d.tenant_id, uuidv7(), d.id, d.version_id, d.post_id, d.unit_id, d.object_id, $2, d.business_date, 1,
       sha256(convert_to(q.code || k.code || d.opens_at || coalesce(o.code, ''), 'UTF8')), 'FILL', d.closes_at - interval '10 minutes', 100, 100, false, 0,
       case when h % 5 = 0 then 1 else 0 end
  from due_checks d
  join posts q on q.tenant_id = d.tenant_id and q.id = d.post_id
  join checklist_versions v on v.tenant_id = d.tenant_id and v.id = d.version_id
  join checklists k on k.tenant_id = d.tenant_id and k.id = v.checklist_id
  left join objects o on o.tenant_id = d.tenant_id and o.id = d.object_id
 cross join lateral (select abs(hashtextextended(k.code || q.code || coalesce(o.code, '') || d.business_date, $5)) as h) h
 where d.tenant_id = $1 and d.business_date between $3 and $4 and d.state = 'open' and h % 100 < 94"""

# Looking for what is filled already grows with what was filled before: not where all of it is new.
NEW = "and not exists (select from answers a where a.tenant_id = c.tenant_id and a.check_id = c.id)"
# Fails: the share in percent for posts, more for those whose hash says so; 2 in a hundred do not apply.
ANSWERS = """
with told as (
    select c.tenant_id, c.id, p.id as point, p.position, p.section, p.veto, c.version_id,
           case when h % 100 < 2 then 'na'
                when h % 1000 < 20 + $4 * (case when p.veto then 1 else 10 end) * (1 + (g % 3))
                    then 'fail' else 'pass' end as verdict
      from checks c join points p on p.tenant_id = c.tenant_id and p.version_id = c.version_id
      join posts q on q.tenant_id = c.tenant_id and q.id = c.post_id
      cross join lateral (select abs(hashtextextended(c.content_hash::text || p.code, $5)) as h,
                                 abs(hashtextextended(q.code || p.code, 7)) as g) h
     where c.tenant_id = $1 and c.business_date between $2 and $3 and c.receipt = 'FILL'
       {new}),
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
  from (select a.check_id, bool_or(p.veto) as vetoed, count(*) as failed
          from checks k join answers a on a.tenant_id = k.tenant_id and a.check_id = k.id and a.verdict = 'fail'
          join points p on p.tenant_id = a.tenant_id and p.id = a.point_id
         where k.tenant_id = $1 and k.business_date between $2 and $3 and k.receipt = 'FILL' group by 1) x
 where c.tenant_id = $1 and c.id = x.check_id and c.business_date between $2 and $3"""

# Findings of what failed, for the post whose check it was; the responsible post is the same or, of some, a neighbour.
FOUND = """
insert into findings (tenant_id, number, check_id, point_id, unit_id, post_id, severity, source, title, found, state,
    found_at, found_by, due_on, waiting_since)
select c.tenant_id, $4 + row_number() over (order by c.content_hash, a.position), c.id, a.point_id, c.unit_id,
       case when h % 9 = 0 then (select p.id from posts p where p.tenant_id = c.tenant_id and p.unit_id = c.unit_id
           order by p.code limit 1) else c.post_id end,
       'minor', case when h % 7 = 0 then 'leader' else 'self' end, '{}', '{}',
       case when h % 20 = 0 then 'withdrawn' when h % 20 < 4 then 'open' when h % 20 < 6 then 'acted' else 'verified' end,
       c.received_at, c.membership_id, c.business_date + 7, c.received_at
  from checks c join answers a on a.tenant_id = c.tenant_id and a.check_id = c.id and a.verdict = 'fail'
  cross join lateral (select abs(hashtextextended(c.content_hash::text || a.position, 11)) as h) h
 where c.tenant_id = $1 and c.business_date between $2 and $3 and c.state <> 'replaced'"""

ACTED = """
insert into corrective_actions (tenant_id, finding_id, cause, action, membership_id, done_at)
select $1, f.id, '备货不足', '当天补齐', $4, f.found_at + n * (1 + f.number % 5) * interval '1 day'
  from findings f join checks c on c.tenant_id = $1 and c.id = f.check_id
  cross join generate_series(1, 1 + (f.number % 3 = 0)::int) n
 where f.tenant_id = $1 and f.state in ('acted', 'verified') and c.business_date between $2 and $3"""

# Nine in ten of what was drawn or flagged is decided by the nearest leader, most within the day.
REVIEWED = """
with decided as (
    insert into reviews (tenant_id, check_id, membership_id, decision, decided_at)
    select $1, c.id, l.membership_id, 'accepted', c.received_at + (1 + h % 30) * interval '1 hour'
      from checks c
      cross join lateral (select abs(hashtextextended(c.content_hash::text, 13)) as h) h
      cross join lateral (select r.membership_id from unit_lines ul
          join roles r on r.tenant_id = $1 and r.unit_id = ul.ancestor_id and r.role in ('leader', 'executive')
         where ul.tenant_id = $1 and ul.unit_id = c.unit_id and r.membership_id <> c.membership_id
         order by ul.depth, r.membership_id limit 1) l
     where c.tenant_id = $1 and c.business_date between $2 and $3 and c.risk > 0 and c.state = 'received' and h % 10 > 0
    returning check_id)
update checks set state = 'accepted' where tenant_id = $1 and id in (select check_id from decided)"""


async def handle(first: date, last: date, *, member) -> None:
    """What leaders and responsible posts did with the checks of some days: reviews, findings, corrective actions."""
    await db().execute(REVIEWED, current(), first, last)
    number = await db().fetchval("select coalesce(max(number), 0) from findings where tenant_id = $1", current())
    await db().execute(FOUND, current(), first, last, number)
    await db().execute(ACTED, current(), first, last, member)


async def fill(first: date, last: date, *, member, now, percent: int = 3, seed: int = 1, tallied: bool = True) -> int:
    """Lay out and fill every day from first to last; returns the number of answers. Runs inside(tenant).

    tallied: counted check by check, as a submit does it; otherwise count_days and count_cycle have to follow, and the days are new.
    """
    day = first
    while day <= last:
        await lay_out(day, now=now)
        day += timedelta(days=1)
    await db().execute(CHECKS, current(), member, first, last, seed)
    answers = ANSWERS.replace("{new}", NEW if tallied else "")
    count = await db().execute(answers, current(), first, last, percent, seed)
    await db().execute(MARKED, current(), first, last)
    await db().execute(
        """update due_checks d set state = 'done', check_id = c.id, late = get_byte(c.content_hash,
               0) % 25 = 0 from checks c
            where d.tenant_id = $1 and c.tenant_id = $1 and c.due_id = d.id
                and d.business_date between $2 and $3 and d.state = 'open'""",
        current(), first, last,
    )  # fmt: skip
    if tallied:
        await db().execute(
            """select tally_check($1, id, 1) from checks
                where tenant_id = $1 and business_date between $2 and $3 and receipt = 'FILL'""",
            current(), first, last,
        )  # fmt: skip
    return int(count.rsplit(" ", 1)[1])


# What tally_check comes to over all checks of some days.
SUMS = ("applied", "na", "raw_e4", "earned_e4", "sent_applied", "sent_e4")
SUMMED = """
select c.post_id, c.version_id, {keys}, a.position, count(*) as checks, count(c.score) as scored, sum(c.score) as score_sum,
       count(*) filter (where a.verdict_now in ('pass', 'partial', 'fail')) as applied,
       count(*) filter (where a.verdict_now = 'na') as na,
       sum(a.share_now_e4)::bigint as raw_e4, sum(a.earned_now_e4)::bigint as earned_e4,
       count(*) filter (where a.verdict in ('pass', 'partial', 'fail')) as sent_applied, sum(a.earned_e4)::bigint as sent_e4
  from checks c join answers a on a.tenant_id = c.tenant_id and a.check_id = c.id
 where c.tenant_id = $1 and c.business_date between $2 and $3 and c.receipt = 'FILL'
 group by 1, 2, 3, 4{more}"""
ARRAYS = ", ".join(f"array_agg({name} order by position)" for name in SUMS)

BY_DAY = f"""
insert into tallies (tenant_id, post_id, version_id, business_date, unit_id, checks, scored, score_sum, {", ".join(SUMS)})
select $1, post_id, version_id, business_date, unit_id, max(checks), max(scored), coalesce(max(score_sum), 0), {ARRAYS}
  from ({SUMMED.format(keys="c.business_date, c.unit_id", more=", 5")}) s group by 2, 3, 4, 5"""

BY_CYCLE = f"""
insert into cycle_tallies (tenant_id, post_id, version_id, cycle_id, checks, {", ".join(SUMS)})
select $1, post_id, version_id, cycle_id, max(checks), {ARRAYS}
  from ({SUMMED.format(keys="$4::uuid as cycle_id", more="")}) s group by 2, 3, 4"""


async def count_days(first: date, last: date) -> None:
    """Tallies of filled days at once: the same as check by check, in a tenth of the time. count_cycle has to follow."""
    await db().execute(BY_DAY, current(), first, last)


async def count_cycle(cycle: UUID, first: date, last: date) -> None:
    """The sums of a cycle over all its filled days."""
    await db().execute(BY_CYCLE, current(), first, last, cycle)
