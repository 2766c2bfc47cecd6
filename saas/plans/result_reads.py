"""What signing and judging read of the indicator that a measure should move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.plans.result import Moved
from saas.plans.terms import SignedMeasure, SignedResult, Span, from_text
from saas.values import exact, quantum
from tenants import current, db

# Figures of a span $3..$4: of periods that lie in it by more than half, the newest edition of each.
VALUES = """
    select distinct on (f.indicator_id, f.subject_id, f.first_day, f.last_day)
           f.indicator_id, f.subject_id, f.subject_kind, f.value
      from indicator_values f
     where f.tenant_id = $1 and f.indicator_id = any ($2) and f.name = '' and f.subject_kind in ('unit', 'post')
       and f.last_day >= $3 and f.first_day <= $4
       and 2 * (least(f.last_day, $4) - greatest(f.first_day, $3) + 1) > f.last_day - f.first_day + 1
     order by f.indicator_id, f.subject_id, f.first_day, f.last_day, f.edition desc"""
WANTED = """
    select x.measure_id, x.indicator_id, x.promise, i.code, v.number, v.body ->> 'direction' as direction,
           (v.body ->> 'target_low')::numeric as low, (v.body ->> 'target_high')::numeric as high
      from measures m join measure_results x on x.tenant_id = $1 and x.measure_id = m.id
      join indicators i on i.tenant_id = $1 and i.id = x.indicator_id
      join lateral (select w.number, w.body from indicator_versions w where w.tenant_id = $1 and w.indicator_id = i.id
                     order by w.number desc limit 1) v on true
     where m.tenant_id = $1 and m.plan_id = $2 and m.dropped_at is null"""
# Who has figures of an indicator in a span, in the unit's ($5) line or outside it; posts, or units of one layer, are held
# against each other. Units above contain the unit and are no comparison, nor is whom another plan of the cycle ($6) treats.
SUBJECTS = f"""
    with told as ({VALUES}), taken as (
        select s.value -> 'result' ->> 'indicator' as indicator, t.subject
          from approvals a join plans p on p.tenant_id = $1 and p.id = a.plan_id and p.cycle_id = $6
         cross join lateral jsonb_array_elements(a.terms::jsonb -> 'measures') s (value)
         cross join lateral jsonb_array_elements_text(s.value -> 'result' -> 'treated') t (subject)
         where a.tenant_id = $1 and jsonb_typeof(s.value -> 'result') = 'object')
    select distinct t.indicator_id, t.subject_id, coalesce(u.layer_id::text, 'post') as level, l.unit_id is not null as inside
      from told t
      left join units u on u.tenant_id = $1 and u.id = t.subject_id
      left join posts p on p.tenant_id = $1 and p.id = t.subject_id
      left join unit_lines l on l.tenant_id = $1 and l.ancestor_id = $5 and l.unit_id = coalesce(u.id, p.unit_id)
     where t.value is not null and (l.unit_id is not null or not exists (
                 select from taken x where x.indicator = t.indicator_id::text and x.subject = t.subject_id::text))
       and (l.unit_id is not null or not exists (
                 select from unit_lines h where h.tenant_id = $1 and h.unit_id = $5 and h.ancestor_id = t.subject_id))
     order by t.indicator_id, t.subject_id"""  # noqa: S608  our own piece


@dataclass(frozen=True)
class Sides:
    """Who is treated and who is compared, as there were figures before the measure."""

    treated: tuple[UUID, ...] = ()
    comparison: tuple[UUID, ...] = ()


async def sides(indicators: Sequence[UUID], before: Span, unit: UUID, cycle: UUID) -> dict[UUID, Sides]:
    """Indicator → both sides, at the level (posts, or units of one layer) where the line has figures and most others do."""
    rows = await db().fetch(SUBJECTS, current(), list(indicators), before.first, before.last, unit, cycle)
    levels: dict[tuple[UUID, str], tuple[list[UUID], list[UUID]]] = defaultdict(lambda: ([], []))
    for row in rows:
        levels[row["indicator_id"], row["level"]][0 if row["inside"] else 1].append(row["subject_id"])
    found: dict[UUID, Sides] = {}
    for (indicator, _), (inside, outside) in sorted(levels.items(), key=lambda one: (len(one[1][1]), one[0][1])):
        if inside:
            found[indicator] = Sides(tuple(inside), tuple(outside))
    return found


async def to_sign(plan: UUID, before: Span, unit: UUID, cycle: UUID) -> dict[UUID, SignedResult]:
    """Measure → the indicator it should move, with everything that is fixed by the signature."""
    rows = await db().fetch(WANTED, current(), plan)
    known = await sides([row["indicator_id"] for row in rows], before, unit, cycle) if rows else {}
    return {row["measure_id"]: _signed(row, known.get(row["indicator_id"], Sides())) for row in rows}


def _signed(row: Any, known: Sides) -> SignedResult:
    return SignedResult(
        row["indicator_id"], row["code"], row["number"], row["direction"] or "higher", row["promise"],
        known.treated, known.comparison, row["low"], row["high"],
    )  # fmt: skip


async def unsettled(today: date) -> list[SignedMeasure]:
    """Signed measures with an indicator whose window is over, and of which nobody has said whether it moved."""
    rows = await db().fetch(
        """select a.terms, array_agg(m.id) as due from measures m
             join measure_results x on x.tenant_id = $1 and x.measure_id = m.id
             join approvals a on a.tenant_id = $1 and a.plan_id = m.plan_id
             left join result_effects e on e.tenant_id = $1 and e.measure_id = m.id
            where m.tenant_id = $1 and m.window_to < $2 and e.measure_id is null group by 1""",
        current(), today,
    )  # fmt: skip
    return [each for row in rows for each in from_text(row["terms"]).measures if each.measure in row["due"] and each.result]


async def means(indicator: UUID, span: Span) -> dict[UUID, Decimal]:
    """Subject → the mean of what the indicator came to in a span."""
    sums: dict[UUID, list[Decimal]] = defaultdict(list)
    for row in await db().fetch(VALUES, current(), [indicator], span.first, span.last):
        if row["value"] is not None:
            sums[row["subject_id"]].append(row["value"])
    with exact():
        return {subject: quantum(sum(told, Decimal(0)) / len(told)) for subject, told in sums.items()}


def moved(subjects: Sequence[UUID], before: dict[UUID, Decimal], after: dict[UUID, Decimal]) -> list[Moved]:
    """Those that have figures of both spans."""
    return [Moved(str(one), before[one], after[one]) for one in subjects if one in before and one in after]
