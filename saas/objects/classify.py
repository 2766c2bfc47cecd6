"""Segments and stages follow from the rules of the kind: by sets, after each change, and daily for stages that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from tenants import current, db

SEGMENTS = """
    update objects o set segment = segment_of(k.segments, o.attributes) from object_kinds k
     where o.tenant_id = $1 and k.tenant_id = $1 and k.id = o.kind_id and o.retired_on is null
       and ($2::uuid is null or k.id = $2) and ($3::uuid[] is null or o.id = any ($3))
       and o.segment is distinct from segment_of(k.segments, o.attributes)"""

# A stage that needs several periods (months) waits in stage_next as long as the rule keeps saying the same.
STAGES = """
    with ruled as (
        select o.id, o.stage, o.stage_next, o.stage_next_since, w.stage ->> 'code' as wanted,
               coalesce((w.stage ->> 'periods')::int, 1) as periods, coalesce(nullif(w.stage -> 'after', 'null'), '[]') as after
          from objects o
          join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id and k.stages <> '[]'
         cross join lateral (select stage_of(k.stages, o.attributes) as stage) w
         where o.tenant_id = $1 and o.retired_on is null and not o.stage_by_hand
           and ($2::uuid is null or k.id = $2) and ($3::uuid[] is null or o.id = any ($3))),
    led as (
        select r.*, r.wanted is not null and r.wanted is distinct from r.stage
                    and (r.stage is null or r.after = '[]' or r.after ? r.stage) as ahead from ruled r),
    due as (
        select l.*, l.ahead and (l.stage is null or l.periods <= 1 or (l.stage_next = l.wanted
                    and l.stage_next_since <= $4::date - make_interval(months => l.periods - 1))) as now from led l),
    told as (
        insert into object_stages (tenant_id, object_id, stage, from_date, by_rule, membership_id, at)
        select $1, d.id, d.wanted, $4, true, $5, $6 from due d where d.now)
    update objects o set stage = case when d.now then d.wanted else o.stage end,
           stage_next = case when d.ahead and not d.now then d.wanted end,
           stage_next_since = case when d.ahead and not d.now then
               case when d.stage_next = d.wanted then d.stage_next_since else $4 end end
      from due d
     where o.tenant_id = $1 and o.id = d.id
       and (d.now or o.stage_next is distinct from case when d.ahead then d.wanted end)"""


async def classify(
    kind: UUID | None = None, objects: Sequence[UUID] | None = None, *, by: UUID | None, now: datetime, today: date
) -> None:
    """Bring segment and stage of these objects (default: of the kind, or of all) in line with the rules. Twice is once.

    A stage set by hand stays until it is given back to the rule; one that may not follow the present stage is not taken.
    """
    chosen = None if objects is None else list(objects)
    await db().execute(SEGMENTS, current(), kind, chosen)
    await db().execute(STAGES, current(), kind, chosen, today, by, now)
