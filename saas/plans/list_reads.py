"""The list of plans, and what the form of a measure may offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from saas.plans.reads import IN_LINE, PAGE, Text
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
    """What a form may offer: posts of the unit's line, points of the current lists."""

    posts: list[tuple[str, Text]]
    points: list[tuple[str, Text, Text]]

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
