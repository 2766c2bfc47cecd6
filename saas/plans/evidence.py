"""What drafting, signing and judging read: the library, findings, who was asked what,
and the counts of a window.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.plans.effect import Count, UnitCounts
from saas.plans.terms import SignedMeasure, from_text
from saas.refusals import not_found
from saas.scores.sheet import Sheet, from_json
from tenants import current, db

WHOLE = Decimal(10_000)
EARLIER = 4
Text = dict[str, str]


async def point_texts() -> dict[tuple[str, str], Text]:
    """(list, point) → the point's text in its newest version."""
    rows = await db().fetch(
        """select distinct on (l.code, p.code) l.code as list, p.code, p.text
             from points p join checklist_versions v on v.tenant_id = p.tenant_id and v.id = p.version_id
             join checklists l on l.tenant_id = v.tenant_id and l.id = v.checklist_id
            where p.tenant_id = $1 order by l.code, p.code, v.number desc""",
        current(),
    )
    return {(row["list"], row["code"]): row["text"] for row in rows}


async def found(cycle: UUID) -> dict[tuple[str, str, str], int]:
    """(post, list, point) → findings registered in a cycle."""
    rows = await db().fetch(
        """select k.post_id, l.code as list, p.code as point, count(*) as found
             from cycles c
             join checks k on k.tenant_id = c.tenant_id and k.business_date between c.from_date and c.to_date
             join findings f on f.tenant_id = k.tenant_id and f.check_id = k.id and f.state <> 'withdrawn'
             join points p on p.tenant_id = f.tenant_id and p.id = f.point_id
             join checklist_versions v on v.tenant_id = p.tenant_id and v.id = p.version_id
             join checklists l on l.tenant_id = v.tenant_id and l.id = v.checklist_id
            where c.tenant_id = $1 and c.id = $2 group by 1, 2, 3""",
        current(), cycle,
    )  # fmt: skip
    return {(str(row["post_id"]), row["list"], row["point"]): row["found"] for row in rows}


async def planning_units() -> set[str]:
    """Units that make plans: those with posts of their own or with a leader."""
    rows = await db().fetch(
        """select unit_id from posts where tenant_id = $1 and closed_on is null
           union select unit_id from roles where tenant_id = $1 and role in ('leader', 'executive')""",
        current(),
    )
    return {str(row["unit_id"]) for row in rows}


async def last_day(cycle: UUID) -> date:
    """Last day of a cycle. 404 for an unknown one."""
    day: date | None = await db().fetchval("select to_date from cycles where tenant_id = $1 and id = $2", current(), cycle)
    if day is None:
        raise not_found()
    return day


async def frozen(cycle: UUID) -> Sheet | None:
    """The sheet a cycle was closed with."""
    text = await db().fetchval("select sheet from closures where tenant_id = $1 and cycle_id = $2", current(), cycle)
    return from_json(text) if text else None


async def frozen_before(cycle: UUID) -> list[tuple[UUID, Sheet]]:
    """The sheets of the last cycles of its rhythm that were closed before a cycle began, newest first."""
    rows = await db().fetch(
        """select y.id, s.sheet from cycles c
             join cycles y on y.tenant_id = $1 and y.rhythm_id = c.rhythm_id and y.to_date < c.from_date
             join closures s on s.tenant_id = $1 and s.cycle_id = y.id
            where c.tenant_id = $1 and c.id = $2 order by y.to_date desc limit $3""",
        current(), cycle, EARLIER,
    )  # fmt: skip
    return [(row["id"], from_json(row["sheet"])) for row in rows]


async def drafted(cycle: UUID) -> bool:
    """Whether a cycle has plans already."""
    return bool(await db().fetchval("select exists (select from plans where tenant_id = $1 and cycle_id = $2)", current(), cycle))


async def end_of_next(after: date, cycle: UUID) -> date | None:
    """Last day of the cycle of the same rhythm that follows a day."""
    end: date | None = await db().fetchval(
        """select n.to_date from cycles c join cycles n on n.tenant_id = $1 and n.rhythm_id = c.rhythm_id and n.to_date > $2
            where c.tenant_id = $1 and c.id = $3 order by n.from_date limit 1""",
        current(), after, cycle,
    )  # fmt: skip
    return end


