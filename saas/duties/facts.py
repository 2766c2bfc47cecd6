"""What the gap check looks at, gathered set by set: a handful of statements whatever the size of the company."""

from __future__ import annotations

from datetime import date

from saas.duties.rules import Claim, Facts, Manned, Pairing, Unheld
from tenants import current, db

# The version in force with its details; rows of the matrix that count: open unit, open post, known detail.
KNOWN = """
version as materialized (
  select id from standards where tenant_id = $1 and published_at is not null and effective_from <= $2
  order by number desc limit 1),
known as materialized (
  select n.code, n.unchecked from standard_nodes n
  where n.tenant_id = $1 and n.standard_id = (select id from version) and n.level = 'detail')"""

NAMED = """
named as materialized (
  select r.id, r.detail_code, r.unit_id, r.post_id, r.kind, p.unit_id as seat, p.job_title,
         coalesce(p.closed_on <= $2, false) as shut
  from responsibilities r
  join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id and (u.closed_on is null or u.closed_on > $2)
  join posts p on p.tenant_id = r.tenant_id and p.id = r.post_id
  where r.tenant_id = $1 and r.kind <> 'informed' and r.detail_code in (select code from known)),
resp as materialized (select * from named where kind = 'responsible' and not shut),
rev as materialized (select * from named where kind = 'reviewing' and not shut)"""

# The points in force, by detail; and which details a post's scheduled lists check.
POINTS = """
lists as materialized (
  select c.id as checklist_id, v.id as version_id from checklists c
  join lateral (select id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = c.id and v.effective_from <= $2
                order by v.number desc limit 1) v on true
  where c.tenant_id = $1 and (c.retired_on is null or c.retired_on > $2)),
checked as materialized (
  select distinct l.checklist_id, o.detail_code from lists l
  join points o on o.tenant_id = $1 and o.version_id = l.version_id where o.detail_code is not null)"""

# Nobody at all; or nobody for a unit where the detail is at work: a post there supports or reviews it, or checks it by
# schedule while posts of the same job title are responsible for it elsewhere. A closed post is told of by itself.
UNHELD = f"""
with {KNOWN}, {NAMED}, {POINTS},
owned as materialized (select distinct detail_code, unit_id from named where kind = 'responsible'),
titled as materialized (select distinct detail_code, job_title from named where kind = 'responsible'),
busy as materialized (
  select s.checklist_id, p.job_title, p.unit_id
  from (select distinct checklist_id, post_id from schedules
        where tenant_id = $1 and (to_date is null or to_date >= $2)) s
  join posts p on p.tenant_id = $1 and p.id = s.post_id and (p.closed_on is null or p.closed_on > $2)
  join units u on u.tenant_id = $1 and u.id = p.unit_id and (u.closed_on is null or u.closed_on > $2)
  group by 1, 2, 3),
at_work as (
  select detail_code, unit_id from named where kind <> 'responsible' and not shut
  union
  select c.detail_code, b.unit_id from checked c join busy b using (checklist_id)
  join titled t on t.detail_code = c.detail_code and t.job_title = b.job_title),
loose as materialized (
  select detail_code, unit_id from at_work where detail_code in (select detail_code from owned)
  except select detail_code, unit_id from owned),
held_above as (
  select w.detail_code, w.unit_id from loose w join unit_lines l on l.tenant_id = $1 and l.unit_id = w.unit_id
  join owned o on o.unit_id = l.ancestor_id and o.detail_code = w.detail_code),
held_below as (
  select o.detail_code, l.ancestor_id from owned o join unit_lines l on l.tenant_id = $1 and l.unit_id = o.unit_id)
select k.code as detail, null::uuid as unit, 1 as details from known k where k.code not in (select detail_code from owned)
union all
select min(detail_code), unit_id, count(*) from (
  select detail_code, unit_id from loose except select * from held_above except select * from held_below) bare
group by unit_id"""  # noqa: S608 - constants

UNCHECKED = f"""
with {KNOWN}, {POINTS} select code from known where unchecked is null and code not in (select detail_code from checked)"""  # noqa: S608 - the parts are constants above

RETIRED = f"""
with {KNOWN}
select distinct r.detail_code from responsibilities r where r.tenant_id = $1 and exists (select from version)
  and r.detail_code not in (select code from known)
  and not exists (select from standard_nodes n join standards s on s.tenant_id = n.tenant_id and s.id = n.standard_id
                  where n.tenant_id = $1 and n.code = r.detail_code and n.level = 'detail'
                    and s.published_at is not null and s.effective_from > $2)"""  # noqa: S608 - the parts are constants above

