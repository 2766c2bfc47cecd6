"""What the day of line staff looks like: today, one due check, one photo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from tenants import current, db

# The first cycle that closes settles the days it holds, for every other cycle as well: nothing of them is to be filled in again.
SETTLED = """(coalesce((select bool_or(k.state <> 'open') from cycles k where k.tenant_id = c.tenant_id
            and c.business_date between k.from_date and k.to_date and k.state <> 'draft'), true))"""

# Marks, told on the way in: `who` is the row of enter(), $3 the moment. Each differs whenever what its page tells has changed:
# xmin goes up with every change of a row, and how many hours have struck tells what is due, late and missed.
# Names have their edition. Today is worked out once: within the conditions no index would be used for it.
TODAY_MARK = f"""
    select concat_ws(' ', who.names,
           (select count(*) from findings f
             where f.tenant_id = who.tenant_id and f.state = 'open' and f.post_id = any (who.posts)),
           (select concat(who.membership_id, sum(($3 > t.due_at)::int), ':', string_agg(concat(h.turn_id, h.xmin::text), ' '
                          order by h.turn_id))
              from handovers h join turns t on t.tenant_id = h.tenant_id and t.id = h.turn_id
             where h.tenant_id = who.tenant_id and h.post_id = any (who.posts)),
           (select string_agg(concat(c.xmin::text, {SETTLED}), '+' order by c.id) from checks c
             where c.tenant_id = who.tenant_id and c.post_id = any (who.posts) and c.state = 'returned'),
           (select concat(sum(($3 >= d.opens_at)::int + ($3 > d.closes_at)::int + ($3 > d.late_until)::int), ':',
                          string_agg(concat(d.xmin::text, '.', c.xmin::text), ' ' order by d.id))
              from (select ($3::timestamptz at time zone who.zone)::date as today) day, due_checks d
              left join checks c on c.tenant_id = d.tenant_id and c.id = d.check_id
             where d.tenant_id = who.tenant_id and d.post_id = any (who.posts)
               and d.business_date between day.today - 1 and day.today))"""  # noqa: S608 - the piece above

# $2 posts, $3 the moment, $4 today. A line carries what is shown and nothing else: its text is the key under which its HTML
# is kept.
TODAY = f"""
    with due as (
        select d.*, c.receipt,
               case when c.state = 'returned' and {SETTLED} then 'settled' else c.state end as check_state
          from due_checks d left join checks c on c.tenant_id = $1 and c.id = d.check_id
         where d.tenant_id = $1 and d.post_id = any ($2)
           and d.business_date between $4::date - 1 and $4 and (d.business_date = $4 or d.state <> 'done')
           and d.state <> 'relieved'
         union all
        select d.*, c.receipt, c.state
          from checks c join due_checks d on d.tenant_id = $1 and d.id = c.due_id
         where c.tenant_id = $1 and c.post_id = any ($2) and c.state = 'returned'
           and d.business_date < $4 and (d.business_date < $4 - 1 or d.state = 'done')
           and not {SETTLED}
    )
    select json_build_object(
        'findings', (select count(*) from findings f where f.tenant_id = $1 and f.state = 'open' and f.post_id = any ($2)),
        'handovers', (
            select json_agg(distinct jsonb_build_array(coalesce(t.due_at, 'infinity'), t.run_id, a.name, r.title, v.name,
                            t.due_at, t.offered_at, coalesce($3 > t.due_at, false)))
              from handovers h join turns t on t.tenant_id = $1 and t.id = h.turn_id and not $5 = any (t.given_by)
              join process_runs r on r.tenant_id = $1 and r.id = t.run_id
              join process_versions v on v.tenant_id = $1 and v.id = r.version_id
              join activities a on a.tenant_id = $1 and a.version_id = r.version_id and a.code = t.activity_code
             where h.tenant_id = $1 and h.post_id = any ($2)),
        'lines', (
            select json_agg(json_build_array(
                       case when d.check_state = 'returned' then 'returned'
                            when d.check_id is not null then 'sent'
                            when $3 > d.late_until then 'missed'
                            when $3 < d.opens_at then 'not_yet' else 'to_do' end,
                       $3 > d.closes_at, d.id, d.business_date, d.opens_at, d.closes_at, d.check_id, d.check_state, d.receipt,
                       case when d.check_state = 'returned' then (
                            select r.reason from reviews r
                             where r.tenant_id = $1 and r.check_id = d.check_id and r.decision = 'returned') end,
                       l.name, (select count(*) from points n where n.tenant_id = $1 and n.version_id = d.version_id),
                       (select o.name from objects o where o.tenant_id = $1 and o.id = d.object_id),
                       case when cardinality($2::uuid[]) > 1 then (
                            select p.name from posts p where p.tenant_id = $1 and p.id = d.post_id) end, d.called)
                   order by d.closes_at, d.id)
              from due d
              join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
              join checklists l on l.tenant_id = $1 and l.id = v.checklist_id))"""  # noqa: S608 - the piece above

DUE = f"""
    select d.id, case when d.cause is null then d.schedule_id end as schedule_id, d.version_id, d.business_date, d.opens_at,
           d.closes_at, d.late_until, d.state, d.check_id, d.called,
           (select o.name from objects o where o.tenant_id = $1 and o.id = d.object_id) as object,
           case when c.state = 'returned' and {SETTLED} then 'settled' else c.state end as check_state,
           (select jsonb_build_object('reason', r.reason, 'by', m.name)
              from reviews r join memberships m on m.tenant_id = $1 and m.id = r.membership_id
             where r.tenant_id = $1 and r.check_id = d.check_id and r.decision = 'returned') as review,
           (select jsonb_object_agg(n.code, jsonb_strip_nulls(jsonb_build_object(
                   'verdict', a.verdict, 'number', a.number::text, 'choice', a.choice, 'text', a.text,
                   'photos', a.photos)))
              from answers a join points n on n.tenant_id = $1 and n.id = a.point_id
             where a.tenant_id = $1 and a.check_id = c.id and c.state = 'returned') as answers,
           (select jsonb_object_agg(n.code, f.id)
              from standard_nodes n
              cross join lateral (select f.id from standard_files f
                    where f.tenant_id = $1 and f.id = any (n.attachments) and f.kind = 'photo' order by f.name limit 1) f
             where n.tenant_id = $1 and n.attachments <> '{{}}' and n.code in (
                   select p.detail_code from points p where p.tenant_id = $1 and p.version_id = d.version_id)
               and n.standard_id = (select s.id from standards s
                    where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= d.business_date
                    order by s.number desc limit 1)) as photos,
           (select jsonb_object_agg(n.code, a.number::text)
              from answers a join points n on n.tenant_id = $1 and n.id = a.point_id
                   and n.kind in ('number', 'reading', 'range')
             where a.tenant_id = $1 and a.number is not null and a.check_id =
                   (select b.check_id from due_checks b
                     where b.tenant_id = $1 and b.schedule_id = any (series.ids) and b.business_date < d.business_date
                       and b.state = 'done' order by b.business_date desc limit 1)) as last,
           (select jsonb_object_agg(t.code, t.figures)
              from (select n.code, jsonb_agg(a.number::text order by b.business_date) as figures
                      from (select check_id, business_date from due_checks
                             where tenant_id = $1 and schedule_id = any (series.ids) and business_date < d.business_date
                               and state = 'done' order by business_date desc limit 12) b
                      join answers a on a.tenant_id = $1 and a.check_id = b.check_id and a.number is not null
                      join points n on n.tenant_id = $1 and n.id = a.point_id and n.kind = 'reading'
                     group by n.code) t) as trend
      from due_checks d
      left join checks c on c.tenant_id = $1 and c.id = d.check_id
      -- A changed timetable goes on with schedules of its own.
      cross join lateral (select array_agg(z.id) as ids from schedules s
           join schedules z on z.tenant_id = $1 and z.checklist_id = s.checklist_id and z.post_id = s.post_id
                and z.shift = s.shift and z.object_id is not distinct from s.object_id
                and z.timetable_id is not distinct from s.timetable_id
          where s.tenant_id = $1 and s.id = d.schedule_id) series
     where d.tenant_id = $1 and d.id = $2 and d.post_id = any ($3)"""  # noqa: S608 - the piece above


class DueToday(msgspec.Struct, frozen=True, array_like=True):
    """One line of today's page; `section` is where it stands. `check_state` and `receipt` are there once it was sent
    (settled: returned, and its cycle was closed since), `reason` when it was returned, `post` where the reader holds several,
    `called` what happened where an event asked for it.
    """

    section: str
    late: bool
    id: UUID
    business_date: date
    opens_at: datetime
    closes_at: datetime
    check_id: UUID | None
    check_state: str | None
    receipt: str | None
    reason: str | None
    list: dict[str, str]
    points: int
    object: dict[str, str] | None
    post: dict[str, str] | None
    called: dict[str, Any] | None


class Handover(msgspec.Struct, frozen=True, array_like=True):
    """An activity that waits to be taken over since `offered_at`; `late`: it should be done by now."""

    order: str
    run: UUID
    activity: dict[str, str]
    title: str
    process: dict[str, str]
    due_at: datetime | None
    offered_at: datetime
    late: bool


class Day(msgspec.Struct, frozen=True):
    """Today's page: its lines, each a DueToday not yet decoded; `findings` wait for action, `handovers` for a signature."""

    findings: int
    handovers: list[Handover] | None
    lines: list[msgspec.Raw] | None


