"""What a phone takes along: what is due and will be, the readings before, standards and findings. One statement."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from saas.checks.reads import SETTLED
from saas.checks.rolled_out import OPEN, RUNS
from saas.people.briefing import EDITION
from saas.phone.coming import Line, Version
from tenants import current, db

FINDINGS_MOST = 200

# $2 posts, $3 the first day, $4 the last one, $5 today, $6 the moment. What is returned stays, whatever its day.
DUES = f"""
    select json_agg(json_build_object(
               'id', d.id, 'schedule', case when d.cause is null then d.schedule_id end, 'day', d.business_date,
               'version', d.version_id, 'opens', d.opens_at, 'closes', d.closes_at, 'until', d.late_until,
               'name', l.name, 'post', p.name, 'called', d.called, 'check', d.check_id, 'receipt', c.receipt,
               'object', (select o.name from objects o where o.tenant_id = $1 and o.id = d.object_id),
               'code', (select o.code from objects o where o.tenant_id = $1 and o.id = d.object_id),
               'returned', case when c.state = 'returned' and not {SETTLED} then (
                    select json_build_object('reason', r.reason, 'by', m.name)
                      from reviews r join memberships m on m.tenant_id = $1 and m.id = r.membership_id
                     where r.tenant_id = $1 and r.check_id = c.id and r.decision = 'returned') end,
               'answers', case when c.state = 'returned' then (
                    select json_object_agg(n.code, json_strip_nulls(json_build_object(
                           'verdict', a.verdict, 'number', a.number::text, 'choice', a.choice, 'text', a.text,
                           'photos', a.photos)))
                      from answers a join points n on n.tenant_id = $1 and n.id = a.point_id
                     where a.tenant_id = $1 and a.check_id = c.id) end) order by d.closes_at, d.id)
      from due_checks d
      left join checks c on c.tenant_id = $1 and c.id = d.check_id
      join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
      join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
      join posts p on p.tenant_id = $1 and p.id = d.post_id
     where d.tenant_id = $1 and d.post_id = any ($2) and d.state <> 'relieved'
       and (d.business_date between $3 and $4 or d.id in (
            select b.due_id from checks b where b.tenant_id = $1 and b.post_id = any ($2) and b.state = 'returned'))"""  # noqa: S608

RUNS_HERE = RUNS.format(open=OPEN.format(day="$5"), day="$5", unit="p.unit_id", list="s.checklist_id")
LINES = f"""
    select json_agg(json_build_object(
               'schedule', s.id, 'checklist', s.checklist_id, 'post', s.post_id, 'unit', p.unit_id, 'object', s.object_id,
               'post_name', p.name, 'list_name', l.name, 'object_name', o.name, 'object_code', o.code, 'opens_at', s.opens_at,
               'closes_at', s.closes_at, 'late_minutes', s.late_minutes, 'from_date', s.from_date,
               'to_date', nullif(least(s.to_date, l.retired_on - 1, o.retired_on - 1, p.closed_on - 1), 'infinity'),
               'share', coalesce(t.body ->> 'share', 'each'),
               'pauses', array(select json_build_array(a.from_date, a.to_date) from pauses a
                                where a.tenant_id = $1 and a.timetable_id = s.timetable_id),
               'pattern', json_build_object(
                    'weekdays', s.weekdays, 'month_days', s.month_days, 'months', s.months, 'workdays_only', s.workdays_only,
                    'every_weeks', s.every_weeks, 'anchor', s.anchor, 'cycle_days', s.cycle_days, 'cycle_on', s.cycle_on))
               order by s.opens_at, p.code, o.code, s.id)
      from schedules s
      join checklists l on l.tenant_id = $1 and l.id = s.checklist_id
      join posts p on p.tenant_id = $1 and p.id = s.post_id
      left join objects o on o.tenant_id = $1 and o.id = s.object_id
      left join timetables t on t.tenant_id = $1 and t.id = s.timetable_id
     where s.tenant_id = $1 and s.post_id = any ($2) and not s.called and s.from_date <= $4
       and (s.to_date is null or s.to_date >= $5)
       and {RUNS_HERE}"""  # noqa: S608 - our own piece

VERSIONS = """
    select json_agg(json_build_object('id', v.id, 'checklist', v.checklist_id, 'number', v.number,
                                      'effective_from', v.effective_from))
      from checklist_versions v
     where v.tenant_id = $1 and v.published_at <= $6 and v.effective_from <= $4 and v.checklist_id in (
           select s.checklist_id from schedules s
            where s.tenant_id = $1 and s.post_id = any ($2) and not s.called and (s.to_date is null or s.to_date >= $5))
       and not exists (select from checklist_versions w
            where w.tenant_id = $1 and w.checklist_id = v.checklist_id and w.effective_from <= $5 and w.published_at <= $6
              and (w.effective_from, w.number) > (v.effective_from, v.number))"""

# The last readings of each line, and up to twelve for points of kind reading, as the form shows them.
READINGS = """
    select json_object_agg(s.id, json_build_object('last', r.last, 'trend', r.trend))
      from schedules s
      cross join lateral (
           select (json_agg(json_build_object('check', b.check_id) order by b.business_date desc)) as checks,
                  (select json_object_agg(n.code, a.number::text)
                     from answers a join points n on n.tenant_id = $1 and n.id = a.point_id
                          and n.kind in ('number', 'reading', 'range')
                    where a.tenant_id = $1 and a.number is not null
                      and a.check_id = (array_agg(b.check_id order by b.business_date desc))[1]) as last,
                  (select json_object_agg(t.code, t.figures) from (
                          select n.code, json_agg(a.number::text order by k.business_date) as figures
                            from answers a
                            join points n on n.tenant_id = $1 and n.id = a.point_id and n.kind = 'reading'
                            join checks k on k.tenant_id = $1 and k.id = a.check_id
                           where a.tenant_id = $1 and a.number is not null and a.check_id = any (array_agg(b.check_id))
                           group by n.code) t) as trend
             from (select d.check_id, d.business_date from due_checks d
                    where d.tenant_id = $1 and d.schedule_id = s.id and d.business_date < $5 and d.state = 'done'
                    order by d.business_date desc limit 12) b
           having count(*) > 0) r
     where s.tenant_id = $1 and s.post_id = any ($2) and not s.called and (s.to_date is null or s.to_date >= $5)
       and exists (select from points n join checklist_versions v on v.tenant_id = $1 and v.id = n.version_id
                    where n.tenant_id = $1 and v.checklist_id = s.checklist_id and n.kind in ('number', 'reading', 'range'))"""

# The details that the reader's lists look at, in the standard of today, each with its standard photos.
STANDARDS = """
    select json_agg(json_build_object(
               'id', n.id, 'code', n.code, 'name', n.name, 'criterion', n.criterion, 'principle', n.principle,
               'photos', array(select f.id from standard_files f
                                where f.tenant_id = $1 and f.id = any (n.attachments) and f.kind = 'photo' order by f.name))
               order by n.position)
      from standard_nodes n
     where n.tenant_id = $1
       and n.standard_id = (select s.id from standards s
            where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $5 order by s.number desc limit 1)
       and n.code in (
           select q.detail_code from points q join checklist_versions v on v.tenant_id = $1 and v.id = q.version_id
            where q.tenant_id = $1 and v.checklist_id in (
                  select s.checklist_id from schedules s
                   where s.tenant_id = $1 and s.post_id = any ($2) and (s.to_date is null or s.to_date >= $5)))"""

# $7 the reader. What is to be mended comes with all that its form shows; what was told of it last, and why it was sent back.
FINDINGS = f"""
    select json_agg(x) from (
        select f.id, f.number, f.state, f.severity, f.title, f.due_on, f.found_at, f.found, f.merged_id,
               (select o.name from objects o where o.tenant_id = $1 and o.id = f.object_id) as object,
               (select u.name from units u where u.tenant_id = $1 and u.id = f.unit_id) as unit,
               (select a.action from planned_actions a where a.tenant_id = $1 and a.finding_id = f.id and f.state = 'open'
                 order by a.at desc, a.id desc limit 1) as planned,
               (select json_build_object('whys', e.whys, 'category', e.cause_id) from explanations e
                 where e.tenant_id = $1 and e.finding_id = f.id order by e.at desc, e.id desc limit 1) as explained,
               (select json_build_object('who', m.name, 'note', v.note)
                  from verifications v join memberships m on m.tenant_id = $1 and m.id = v.membership_id
                 where v.tenant_id = $1 and v.finding_id = f.id and v.outcome = 'reopened' and f.state = 'open'
                 order by v.verified_at desc limit 1) as back
          from findings f
         where f.tenant_id = $1 and f.state in ('open', 'acted')
           and (f.post_id = any ($2) or f.acting_post_id = any ($2) or f.acting_id = $7)
           and not exists (select from spot_checks b join checks c on c.tenant_id = $1 and c.due_id = b.due_id
                            where b.tenant_id = $1 and b.state = 'open' and c.id = f.check_id
                              and (b.membership_id = $7 or b.post_id = any ($2)))
         order by f.due_on, f.number limit {FINDINGS_MOST}) x"""  # noqa: S608

CAUSES = """
    select json_agg(json_build_array(c.id, c.name) order by c.position, c.code) from causes c
     where c.tenant_id = $1 and c.retired_on is null"""

# What somebody else who holds the post, or one of several, has sent: a draft of it on this phone has come too late.
OTHERS = """
    select json_object_agg(d.id, json_build_object('who', m.name, 'at', c.received_at, 'receipt', c.receipt))
      from due_checks d
      join checks c on c.tenant_id = $1 and c.id = d.check_id
      join memberships m on m.tenant_id = $1 and m.id = c.membership_id
     where d.tenant_id = $1 and d.post_id = any ($2) and d.business_date between $5::date - 14 and $4
       and c.membership_id <> $7 and c.state <> 'returned'"""

# $8 the edition of what is told before the first list.
BRIEFED = "select true from briefings where tenant_id = $1 and membership_id = $7 and edition = $8"

TAKEN = f"""
    select json_build_object('dues', ({DUES}), 'lines', ({LINES}), 'versions', ({VERSIONS}), 'readings', ({READINGS}),
                             'standards', ({STANDARDS}), 'findings', ({FINDINGS}), 'causes', ({CAUSES}), 'others', ({OTHERS}),
                             'briefed', ({BRIEFED}))"""

PHOTOS = """
    select n.code, f.id from standard_nodes n
     cross join lateral (select f.id from standard_files f
           where f.tenant_id = $1 and f.id = any (n.attachments) and f.kind = 'photo' order by f.name limit 1) f
     where n.tenant_id = $1 and n.attachments <> '{}' and n.code in (
           select p.detail_code from points p where p.tenant_id = $1 and p.version_id = $2)
       and n.standard_id = (select s.id from standards s
            where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $3 order by s.number desc limit 1)"""


class Taken(msgspec.Struct, frozen=True):
    """What one statement tells; absent parts are None."""

    dues: list[dict[str, Any]] | None
    lines: list[Line] | None
    versions: list[Version] | None
    readings: dict[str, dict[str, Any]] | None
    standards: list[dict[str, Any]] | None
    findings: list[dict[str, Any]] | None
    causes: list[tuple[UUID, dict[str, str]]] | None
    others: dict[str, dict[str, Any]] | None
    briefed: bool | None


async def taken(posts: list[UUID], first: date, last: date, today: date, now: datetime, member: UUID) -> Taken:
    """Everything of these posts from `first` to `last`, and what else is in the hands of `member`."""
    return msgspec.json.decode(await db().fetchval(TAKEN, current(), posts, first, last, today, now, member, EDITION), type=Taken)


async def standard_photos(version: UUID, today: date) -> dict[str, UUID]:
    """The first standard photo of each detail that the version looks at, by the detail's code."""
    return {row["code"]: row["id"] for row in await db().fetch(PHOTOS, current(), version, today)}
