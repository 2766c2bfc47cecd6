"""Timetables as their editors see them. Every SELECT of the schedules' pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

import msgspec

from saas.calendar import Pattern
from saas.checklists.planned import Known, Parts
from saas.checks.timetable import Plan
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]

# `lines`: how many schedules of a unit follow which pattern, to know what will be laid out.
TIMETABLES = """
    select t.id, t.checklist_id, l.code, l.name as list, l.retired_on, t.body, t.from_date, t.to_date,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'schedule' and r.noun_id = t.id) as edition,
           (select jsonb_object_agg(x.id, jsonb_build_array(x.code, x.name)) from (
                select p.id, p.code, p.name from posts p
                 where p.tenant_id = $1 and t.body -> 'posts' ? p.id::text
                union all
                select u.id, u.code, u.name from units u where u.tenant_id = $1 and u.id = (t.body ->> 'unit')::uuid
                union all
                select k.id, k.code, k.name from object_kinds k where k.tenant_id = $1 and k.id = (t.body ->> 'thing')::uuid
                union all
                select md5(v.part || (d ->> 'code'))::uuid, v.part || ' ' || (d ->> 'code'), d -> 'name'
                  from object_kinds k
                 cross join lateral (
                       values ('segment', k.segments), ('stage', k.stages), ('attribute', k.attributes)) v (part, list)
                 cross join jsonb_array_elements(v.list) d
                 where k.tenant_id = $1 and k.id = (t.body ->> 'thing')::uuid and d ->> 'code' = t.body ->> v.part
                union all
                select g.id, g.code, g.name from territories g
                 where g.tenant_id = $1 and g.id = (t.body ->> 'territory')::uuid
                union all
                select w.id, w.code, w.name from processes w where w.tenant_id = $1 and w.id = (t.body ->> 'process')::uuid
                union all
                select r.id, r.code, r.name from rotations r where r.tenant_id = $1 and r.id = (t.body ->> 'rotation')::uuid
                union all
                select md5('title ' || j.code)::uuid, j.code, j.name from job_titles j
                 where j.tenant_id = $1 and t.body -> 'titles' ? j.code
                union all
                select md5('shift ' || s.code)::uuid, s.code, s.name from shifts s
                 where s.tenant_id = $1 and t.body -> 'windows' @> jsonb_build_array(jsonb_build_object('shift', s.code))) x)
               as names,
           (select count(distinct s.post_id) from schedules s where s.tenant_id = $1 and s.timetable_id = t.id
               and (s.to_date is null or s.to_date >= $4) and s.from_date <= coalesce(s.to_date, 'infinity')) as posts,
           (select jsonb_agg(jsonb_build_array(a.id, a.from_date, a.to_date, a.reason, m.name) order by a.from_date)
              from pauses a join memberships m on m.tenant_id = $1 and m.id = a.made_by
             where a.tenant_id = $1 and a.timetable_id = t.id and (a.to_date is null or a.to_date >= $4)) as pauses,
           (select jsonb_agg(to_jsonb(g)) from (
                select p.unit_id, s.from_date, s.to_date, s.weekdays, s.month_days, s.months, s.workdays_only, s.every_weeks,
                       s.anchor, s.cycle_days, s.cycle_on, s.shift, count(*) as n
                  from schedules s join posts p on p.tenant_id = $1 and p.id = s.post_id
                 where s.tenant_id = $1 and s.timetable_id = t.id and (s.to_date is null or s.to_date >= $4)
                   and s.from_date <= coalesce(s.to_date, 'infinity')
                 group by p.unit_id, s.from_date, s.to_date, s.weekdays, s.month_days, s.months, s.workdays_only,
                       s.every_weeks, s.anchor, s.cycle_days, s.cycle_on, s.shift) g) as lines
      from checklists l left join timetables t on t.tenant_id = $1 and t.checklist_id = l.id
     where l.tenant_id = $1 and ($2::uuid is null or l.id = $2) and ($3::uuid is null or t.id = $3)
     order by coalesce(t.to_date, 'infinity') desc, t.id"""

CHOICES = """
    select (select jsonb_agg(jsonb_build_array(code, name) order by code) from job_titles where tenant_id = $1) as titles,
           (select jsonb_agg(jsonb_build_array(code, name, attributes, segments, stages) order by code) from object_kinds
             where tenant_id = $1) as things,
           (select jsonb_agg(jsonb_build_array(code, name) order by code) from (
                select code, name from territories where tenant_id = $1 and closed_on is null order by code limit 500) g)
               as territories,
           (select jsonb_agg(jsonb_build_array(code, name) order by position, code) from processes
             where tenant_id = $1 and retired_on is null) as processes,
           (select jsonb_agg(jsonb_build_array(code, name, opens_at, closes_at) order by opens_at, code) from shifts
             where tenant_id = $1) as shifts,
           (select jsonb_agg(jsonb_build_array(code, name, crews) order by code) from rotations
             where tenant_id = $1) as rotations"""

KNOWN = """
    select (select jsonb_object_agg(code, id) from units where tenant_id = $1 and code = any ($2)) as units,
           (select jsonb_object_agg(code, id) from posts where tenant_id = $1 and code = any ($2)) as posts,
           (select jsonb_agg(code) from job_titles where tenant_id = $1) as titles,
           (select jsonb_object_agg(code, jsonb_build_array(id,
                       (select jsonb_agg(a -> 'code') from jsonb_array_elements(attributes) a),
                       (select jsonb_agg(a -> 'code') from jsonb_array_elements(segments) a),
                       (select jsonb_agg(a -> 'code') from jsonb_array_elements(stages) a)))
              from object_kinds where tenant_id = $1) as things,
           (select jsonb_object_agg(code, jsonb_build_array(id, kinds)) from territories
             where tenant_id = $1 and closed_on is null and code = any ($2)) as territories,
           (select jsonb_object_agg(code, id) from processes where tenant_id = $1 and retired_on is null) as processes,
           (select jsonb_object_agg(code, jsonb_build_array(opens_at, closes_at)) from shifts where tenant_id = $1) as shifts,
           (select jsonb_object_agg(code, jsonb_build_array(id, crews)) from rotations where tenant_id = $1) as rotations"""


class Lines(msgspec.Struct, frozen=True):
    """Schedules of a unit that follow one pattern between two days."""

    unit_id: UUID
    from_date: date
    to_date: date | None
    shift: str
    n: int
    pattern: Pattern


@dataclass(frozen=True)
class Timetable:
    """One timetable; `names`: id (of job titles and shifts the code) → (code, name)."""

    id: UUID
    checklist: UUID
    plan: Plan
    from_date: date
    to_date: date | None
    edition: int
    names: Mapping[str, tuple[str, Text]]
    pauses: list[Any]
    posts: int
    lines: list[Lines]

    def paused(self, day: date) -> Any:
        """The pause that holds on a day, as (id, from, to, reason, name)."""
        text = day.isoformat()
        return next((one for one in self.pauses if one[1] <= text and (one[2] is None or one[2] >= text)), None)

    def said(self, key: object) -> Text | str:
        """The name of something the plan names; its code where it is gone."""
        found = self.names.get(str(key))
        return found[1] if found else str(key)


@dataclass(frozen=True)
class Of:
    """A list with its timetables."""

    id: UUID
    code: str
    name: Text
    retired_on: date | None
    timetables: list[Timetable]


async def of_list(checklist: UUID, today: date) -> Of:
    """A list with its timetables, those in force first. Not found where this company has none such."""
    rows = await db().fetch(TIMETABLES, current(), checklist, None, today)
    if not rows:
        raise not_found()
    one = rows[0]
    found = [_timetable(row) for row in rows if row["id"]]
    return Of(checklist, one["code"], one["list"], one["retired_on"], found)


async def timetable(wanted: UUID, today: date) -> tuple[Of, Timetable]:
    """One timetable with its list."""
    rows = await db().fetch(TIMETABLES, current(), None, wanted, today)
    if not rows:
        raise not_found()
    row, one = rows[0], _timetable(rows[0])
    return Of(row["checklist_id"], row["code"], row["list"], row["retired_on"], [one]), one


async def all_timetables(today: date) -> list[Timetable]:
    """Every timetable of the company."""
    return [_timetable(row) for row in await db().fetch(TIMETABLES, current(), None, None, today) if row["id"]]


async def choices() -> Any:
    """What the form proposes: job titles, kinds of objects, territories, processes, shifts, rotations, as (code, name, …)."""
    return {key: value or [] for key, value in (await db().fetchrow(CHOICES, current())).items()}


async def known(given: Mapping[str, str]) -> Known:
    """What the form names by code: of units, posts and territories only those."""
    codes = [given[name].split(" ", 1)[0] for name in given if name in ("unit", "territory") or name.startswith("post")]
    row = await db().fetchrow(KNOWN, current(), codes)
    things = row["things"] or {}
    shifts = {code: (time.fromisoformat(a), time.fromisoformat(b)) for code, (a, b) in (row["shifts"] or {}).items()}
    return Known(
        _ids(row["units"]), _ids(row["posts"]), row["titles"] or [], _ids({code: one[0] for code, one in things.items()}),
        {code: Parts(*(frozenset(part or ()) for part in one[1:])) for code, one in things.items()},
        {code: (UUID(one), kinds) for code, (one, kinds) in (row["territories"] or {}).items()},
        _ids(row["processes"]), shifts,
        {code: (UUID(one), crews) for code, (one, crews) in (row["rotations"] or {}).items()},
    )  # fmt: skip


def _ids(found: Mapping[str, str] | None) -> dict[str, UUID]:
    return {code: UUID(one) for code, one in (found or {}).items()}


def _timetable(row: Any) -> Timetable:
    by_code = {code: (code, name) for code, name in (row["names"] or {}).values()}
    names = by_code | {key: (code, name) for key, (code, name) in (row["names"] or {}).items()}
    lines = [msgspec.convert(one | {"pattern": one}, Lines) for one in row["lines"] or []]
    plan = msgspec.convert(row["body"], Plan)
    return Timetable(
        row["id"], row["checklist_id"], plan, row["from_date"], row["to_date"], row["edition"], names, row["pauses"] or [],
        row["posts"], lines,
    )  # fmt: skip