@dataclass(frozen=True, slots=True)
class DueCheck:
    """A due check as its form needs it.

    Of a returned check: `review` with reason and by, and its `answers`. `last`: the readings of the time
    before; `trend`: of up to twelve times, oldest first, for points of kind reading. `photos`: the first standard photo
    of each detail that has one, by the detail's code, of the standard of that day. `called`: what
    happened, where an event asked for it.
    """

    id: UUID
    schedule_id: UUID | None
    version_id: UUID
    business_date: date
    opens_at: datetime
    closes_at: datetime
    late_until: datetime
    state: str
    check_id: UUID | None
    called: dict[str, Any] | None
    object: dict[str, str] | None
    check_state: str | None
    review: dict[str, str] | None
    answers: dict[str, Any] | None
    photos: dict[str, str] | None
    last: dict[str, str] | None
    trend: dict[str, list[str]] | None


async def day(member: UUID, posts: list[UUID], now: datetime, today: date) -> Day:
    """The checks of these posts: today's, yesterday's that were not done, and whatever was returned; what waits for them."""
    return msgspec.json.decode(await db().fetchval(TODAY, current(), posts, now, today, member), type=Day)


async def due_check(due: UUID, posts: list[UUID]) -> DueCheck | None:
    """One due check of these posts; None for anybody else's."""
    row = await db().fetchrow(DUE, current(), due, posts)
    return DueCheck(**row) if row else None


async def unit_of_due(due: UUID, posts: list[UUID], member: UUID) -> UUID | None:
    """The unit a due check belongs to, of these posts or of one that was the member's on its day."""
    return await db().fetchval(
        """select d.unit_id from due_checks d where d.tenant_id = $1 and d.id = $2
              and (d.post_id = any ($3) or held_on($1, $4, d.post_id, d.business_date))""",
        current(), due, posts, member,
    )  # fmt: skip


async def photo_path(photo: UUID, member: UUID, leads: list[UUID]) -> str | None:
    """Where a photo lies, for its sender and for who leads the line of its unit."""
    return await db().fetchval(
        """select f.path from photos f where f.tenant_id = $1 and f.id = $2 and (f.membership_id = $3 or
        exists (
               select from unit_lines u
                where u.tenant_id = $1 and u.unit_id = f.unit_id and u.ancestor_id = any ($4)))""",
        current(), photo, member, leads,
    )  # fmt: skip
