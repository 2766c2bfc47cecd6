"""The list of plans, and what the form of a measure may offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from saas.plans.choose import DEFAULT_CAPACITY, Option, Ranked, ranked
from saas.plans.gap_reads import lessons_of, options_of
from saas.plans.learned import Lessons
from saas.plans.reads import IN_LINE, PAGE, Measure, Text
from tenants import current, db


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
class Choices:
    """What a form may offer: posts of the unit's line, points of the current lists, indicators with their unit of measure."""

    posts: list[tuple[str, Text, Decimal]]
    points: list[tuple[str, Text, Text]]
    options: dict[str, list[Option]]
    lessons: Lessons
    indicators: list[tuple[str, Text, str]]

    def room(self, post: UUID) -> Decimal | None:
        """Hours that a post has left; None for a post outside the line."""
        return next((room for key, _, room in self.posts if key == str(post)), None)

    def ranked(self, measure: Measure) -> list[Ranked]:
        """What else could be done about its point, best first."""
        if measure.baseline is None:
            return []
        options = self.options.get(measure.point_code, [])
        return ranked(measure.gap, measure.baseline, measure.list_code, options, self.lessons)

    def by_list(self) -> list[tuple[Text, list[tuple[str, Text]]]]:
        """Points under the name of their list."""
        groups: dict[str, tuple[Text, list[tuple[str, Text]]]] = {}
        for key, name, text in self.points:
            groups.setdefault(key.partition("/")[0], (name, []))[1].append((key, text))
        return list(groups.values())


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


CHOICES = """
    with line as (select l.unit_id, l.depth from unit_lines l where l.tenant_id = $1 and l.ancestor_id = $2),
    taken as (select m.post_id, sum(m.effort) as hours from measures m
                join approvals a on a.tenant_id = $1 and a.plan_id = m.plan_id
               where m.tenant_id = $1 and m.done_at is null and m.dropped_at is null group by 1)
    select (select coalesce(jsonb_agg(jsonb_build_array(
                       p.id, p.name, (coalesce(c.hours, u.hours, $4) - coalesce(t.hours, 0))::text)
                       order by l.depth, p.code), '[]')
              from line l join posts p on p.tenant_id = $1 and p.unit_id = l.unit_id and p.closed_on is null
              left join taken t on t.post_id = p.id
              left join capacities c on c.tenant_id = $1 and c.post_id = p.id
              left join capacities u on u.tenant_id = $1 and u.post_id is null) as posts,
           (select coalesce(jsonb_agg(jsonb_build_array(l.code || '/' || p.code, l.name, p.text)
                                      order by l.position, p.position), '[]')
              from checklists l
              join lateral (select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = l.id
                             order by v.number desc limit 1) v on true
              join points p on p.tenant_id = $1 and p.version_id = v.id
             where l.tenant_id = $1 and l.retired_on is null and p.weight > 0) as points,
           (select coalesce(jsonb_agg(jsonb_build_array(o.point_code, o.code, o.title, o.effort::text) order by o.code), '[]')
              from measure_library o where o.tenant_id = $1 and o.point_code in (
                   select m.point_code from measures m
                    where m.tenant_id = $1 and m.plan_id = $3 and m.dropped_at is null)) as library,
           (select coalesce(jsonb_agg(jsonb_build_object('kind', m.kind, 'title', m.title, 'list', m.list_code,
                       'point', m.point_code, 'effort', m.effort::text, 'verdict', e.verdict, 'estimate', e.estimate::text,
                       'low', e.low::text, 'high', e.high::text) order by m.id), '[]')
              from effects e join measures m on m.tenant_id = $1 and m.id = e.measure_id where e.tenant_id = $1) as judged,
           (select coalesce(jsonb_agg(jsonb_build_array(i.id, v.body -> 'name', coalesce(v.body ->> 'uom', ''))
                                      order by i.position, i.code), '[]')
              from indicators i
              join lateral (select w.body from indicator_versions w where w.tenant_id = $1 and w.indicator_id = i.id
                             order by w.number desc limit 1) v on true
             where i.tenant_id = $1 and i.retired_on is null) as indicators"""


async def choices(unit: UUID, plan: UUID) -> Choices:
    """Posts of a unit's line with the hours they have left, every point of the newest version of each list, and what fits
    the measures of a plan.
    """
    row = await db().fetchrow(CHOICES, current(), unit, plan, DEFAULT_CAPACITY)
    posts = [(key, name, Decimal(room)) for key, name, room in row["posts"]]
    points = [(key, name, text) for key, name, text in row["points"]]
    indicators = [(key, name, uom) for key, name, uom in row["indicators"]]
    return Choices(posts, points, options_of(row["library"], row["judged"]), lessons_of(row["judged"]), indicators)
