"""The library of measures with what they brought, and the hours of posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.plans.choose import DEFAULT_CAPACITY
from saas.plans.gap_reads import lessons_of
from saas.plans.learned import Learned, Lessons
from tenants import current, db

Text = dict[str, str]

LIBRARY = """
    select o.code, (array_agg(o.title order by o.point_code))[1] as title,
           (array_agg(o.problem order by o.point_code))[1] as problem,
           max(o.effort) as effort, array_agg(o.point_code order by o.point_code) as points, min(o.moves) as moves
      from measure_library o where o.tenant_id = $1 group by o.code order by o.code"""
JUDGED = """
    select coalesce(jsonb_agg(jsonb_build_object('kind', m.kind, 'title', m.title, 'list', m.list_code, 'point', m.point_code,
               'effort', m.effort::text, 'verdict', e.verdict, 'estimate', e.estimate::text, 'low', e.low::text,
               'high', e.high::text) order by m.id), '[]')
      from effects e join measures m on m.tenant_id = $1 and m.id = e.measure_id where e.tenant_id = $1"""
POINTS = """
    select distinct on (p.code) p.code, p.text from points p
      join checklist_versions v on v.tenant_id = $1 and v.id = p.version_id
      join checklists l on l.tenant_id = $1 and l.id = v.checklist_id and l.retired_on is null
     where p.tenant_id = $1 and p.weight > 0 order by p.code, v.number desc"""
HOURS = """
    select p.id, p.name, u.name as unit, c.hours as own, coalesce(c.hours, e.hours, $3) as capacity,
           coalesce(t.hours, 0) as taken,
           coalesce(t.measures, 0) as measures, (c.hours is not null) as set
      from posts p
      join units u on u.tenant_id = $1 and u.id = p.unit_id
      left join capacities c on c.tenant_id = $1 and c.post_id = p.id
      left join capacities e on e.tenant_id = $1 and e.post_id is null
      left join (select m.post_id, sum(m.effort) as hours, count(*) as measures from measures m
                   join approvals a on a.tenant_id = $1 and a.plan_id = m.plan_id
                  where m.tenant_id = $1 and m.done_at is null and m.dropped_at is null group by 1) t on t.post_id = p.id
     where p.tenant_id = $1 and p.closed_on is null and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($2))
       and (t.measures is not null or c.hours is not null or $4)
     order by coalesce(c.hours, e.hours, $3) - coalesce(t.hours, 0), p.code limit 200"""


@dataclass(frozen=True)
class Entry:
    """A measure of the library; `points`: codes of the points it is for."""

    code: str
    title: Text
    problem: Text
    effort: Decimal
    points: list[str]
    moves: list[str]


@dataclass(frozen=True)
class Hours:
    """A post with the hours it has for measures, and those that its signed ones take. set: it has a figure of its own."""

    id: UUID
    name: Text
    unit: Text
    own: Decimal | None
    capacity: Decimal
    taken: Decimal
    measures: int
    set: bool

    @property
    def room(self) -> Decimal:
        return self.capacity - self.taken


@dataclass(frozen=True)
class Library:
    """What there is, and what was learned of it."""

    entries: list[Entry]
    lessons: Lessons
    points: list[tuple[str, Text]]

    def learned(self, code: str) -> Learned:
        return self.lessons.of(code)


async def library() -> Library:
    """All of it."""
    entries = [Entry(**row) for row in await db().fetch(LIBRARY, current())]
    judged: list[dict[str, Any]] = await db().fetchval(JUDGED, current())
    points = [(row["code"], row["text"]) for row in await db().fetch(POINTS, current())]
    return Library(entries, lessons_of(judged), points)


async def hours(leads: Sequence[UUID], *, every: bool) -> tuple[list[Hours], Decimal]:
    """Posts of one's lines that own measures (or all of them), the fullest first; and what stands for all posts."""
    rows = await db().fetch(HOURS, current(), list(leads), DEFAULT_CAPACITY, every)
    usual = await db().fetchval("select hours from capacities where tenant_id = $1 and post_id is null", current())
    return [Hours(**row) for row in rows], DEFAULT_CAPACITY if usual is None else usual
