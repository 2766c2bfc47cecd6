"""Segments and stages follow from the rules of the kind: by sets, after each change, and daily for stages that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from saas.objects.conditions import MET
from saas.objects.tell import tell
from tenants import current, db

# The first segment that fits; one without conditions takes the rest.
SEGMENTS = f"""
    with rules as materialized (
        select k.id as kind_id, s.n, s.one ->> 'code' as code, s.one ->> 'join' = 'any' as any, w.c
          from object_kinds k
         cross join jsonb_array_elements(k.segments) with ordinality s (one, n)
          left join jsonb_array_elements(s.one -> 'when') w (c) on true
         where k.tenant_id = $1 and ($2::uuid is null or k.id = $2)),
    met as (
        select o.id, o.segment, r.n, r.code,
               case when bool_or(r.any) then bool_or(r.c is null or {MET}) else bool_and(r.c is null or {MET}) end as fits
          from objects o left join rules r on r.kind_id = o.kind_id
         where o.tenant_id = $1 and o.retired_on is null and ($2::uuid is null or o.kind_id = $2)
           and ($3::uuid[] is null or o.id = any ($3))
         group by o.id, o.segment, r.n, r.code),
    due as (
        select m.id, (array_agg(m.code order by m.n) filter (where m.fits))[1] as code from met m group by m.id, m.segment
        having m.segment is distinct from (array_agg(m.code order by m.n) filter (where m.fits))[1])
    update objects o set segment = d.code from due d where o.tenant_id = $1 and o.id = d.id"""  # noqa: S608

# The first stage whose rule fits; stages without a rule are set by hand. A stage that needs several periods (months) waits
# in stage_next as long as the rule keeps saying the same.
STAGES = f"""
    with rules as materialized (
        select k.id as kind_id, s.n, s.one, s.one ->> 'join' = 'any' as any, w.c
          from object_kinds k
         cross join jsonb_array_elements(k.stages) with ordinality s (one, n)
         cross join jsonb_array_elements(s.one -> 'when') w (c)
         where k.tenant_id = $1 and ($2::uuid is null or k.id = $2)),
    met as (
        select o.id, r.n, r.one, case when bool_or(r.any) then bool_or({MET}) else bool_and({MET}) end as fits
          from objects o join rules r on r.kind_id = o.kind_id
         where o.tenant_id = $1 and o.retired_on is null and not o.stage_by_hand and ($2::uuid is null or o.kind_id = $2)
           and ($3::uuid[] is null or o.id = any ($3))
         group by o.id, r.n, r.one),
    chosen as (
        select m.id, (array_agg(m.one order by m.n) filter (where m.fits))[1] as one from met m group by m.id),
    ruled as (
        select o.id, o.stage, o.stage_next, o.stage_next_since, f.one ->> 'code' as wanted,
               coalesce((f.one ->> 'periods')::int, 1) as periods, coalesce(nullif(f.one -> 'after', 'null'), '[]') as after
          from chosen f join objects o on o.tenant_id = $1 and o.id = f.id),
    led as (
        select r.*, r.wanted is not null and r.wanted is distinct from r.stage
                    and (r.stage is null or r.after = '[]' or r.after ? r.stage) as ahead from ruled r),
    due as (
        select l.*, l.ahead and (l.stage is null or l.periods <= 1 or (l.stage_next = l.wanted
                    and l.stage_next_since <= $4::date - make_interval(months => l.periods - 1))) as now from led l),
    told as (
        insert into object_stages (tenant_id, object_id, stage, from_date, by_rule, membership_id, at)
        select $1, d.id, d.wanted, $4, true, $5, $6 from due d where d.now returning id),
    moved as (
        update objects o set stage = case when d.now then d.wanted else o.stage end,
               stage_next = case when d.ahead and not d.now then d.wanted end,
               stage_next_since = case when d.ahead and not d.now then
                   case when d.stage_next = d.wanted then d.stage_next_since else $4 end end
          from due d
         where o.tenant_id = $1 and o.id = d.id
           and (d.now or o.stage_next is distinct from case when d.ahead then d.wanted end))
    select id from told"""  # noqa: S608


async def classify(
    kind: UUID | None = None, objects: Sequence[UUID] | None = None, *, by: UUID | None, now: datetime, today: date,
    telling: bool = True,
) -> None:  # fmt: skip
    """Bring segment and stage of these objects (default: of the kind, or of all) in line with the rules. Twice is once.

    A stage set by hand stays until it is given back to the rule; one that may not follow the present stage is not taken.
    Without `telling` no list is called up: the company is being founded.
    """
    chosen = None if objects is None else list(objects)
    await db().execute(SEGMENTS, current(), kind, chosen)
    reached = [row["id"] for row in await db().fetch(STAGES, current(), kind, chosen, today, by, now)]
    if telling:
        await tell("object_stage", reached, now=now)