HOLDING = """
holding as materialized (
  select post_id, membership_id from appointments
  where tenant_id = $1 and from_date <= $2 and (to_date is null or to_date >= $2)
  union
  select post_id, membership_id from deputies where tenant_id = $1 and from_date <= $2 and to_date >= $2)"""

POSTS = f"""
with {KNOWN}, {HOLDING}
select r.post_id as post, p.unit_id as unit, coalesce(p.closed_on <= $2, false) as closed,
       p.id in (select post_id from holding) as held,
       count(distinct r.detail_code) filter (where r.kind = 'responsible') as details, count(*) as named
from responsibilities r
join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id and (u.closed_on is null or u.closed_on > $2)
join posts p on p.tenant_id = r.tenant_id and p.id = r.post_id
where r.tenant_id = $1 and r.detail_code in (select code from known)
  and (p.closed_on <= $2 or p.id not in (select post_id from holding))
group by p.tenant_id, r.post_id, p.id, p.unit_id, p.closed_on"""  # noqa: S608 - the parts are constants above

# Rows that name a post from outside their unit's line downwards, with the nearest claim above them.
CLAIMS = f"""
with {KNOWN}, {NAMED},
foreign_posts as materialized (
  select r.* from resp r where r.seat <> r.unit_id
    and not exists (select from unit_lines l where l.tenant_id = $1 and l.ancestor_id = r.unit_id and l.unit_id = r.seat))
select distinct on (f.id) f.detail_code as detail, f.unit_id as unit, f.post_id as post, a.post_id as other, false as own
from foreign_posts f
join unit_lines l on l.tenant_id = $1 and l.unit_id = f.unit_id and l.depth > 0
join resp a on a.unit_id = l.ancestor_id and a.detail_code = f.detail_code
order by f.id, l.depth"""  # noqa: S608 - the parts are constants above

# Both look up their line: a reviewer to the nearest doer, a doer to the nearest reviewers. Only pairs that do not fit.
PAIRINGS = f"""
with {KNOWN}, {NAMED}, {HOLDING},
doer_of as (
  select distinct on (v.id) v.detail_code, v.unit_id, v.post_id as reviewer, v.seat as reviewer_seat,
         d.post_id as doer, d.seat as doer_seat
  from rev v join unit_lines l on l.tenant_id = $1 and l.unit_id = v.unit_id
  join resp d on d.unit_id = l.ancestor_id and d.detail_code = v.detail_code
  order by v.id, l.depth),
reviewers_of as (
  select detail_code, unit_id, reviewer, reviewer_seat, doer, doer_seat from (
    select d.detail_code, d.unit_id, v.post_id as reviewer, v.seat as reviewer_seat, d.post_id as doer, d.seat as doer_seat,
           rank() over (partition by d.id order by l.depth) as near
    from resp d join unit_lines l on l.tenant_id = $1 and l.unit_id = d.unit_id
    join rev v on v.unit_id = l.ancestor_id and v.detail_code = d.detail_code) ranked where near = 1),
pairs as (select * from doer_of union select * from reviewers_of),
meetings as materialized (
  select reviewer, doer, not exists (select from unit_lines l where l.tenant_id = $1 and l.ancestor_id = m.reviewer_seat
                                       and l.unit_id = m.doer_seat) as astray,
         exists (select from holding a join holding b on b.membership_id = a.membership_id
                 where a.post_id = m.reviewer and b.post_id = m.doer) as same_person
  from (select distinct reviewer, reviewer_seat, doer, doer_seat from pairs) m)
select p.detail_code as detail, p.unit_id as unit, reviewer, doer, m.same_person, not m.astray as in_line
from pairs p join meetings m using (reviewer, doer)
where reviewer = doer or m.same_person or m.astray
order by 1, 2, 3, 4"""  # noqa: S608 - the parts are constants above


async def facts(today: date) -> Facts:
    """Everything that may be a gap on `today`, in six statements.

    Each joins whole sets: a plan row by row would be right for a handful and ruinous for a large company.
    """
    await db().execute("set local enable_nestloop = off")
    given = current(), today
    return Facts(
        unheld=[Unheld(**row) for row in await db().fetch(UNHELD, *given)],
        unchecked=[row["code"] for row in await db().fetch(UNCHECKED, *given)],
        retired=[row["detail_code"] for row in await db().fetch(RETIRED, *given)],
        posts=[Manned(**row) for row in await db().fetch(POSTS, *given)],
        claims=[Claim(**row) for row in await db().fetch(CLAIMS, *given)],
        pairings=[Pairing(**row) for row in await db().fetch(PAIRINGS, *given)],
    )
