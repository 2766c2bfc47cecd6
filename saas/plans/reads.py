"""What the pages and verbs of the plans read; what closing and signing read stands in evidence.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.values import half_up
from tenants import current, db

PAGE = 50
Text = dict[str, str]


@dataclass(frozen=True)
class PlanLine:
    """A plan in the list."""

    id: UUID
    unit: Text
    cycle: Text
    drafted_at: datetime
    approved_at: datetime | None
    approved_by: str | None
    measures: int
    done: int
    gain: Decimal
    worked: int
    judged: int

    @property
    def state(self) -> str:
        return "approved" if self.approved_at else "draft"


@dataclass(frozen=True)
class Plan:
    """A plan with who signed it and what the hash of the signed words is."""

    id: UUID
    unit_id: UUID
    unit: Text
    cycle_id: UUID
    cycle: Text
    from_date: date
    to_date: date
    drafted_at: datetime
    approved_at: datetime | None
    approved_by: str | None
    signed: bytes | None
    terms: str | None

    @property
    def state(self) -> str:
        return "approved" if self.approved_at else "draft"


@dataclass(frozen=True)
class Measure:
    """A measure with the names beside its ids, and its effect once it is judged."""

    id: UUID
    plan_id: UUID
    position: int
    list_code: str
    point_code: str
    title: Text
    gap: Decimal
    baseline: Decimal | None
    target: Decimal
    expected_gain: Decimal
    post_id: UUID
    due_on: date
    window_from: date
    window_to: date
    version: int
    done_at: datetime | None
    point: Text
    list: Text
    owner: Text
    holder: str | None
    verdict: str | None
    estimate: Decimal | None
    low: Decimal | None
    high: Decimal | None
    figures: dict[str, Any] | None

    def percent(self, share: Decimal | None) -> Decimal | None:
        """A share in percent, one decimal: how targets are read and typed."""
        return None if share is None else half_up(share * 100, 1).normalize() + 0


@dataclass(frozen=True)
class Choices:
    """What a form may offer: posts of the unit's line, points of the current lists."""

    posts: list[tuple[str, Text]]
    points: list[tuple[str, Text, Text]]

    def by_list(self) -> list[tuple[Text, list[tuple[str, Text]]]]:
        """Points under the name of their list."""
        groups: dict[str, tuple[Text, list[tuple[str, Text]]]] = {}
        for key, name, text in self.points:
            groups.setdefault(key.partition("/")[0], (name, []))[1].append((key, text))
        return list(groups.values())


MEASURE = """
select m.id, m.plan_id, m.position, m.list_code, m.point_code, m.title, m.gap, m.baseline, m.target,
    m.expected_gain,
       m.post_id, m.due_on, m.window_from, m.window_to, m.version, m.done_at,
       coalesce(t.text, '{}') as point, coalesce(t.list, '{}') as list, o.name as owner,
       (select b.name from appointments a join memberships b on b.tenant_id = a.tenant_id
           and b.id = a.membership_id
         where a.tenant_id = m.tenant_id and a.post_id = m.post_id and a.to_date is null limit 1) as holder,
       e.verdict, e.estimate, e.low, e.high, e.figures
  from measures m
  join posts o on o.tenant_id = m.tenant_id and o.id = m.post_id
  left join effects e on e.tenant_id = m.tenant_id and e.measure_id = m.id
  left join lateral (select p.text, l.name as list from checklists l
         join checklist_versions v on v.tenant_id = l.tenant_id and v.checklist_id = l.id
         join points p on p.tenant_id = v.tenant_id and p.version_id = v.id and p.code = m.point_code
        where l.tenant_id = m.tenant_id and l.code = m.list_code order by v.number desc limit 1) t on true
 where m.tenant_id = $1 and m.dropped_at is null"""

IN_LINE = """exists (select from unit_lines ul
                      where ul.tenant_id = $1 and ul.unit_id = {unit} and ul.ancestor_id = any ($2))"""


