"""How far the units have taken it up: people, checks, reviews, findings, and what tells whether it is lived. One statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from saas.checks.rolled_out import RUNS
from saas.rollout.slogans import Seen
from saas.rollout.stuck import Unit
from tenants import current, db

WEEKS = timedelta(weeks=4)

RUNS_HERE = RUNS.format(open="ran", day="$3", unit="p.unit_id", list="s.checklist_id")
# $1 tenant, $2 heads of the lines, $3 today, $4 now, $5 two weeks ago, $6 four weeks ago, $7 eight weeks ago.
ADOPTION = f"""
    with zone as materialized (select zone, $4::timestamptz as now from tenants where id = $1),
    ran as materialized (select * from rolled_out($1, $3)),
    unit as materialized (
        select u.id, u.code, u.name, min(l.depth) as depth, u.position from unit_lines l
          join units u on u.tenant_id = $1 and u.id = l.unit_id and (u.closed_on is null or u.closed_on > $3)
         where l.tenant_id = $1 and l.ancestor_id = any ($2) group by u.id, u.code, u.name, u.position),
    post as materialized (
        select p.id, p.unit_id from posts p join unit on unit.id = p.unit_id
         where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $3)),
    holder as materialized (
        select distinct p.unit_id, p.id as post_id, a.membership_id, m.person_id
          from post p join appointments a on a.tenant_id = $1 and a.post_id = p.id and a.from_date <= $3
           and (a.to_date is null or a.to_date >= $3)
          join memberships m on m.tenant_id = $1 and m.id = a.membership_id and m.ended_at is null),
    person as (
        select h.unit_id, count(distinct h.membership_id) as people,
               count(distinct h.membership_id) filter (where s.person_id is not null) as entered,
               count(distinct h.membership_id) filter (where exists (
                   select from checks c where c.tenant_id = $1 and c.post_id = h.post_id
                       and c.membership_id = h.membership_id)) as began,
               count(distinct h.membership_id) filter (where exists (
                   select from standard_readers r join standards v on v.tenant_id = $1 and v.id = r.standard_id
                    where r.tenant_id = $1 and r.post_id = h.post_id and v.effective_from <= $3 and not exists (
                          select from standard_confirmations k where k.tenant_id = $1 and k.standard_id = r.standard_id
                             and k.membership_id = h.membership_id))) as unread
          from holder h left join standings s on s.tenant_id = $1 and s.person_id = h.person_id group by 1),
    asked as (
        select d.unit_id, count(*) as due, count(*) filter (where d.state = 'done' and not d.late) as on_time
          from due_checks d cross join zone z
         where d.tenant_id = $1 and d.business_date between $5 and $3 and d.unit_id in (select id from unit)
           and (d.state in ('done', 'missed') or d.state = 'open' and d.late_until <= z.now) group by 1),
    sent as materialized (
        select c.id, c.unit_id, c.post_id, c.membership_id, c.business_date, c.failed, c.vetoed, c.risk, c.state, c.version_id,
               c.received_at, d.late from checks c join due_checks d on d.tenant_id = $1 and d.id = c.due_id
         where c.tenant_id = $1 and c.business_date between $6 and $3 and c.state <> 'replaced'
           and c.unit_id in (select id from unit)),
    minute as (
        select membership_id, date_trunc('minute', received_at) as at from sent group by 1, 2 having count(*) > 2),
    veto as (select distinct p.version_id from points p where p.tenant_id = $1 and p.veto
      and p.version_id in (select version_id from sent)),
    filled as (
        select s.unit_id, count(*) as checks, count(*) filter (where s.failed = 0) as clean,
               count(*) filter (where s.late) as late,
               count(m.at) as bulk, count(*) filter (where s.vetoed) as vetoes, count(v.version_id) as veto_checks,
               count(*) filter (where not held_on($1, s.membership_id, s.post_id, s.business_date)) as stand_in,
               count(*) filter (where s.risk > 0) as to_review,
               count(*) filter (where s.risk > 0 and s.state <> 'received') as reviewed
          from sent s left join veto v on v.version_id = s.version_id
          left join minute m on m.membership_id = s.membership_id and m.at = date_trunc('minute', s.received_at) group by 1),
    looked as (
        select s.unit_id, count(*) as reviews, count(*) filter (where r.seconds is null) as unopened,
               count(*) filter (where r.decision = 'returned' or exists (
                   select from corrections k where k.tenant_id = $1 and k.check_id = s.id)) as hits
          from sent s join reviews r on r.tenant_id = $1 and r.check_id = s.id group by 1),
    fault as (
        select f.unit_id, count(*) filter (where f.found_at >= $6::timestamp at time zone z.zone
                                  and f.finder in ('self', 'leader')) as found,
               count(*) filter (where f.found_at >= $6::timestamp at time zone z.zone and f.finder = 'self') as own,
               count(*) filter (where f.found_at < $6::timestamp at time zone z.zone) as before,
               count(*) filter (where f.found_at >= $6::timestamp at time zone z.zone and f.times > 2) as again
          from findings f cross join zone z
         where f.tenant_id = $1 and f.state <> 'withdrawn' and f.found_at >= $7::timestamp at time zone z.zone
           and f.unit_id in (select id from unit) group by 1),
    overdue as (
        select f.unit_id, count(*) as overdue from findings f
         where f.tenant_id = $1 and f.state in ('open', 'acted') and f.due_on < $3
           and f.unit_id in (select id from unit) group by 1),
    spot as (
        select d.unit_id, count(*) as compared, count(*) filter (where b.verdict <> x.verdict) as differ
          from spot_checks s cross join zone z
          join due_checks d on d.tenant_id = $1 and d.id = s.due_id and d.unit_id in (select id from unit)
          join checks c on c.tenant_id = $1 and c.due_id = d.id and c.revision = 1
          join spot_answers x on x.tenant_id = $1 and x.spot_id = s.id and x.verdict in ('pass', 'partial', 'fail', 'na')
          join points q on q.tenant_id = $1 and q.id = x.point_id
          join answers b on b.tenant_id = $1 and b.check_id = c.id and b.verdict in ('pass', 'partial', 'fail', 'na')
          join points p on p.tenant_id = $1 and p.id = b.point_id and p.code = q.code
         where s.tenant_id = $1 and s.state = 'done' and s.ended_at >= $6::timestamp at time zone z.zone group by 1),
    changed as (
        select s.unit_id, min($3 - v.effective_from) as list_days from (select distinct unit_id, version_id from sent) s
          join checklist_versions v on v.tenant_id = $1 and v.id = s.version_id group by 1)
    select u.id, u.code, u.name, coalesce(n.people, 0)::int as people, coalesce(n.entered, 0)::int as entered,
           coalesce(n.began, 0)::int as began, coalesce(n.unread, 0)::int as unread, coalesce(a.due, 0)::int as due,
           coalesce(a.on_time, 0)::int as on_time, coalesce(f.to_review, 0)::int as to_review,
           coalesce(f.reviewed, 0)::int as reviewed, coalesce(o.overdue, 0)::int as overdue,
           (select count(*) from post p where p.unit_id = u.id and not exists (
               select from holder h where h.post_id = p.id))::int as vacant,
           exists (select from schedules s join post p on p.id = s.post_id
                    where s.tenant_id = $1 and p.unit_id = u.id and s.from_date <= $3 and (s.to_date is null or s.to_date >= $3)
                      and {RUNS_HERE}) as asked,
           coalesce(f.checks, 0)::int as checks, coalesce(f.clean, 0)::int as clean, coalesce(f.bulk, 0)::int as bulk,
           coalesce(f.late, 0)::int as late, coalesce(f.stand_in, 0)::int as stand_in, coalesce(f.vetoes, 0)::int as vetoes,
           coalesce(f.veto_checks, 0)::int as veto_checks, coalesce(k.reviews, 0)::int as reviews,
           coalesce(k.unopened, 0)::int as unopened, coalesce(k.hits, 0)::int as hits, coalesce(w.found, 0)::int as found,
           coalesce(w.own, 0)::int as own, coalesce(w.before, 0)::int as before, coalesce(w.again, 0)::int as again,
           coalesce(x.compared, 0)::int as compared, coalesce(x.differ, 0)::int as differ,
           coalesce(c.list_days, 0)::int as list_days
      from unit u left join person n on n.unit_id = u.id left join asked a on a.unit_id = u.id
      left join filled f on f.unit_id = u.id
      left join looked k on k.unit_id = u.id left join fault w on w.unit_id = u.id left join overdue o on o.unit_id = u.id
      left join spot x on x.unit_id = u.id left join changed c on c.unit_id = u.id
     where exists (select from post p where p.unit_id = u.id)
     order by u.depth, u.position, u.code"""  # noqa: S608 - our own piece
OF_UNIT = (
    "id", "code", "name", "people", "entered", "began", "due", "on_time", "to_review", "reviewed", "overdue", "unread",
    "vacant", "asked",
)  # fmt: skip
OF_SEEN = (
    "id", "name", "checks", "clean", "bulk", "late", "stand_in", "reviews", "unopened", "hits", "veto_checks", "vetoes",
    "found", "own", "before", "again", "compared", "differ", "list_days",
)  # fmt: skip


async def adoption(leads: Sequence[UUID], *, today: date, now: datetime) -> list[tuple[Unit, Seen]]:
    """Units with posts of these lines, from the top down."""
    days = today - timedelta(weeks=2), today - WEEKS, today - 2 * WEEKS
    rows = await db().fetch(ADOPTION, current(), list(leads), today, now, *days)
    return [(Unit(**{name: row[name] for name in OF_UNIT}), Seen(**{name: row[name] for name in OF_SEEN})) for row in rows]