async def groups(unit: UUID, cycle: UUID) -> dict[tuple[str, str], tuple[list[UUID], list[UUID]]]:
    """(list, point) → posts of the unit's line and posts outside it that were asked the point in a cycle.

    A post that another approved plan already treats on the same point is no comparison.
    """
    rows = await db().fetch(
        """with asked as (
               select distinct t.post_id, t.version_id from cycles c
                 join tallies t on t.tenant_id = c.tenant_id and t.business_date between c.from_date
                     and c.to_date
                where c.tenant_id = $1 and c.id = $2),
           treated_elsewhere as (
               select s.value ->> 'metric' as metric, x.post::uuid as post_id
                 from approvals a join plans p on p.tenant_id = a.tenant_id and p.id = a.plan_id
                     and p.cycle_id = $2
                 cross join lateral jsonb_array_elements(a.terms::jsonb -> 'measures') s (value)
                 cross join lateral jsonb_array_elements_text(s.value -> 'treated') x (post)
                where a.tenant_id = $1)
           select l.code as list, p.code as point, a.post_id, u.unit_id is not null as inside
             from asked a
             join checklist_versions v on v.tenant_id = $1 and v.id = a.version_id
             join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
             join points p on p.tenant_id = $1 and p.version_id = v.id
             join posts o on o.tenant_id = $1 and o.id = a.post_id
             left join unit_lines u on u.tenant_id = $1 and u.ancestor_id = $3 and u.unit_id = o.unit_id
             left join treated_elsewhere e on e.post_id = a.post_id
                 and e.metric = 'pass_share/' || l.code || '/' || p.code
            where u.unit_id is not null or e.post_id is null
            group by 1, 2, 3, 4 order by 1, 2, 3""",
        current(), cycle, unit,
    )  # fmt: skip
    found: dict[tuple[str, str], tuple[list[UUID], list[UUID]]] = {}
    for row in rows:
        sides = found.setdefault((row["list"], row["point"]), ([], []))
        sides[0 if row["inside"] else 1].append(row["post_id"])
    return found


async def unsettled(until: date) -> list[SignedMeasure]:
    """Signed measures whose window ended by `until` and that nobody has judged."""
    rows = await db().fetch(
        """select a.terms, array_agg(m.id) as due from measures m
             join approvals a on a.tenant_id = m.tenant_id and a.plan_id = m.plan_id
             left join effects e on e.tenant_id = m.tenant_id and e.measure_id = m.id
            where m.tenant_id = $1 and m.window_to <= $2 and e.measure_id is null group by 1""",
        current(), until,
    )  # fmt: skip
    return [each for row in rows for each in from_text(row["terms"]).measures if each.measure in row["due"]]


async def worked(today: date) -> list[SignedMeasure]:
    """Signed measures that worked, and of which nobody knows yet whether that lasted."""
    rows = await db().fetch(
        """select a.terms, array_agg(m.id) as due from measures m
             join effects e on e.tenant_id = $1 and e.measure_id = m.id and e.verdict = 'worked'
             join approvals a on a.tenant_id = $1 and a.plan_id = m.plan_id
             left join measure_watches w on w.tenant_id = $1 and w.measure_id = m.id
            where m.tenant_id = $1 and m.window_to < $2 and w.measure_id is null group by 1""",
        current(), today,
    )  # fmt: skip
    return [each for row in rows for each in from_text(row["terms"]).measures if each.measure in row["due"]]


async def cycles_of(days: Sequence[date]) -> dict[date, UUID]:
    """Day → the cycle that it lies in; days of no cycle are left out."""
    rows = await db().fetch(
        """select distinct on (d.day) d.day, c.id from unnest($2::date[]) d (day)
             join cycles c on c.tenant_id = $1 and d.day between c.from_date and c.to_date order by d.day, c.from_date desc""",
        current(), list(days),
    )  # fmt: skip
    return {row["day"]: row["id"] for row in rows}


async def counts_of(due: Sequence[SignedMeasure]) -> dict[tuple[UUID, UUID], UnitCounts]:
    """(measure, post) → its answers on the metric before the measure
    and in its window, from the day tallies.
    """
    wanted = [(m, post) for m in due for post in (*m.treated, *m.comparison)]
    rows = await db().fetch(
        """select w.measure, w.post,
                  sum(t.earned_e4[p.position]) filter (where t.business_date <= w.before_to)::bigint as
                      passed_before,
                  sum(t.applied[p.position]) filter (where t.business_date <= w.before_to)::bigint as
                      applied_before,
                  sum(t.earned_e4[p.position]) filter (where t.business_date >= w.first)::bigint as
                      passed_after,
                  sum(t.applied[p.position]) filter (where t.business_date >= w.first)::bigint as
                      applied_after
             from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[],
                 $8::date[], $9::date[])
                  as w (measure, post, list, point, before_from, before_to, first, last)
             join checklists l on l.tenant_id = $1 and l.code = w.list
             join checklist_versions v on v.tenant_id = $1 and v.checklist_id = l.id
             join points p on p.tenant_id = $1 and p.version_id = v.id and p.code = w.point
             join tallies t on t.tenant_id = $1 and t.post_id = w.post and t.version_id = v.id
              and (t.business_date between w.before_from and w.before_to
                  or t.business_date between w.first and w.last)
            group by 1, 2""",
        current(), [m.measure for m, _ in wanted], [post for _, post in wanted],
        [m.metric.split("/")[1] for m, _ in wanted], [m.metric.split("/")[2] for m, _ in wanted],
        [m.before.first for m, _ in wanted], [m.before.last for m, _ in wanted],
        [m.window.first for m, _ in wanted], [m.window.last for m, _ in wanted],
    )  # fmt: skip
    return {(row["measure"], row["post"]): _unit_counts(row) for row in rows}


def _unit_counts(row: Any) -> UnitCounts:
    before, after = (
        Count((row[f"passed_{when}"] or 0) / WHOLE, Decimal(row[f"applied_{when}"] or 0)) for when in ("before", "after")
    )
    return UnitCounts(str(row["post"]), before, after)