async def plan_lines(leads: Sequence[UUID], page: int) -> tuple[list[PlanLine], int]:
    """Plans in the lines of `leads`, newest first, fifty a page, with the total."""
    rows = await db().fetch(
        f"""select p.id, u.name as unit, c.name as cycle, p.drafted_at, a.approved_at, b.name as approved_by,
                   count(m.id) as measures, count(m.done_at) as done, coalesce(sum(m.expected_gain), 0) as
                   gain,
                   count(e.verdict) filter (where e.verdict = 'worked') as worked, count(e.verdict) as judged,
                   count(*) over () as total
              from plans p
              join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
              join cycles c on c.tenant_id = p.tenant_id and c.id = p.cycle_id
              left join approvals a on a.tenant_id = p.tenant_id and a.plan_id = p.id
              left join memberships b on b.tenant_id = a.tenant_id and b.id = a.membership_id
              left join measures m on m.tenant_id = p.tenant_id and m.plan_id = p.id and m.dropped_at is null
              left join effects e on e.tenant_id = m.tenant_id and e.measure_id = m.id
             where p.tenant_id = $1 and {IN_LINE.format(unit="p.unit_id")}
             group by p.id, u.name, u.position, u.id, c.name, c.from_date, p.drafted_at, a.approved_at, b.name
             order by c.from_date desc, u.position, u.id limit {PAGE} offset $3""",  # noqa: S608
        current(), list(leads), PAGE * (page - 1),
    )  # fmt: skip
    total = rows[0]["total"] if rows else 0
    return [PlanLine(**{k: v for k, v in row.items() if k != "total"}) for row in rows], total


async def plan(plan_id: UUID, leads: Sequence[UUID]) -> Plan | None:
    """One plan in the lines of `leads`, None where there is none."""
    row = await db().fetchrow(
        f"""select p.id, p.unit_id, u.name as unit, p.cycle_id, c.name as cycle, c.from_date, c.to_date,
               p.drafted_at,
                   a.approved_at, b.name as approved_by, a.signed, a.terms
              from plans p
              join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
              join cycles c on c.tenant_id = p.tenant_id and c.id = p.cycle_id
              left join approvals a on a.tenant_id = p.tenant_id and a.plan_id = p.id
              left join memberships b on b.tenant_id = a.tenant_id and b.id = a.membership_id
             where p.tenant_id = $1 and p.id = $3 and {IN_LINE.format(unit="p.unit_id")}""",  # noqa: S608
        current(), list(leads), plan_id,
    )  # fmt: skip
    return Plan(**row) if row else None


async def measures(plan_id: UUID) -> list[Measure]:
    """The measures of a plan that were not dropped."""
    return [Measure(**row) for row in await db().fetch(f"{MEASURE} and m.plan_id = $2 order by m.position", current(), plan_id)]


async def measure(plan_id: UUID, measure_id: UUID) -> Measure | None:
    """One measure of a plan that was not dropped."""
    row = await db().fetchrow(f"{MEASURE} and m.plan_id = $2 and m.id = $3", current(), plan_id, measure_id)
    return Measure(**row) if row else None


async def mine(posts: Sequence[UUID]) -> list[Measure]:
    """Signed measures that posts own and that are not done, the nearest date first."""
    rows = await db().fetch(
        f"""{MEASURE} and m.post_id = any ($2) and m.done_at is null
             and exists (select from approvals a where a.tenant_id = m.tenant_id and a.plan_id = m.plan_id)
            order by m.due_on, m.id limit {PAGE}""",
        current(), list(posts),
    )  # fmt: skip
    return [Measure(**row) for row in rows]


async def choices(unit: UUID) -> Choices:
    """Posts of a unit's line, and every point of the newest version of each list."""
    row = await db().fetchrow(
        """select (select coalesce(json_agg(json_build_array(p.id, p.name)
               order by ul.depth, p.code), '[]')::jsonb
                     from unit_lines ul join posts p on p.tenant_id = ul.tenant_id and p.unit_id = ul.unit_id
                    where ul.tenant_id = $1 and ul.ancestor_id = $2 and p.closed_on is null) as posts,
                  (select coalesce(json_agg(json_build_array(l.code || '/' || p.code, l.name,
                      p.text) order by l.position, p.position), '[]')::jsonb
                     from checklists l
                     join lateral (select id from checklist_versions v where v.tenant_id = l.tenant_id
                         and v.checklist_id = l.id
                                    order by number desc limit 1) v on true
                     join points p on p.tenant_id = l.tenant_id and p.version_id = v.id
                    where l.tenant_id = $1 and l.retired_on is null and p.weight > 0) as points""",
        current(), unit,
    )  # fmt: skip
    return Choices(*([tuple(each) for each in row[name]] for name in ("posts", "points")))
