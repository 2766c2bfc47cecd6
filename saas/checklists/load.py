"""How many minutes of checks a post has, measured where that is possible; budgets, and what is asked twice. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.checklists.burden import AS_PLANNED, MEASURED_LEAST, SECONDS_A_POINT
from saas.values import half_up
from tenants import current, db

MEASURED_DAYS = 90
FOUND_MOST = 100
PAGE = 50

# Minutes of one check of each list in use: the median a point of its last checks as they were sent first, drawn towards the plan
# of so many seconds a point; the plan where fewer were measured. $3 and $4: a list that is being changed and its number of
# points then.
MINUTES = f"""
    lengths as materialized (select version_id, count(*) as points from points where tenant_id = $1 group by 1),
    measured as materialized (
        select w.checklist_id, count(*) as checks,
               percentile_cont(0.5) within group (
                   order by extract(epoch from c.claimed_end - c.claimed_start) / n.points)::numeric as seconds
          from checks c join checklist_versions w on w.tenant_id = $1 and w.id = c.version_id
          join lengths n on n.version_id = c.version_id
         where c.tenant_id = $1 and c.business_date >= $5 and c.revision = 1 and c.claimed_end > c.claimed_start group by 1),
    list as materialized (
        select l.id, l.code, l.name, v.id as version, coalesce(n.points, 0) as points, coalesce(t.checks, 0) as checks, t.seconds,
               case when l.id = $3 then $4 else coalesce(n.points, 0) end
               * case when t.checks >= {MEASURED_LEAST}
                      then (t.seconds * t.checks + {SECONDS_A_POINT} * {AS_PLANNED}) / (t.checks + {AS_PLANNED})
                      else {SECONDS_A_POINT} end / 60 as minutes
          from checklists l
          left join lateral (select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = l.id
                              order by v.effective_from > $2, v.effective_from desc, v.number desc limit 1) v on true
          left join lengths n on n.version_id = v.id
          left join measured t on t.checklist_id = l.id
         where l.tenant_id = $1 and (l.retired_on is null or l.retired_on > $2))"""  # noqa: S608 - our own figures

# Who takes turns, or is one of several, carries a part. A round falls on any day; months are told apart from days.
LOAD = f"""
    with {MINUTES},
    line as (
        select s.post_id, s.checklist_id, s.weekdays, s.month_days, s.months, s.cycle_days, s.cycle_on,
               l.minutes / case when t.body ->> 'share' in ('turn', 'any')
                                then count(*) over (partition by s.timetable_id, s.shift, s.object_id) else 1 end as minutes
          from schedules s
          join list l on l.id = s.checklist_id
          left join timetables t on t.tenant_id = $1 and t.id = s.timetable_id
         where s.tenant_id = $1 and s.to_date is null and not s.called),
    days as (
        select post_id, n, sum(minutes) as minutes from line, unnest(case when cycle_days > 0 then '{{1}}' else weekdays end) n
         where month_days = '{{}}' group by 1, 2),
    day as (
        select post_id, max(minutes) as a_day, sum(minutes) as a_week from days group by 1),
    month as (
        select post_id, sum(minutes * cardinality(month_days) * coalesce(nullif(cardinality(months), 0), 12) / 12) as a_month
          from line where month_days <> '{{}}' group by 1),
    known as (
        select post_id, sum(checks) filter (where checks >= {MEASURED_LEAST}) as checks from (
               select distinct s.post_id, l.id, l.checks from schedules s join list l on l.id = s.checklist_id
                where s.tenant_id = $1 and s.to_date is null and not s.called) one group by 1),
    post as (
        select p.id, p.code, p.name, p.job_title, p.unit_id, coalesce(d.a_day, 0) as a_day, coalesce(d.a_week, 0) as a_week,
               coalesce(m.a_month, 0) as a_month, b.minutes as budget,
               coalesce(k.checks, 0)::int as checks
          from posts p
          left join known k on k.post_id = p.id
          left join day d on d.post_id = p.id
          left join month m on m.post_id = p.id
          left join budgets b on b.tenant_id = $1 and b.job_title = p.job_title
         where p.tenant_id = $1 and (d.post_id is not null or m.post_id is not null)
           and (p.closed_on is null or p.closed_on > $2))"""  # noqa: S608 - our own pieces

WHOLE = f"""
    {LOAD}
    select p.*, u.name as unit, j.name as title, count(*) over () as total,
           (select jsonb_agg(jsonb_build_array(l.code, l.name, l.version, l.points, l.checks, round(l.seconds, 1)::text,
                                               round(l.minutes, 1)::text) order by l.minutes desc, l.code)
              from list l where l.points > 0) as lists
      from post p
      join units u on u.tenant_id = $1 and u.id = p.unit_id
      left join job_titles j on j.tenant_id = $1 and j.code = p.job_title
     where exists (select from unit_lines x where x.tenant_id = $1 and x.unit_id = p.unit_id and x.ancestor_id = any ($6))
     order by p.budget is null or p.a_day <= p.budget, p.a_day desc, p.code"""  # noqa: S608
POSTS = f"{WHOLE} limit {PAGE} offset $7"

OVER = f"""
    {LOAD}
    select p.job_title, j.name, max(p.a_day) as minutes, p.budget from post p
      left join job_titles j on j.tenant_id = $1 and j.code = p.job_title
     where p.a_day > p.budget and exists (select from schedules s where s.tenant_id = $1 and s.checklist_id = $3
                                             and s.to_date is null and s.post_id = p.id)
     group by p.job_title, j.name, p.budget order by p.job_title"""  # noqa: S608

# Two lists of one post that ask for the same detail, or in the same words.
TWICE = f"""
    with held as (
        select s.checklist_id, s.post_id from schedules s where s.tenant_id = $1 and s.to_date is null group by 1, 2),
    asked as materialized (
        select l.id, l.code as list, l.name, v.id as version, p.code, p.text, p.detail_code,
               regexp_replace(lower(coalesce(p.text ->> 'zh', p.text ->> 'en')),
                              '[[:space:][:punct:]，。、；：？！（）“”]', '', 'g') as plain
          from checklists l
          join lateral (select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = l.id
                           and v.effective_from <= $2 order by v.effective_from desc, v.number desc limit 1) v on true
          join points p on p.tenant_id = $1 and p.version_id = v.id
         where l.tenant_id = $1 and (l.retired_on is null or l.retired_on > $2)),
    pair as (
        select a.list, a.name, a.version, a.code, a.text, b.list as list_too, b.name as name_too, b.version as version_too,
               b.code as code_too, b.text as text_too, a.plain = b.plain as words, a.id, b.id as id_too, a.detail_code
          from asked a join asked b on a.list < b.list and a.plain = b.plain
        union
        select a.list, a.name, a.version, a.code, a.text, b.list, b.name, b.version, b.code, b.text, a.plain = b.plain,
               a.id, b.id, a.detail_code
          from asked a join asked b on a.list < b.list and a.detail_code = b.detail_code)
    select q.*, (select count(*) from held x join held y on y.post_id = x.post_id and y.checklist_id = q.id_too
                  where x.checklist_id = q.id) as posts
      from pair q
     where exists (select from held x join held y on y.post_id = x.post_id and y.checklist_id = q.id_too
                    where x.checklist_id = q.id)
     order by words desc, q.list, q.code limit {FOUND_MOST}"""  # noqa: S608 - our own piece

BUDGETS = """
    select (select jsonb_agg(jsonb_build_array(j.code, j.name, b.minutes, b.id, (
                       select coalesce(max(r.edition), 0) from revisions r
                        where r.tenant_id = $1 and r.noun = 'budget' and r.noun_id = b.id)) order by j.code)
              from job_titles j left join budgets b on b.tenant_id = $1 and b.job_title = j.code
             where j.tenant_id = $1) as titles,
           (select jsonb_agg(jsonb_build_array(l.name, coalesce(j.name, jsonb_build_object('zh', e.job_title)), e.minutes::text,
                       e.budget, e.reason, m.name, e.signed_at) order by e.signed_at desc)
              from (select * from excesses where tenant_id = $1 order by signed_at desc limit 20) e
              join checklists l on l.tenant_id = $1 and l.id = e.checklist_id
              join memberships m on m.tenant_id = $1 and m.id = e.signed_by
              left join job_titles j on j.tenant_id = $1 and j.code = e.job_title) as excesses"""


@dataclass(frozen=True)
class Over:
    """A job title whose fullest day goes over its budget."""

    job_title: str
    name: dict[str, str] | None
    minutes: Decimal
    budget: int


async def posts(leads: list[UUID], today: date, page: int) -> list[Any]:
    """Posts below these units with their minutes, over budget first, fifty a page, each with the total."""
    since = today - timedelta(days=MEASURED_DAYS)
    rows: list[Any] = await db().fetch(POSTS, current(), today, None, 0, since, leads, (page - 1) * PAGE)
    return rows


async def over(checklist: UUID, points: int | None, today: date) -> list[Over]:
    """Job titles that go over their budget with this list; `points`: how many it will have, None as it is."""
    since = today - timedelta(days=MEASURED_DAYS)
    if points is None:
        points = await _points(checklist, today)
    rows = await db().fetch(OVER, current(), today, checklist, points, since)
    return [Over(row["job_title"], row["name"], half_up(row["minutes"], 1), row["budget"]) for row in rows]


async def twice(today: date) -> list[Any]:
    """Points that some post answers in two lists, the first hundred."""
    rows: list[Any] = await db().fetch(TWICE, current(), today)
    return rows


async def budgets() -> tuple[list[Any], list[Any]]:
    """Job titles as (code, name, minutes, id, edition), and who went over a budget lately and why."""
    row = await db().fetchrow(BUDGETS, current())
    return row["titles"] or [], row["excesses"] or []


async def _points(checklist: UUID, today: date) -> int:
    found: int | None = await db().fetchval(
        """select count(*) from points p where p.tenant_id = $1 and p.version_id = (
               select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = $2
                order by v.effective_from > $3, v.effective_from desc, v.number desc limit 1)""",
        current(), checklist, today,
    )  # fmt: skip
    return found or 0
