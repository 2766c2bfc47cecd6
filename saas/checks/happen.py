"""Something happened: the lists that wait for it are called up by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from saas.calendar import business_date
from saas.checks.call_up import About, call_up
from saas.checks.spread import spread
from saas.checks.timetable import Plan
from tenants import current, db

WAITING = "select exists (select from timetables t where t.tenant_id = $1 and t.body ->> 'on' = $2)"
# What waits for it, unless paused or retired, and of what happened what it asks for.
HEARD = """
    with gravity (name, rank) as (values ('minor', 1), ('major', 2), ('veto', 3))
    select t.id, t.body, e.id as about, e.unit_id, e.object_id, jsonb_strip_nulls(jsonb_build_object(
           'on', $2::text, 'number', e.number, 'title', coalesce(e.title, o.name))) as called
      from jsonb_to_recordset($3) e (id uuid, unit_id uuid, object_id uuid, stage text, severity text, process_id uuid,
                                     number int, title jsonb)
      left join objects o on o.tenant_id = $1 and o.id = e.object_id
      join timetables t on t.tenant_id = $1 and t.body ->> 'kind' = 'event' and t.body ->> 'on' = $2 and t.from_date <= $4
       and (t.to_date is null or t.to_date >= $4)
      join checklists l on l.tenant_id = $1 and l.id = t.checklist_id and (l.retired_on is null or l.retired_on > $4)
     where coalesce((t.body ->> 'thing')::uuid = o.kind_id, t.body ->> 'thing' is null)
       and coalesce(t.body ->> 'segment', '') in ('', o.segment)
       and coalesce(t.body ->> 'stage', '') in ('', coalesce(e.stage, o.stage))
       and coalesce(o.attributes ->> (t.body ->> 'attribute') = t.body ->> 'value', coalesce(t.body ->> 'attribute', '') = '')
       and coalesce((t.body ->> 'process')::uuid = e.process_id, t.body ->> 'process' is null)
       and (coalesce(t.body ->> 'severity', '') = '' or (select rank from gravity where name = e.severity)
            >= (select rank from gravity where name = t.body ->> 'severity'))
       and (t.body ->> 'territory' is null or exists (
            select from object_grounds g where g.tenant_id = $1 and g.object_id = o.id
               and g.territory_id = (t.body ->> 'territory')::uuid and g.from_date <= $4
               and (g.to_date is null or g.to_date >= $4)))
       and (t.body ->> 'unit' is null or exists (
            select from unit_lines u where u.tenant_id = $1 and u.unit_id = e.unit_id
               and u.ancestor_id = (t.body ->> 'unit')::uuid))
       and not exists (select from pauses a where a.tenant_id = $1 and a.timetable_id = t.id and a.from_date <= $4
                          and (a.to_date is null or a.to_date >= $4))
     order by e.id, t.id"""

OF_OBJECTS = "select id, unit_id, id as object_id from objects where tenant_id = $1 and id = any ($2)"
OF_RUNS = """
    select id, unit_id, object_id, process_id, jsonb_build_object('zh', title) as title from process_runs
     where tenant_id = $1 and id = any ($2)"""
OF_STAGES = """
    select s.id, o.unit_id, o.id as object_id, s.stage
      from object_stages s join objects o on o.tenant_id = $1 and o.id = s.object_id
     where s.tenant_id = $1 and s.id = any ($2)"""
FACTS = {
    "object_added": OF_OBJECTS, "object_retired": OF_OBJECTS, "object_stage": OF_STAGES,
    "run_started": OF_RUNS, "run_done": OF_RUNS,
}  # fmt: skip


@dataclass(frozen=True)
class Happened:
    """`id`: to what or by what; where, to which object, and what an event may ask for besides. `number` and `title` tell
    whoever is called what it was.
    """

    id: UUID
    unit_id: UUID
    object_id: UUID | None = None
    stage: str | None = None
    severity: str | None = None
    process_id: UUID | None = None
    number: int | None = None
    title: Mapping[str, str] | None = None


async def happen(on: str, events: Sequence[Happened], *, at: datetime, now: datetime) -> int:
    """How many checks are due for it. `at`: when it was, which with `id` tells it from others: a second time adds nothing."""
    if not events or not await db().fetchval(WAITING, current(), on):
        return 0
    today = business_date(now, await db().fetchval("select zone from tenants where id = $1", current()))
    rows = await db().fetch(HEARD, current(), on, [_plain(event) for event in events], today)
    for timetable in {row["id"] for row in rows}:
        await spread(today, timetable)
    return sum([await _call(on, row, at, now, today) for row in rows])


async def happened(on: str, ids: Sequence[UUID]) -> list[Happened]:
    """What is known of events that were told by the ids of objects, of their stages, or of runs."""
    return [Happened(**row) for row in await db().fetch(FACTS[on], current(), list(ids))]


async def _call(on: str, row: Any, at: datetime, now: datetime, today: Any) -> int:
    plan = msgspec.convert(row["body"], Plan)
    cause = uuid5(row["about"], f"{on} {at.isoformat()}")
    about = About(row["unit_id"], row["object_id"], row["called"])
    return await call_up(row["id"], cause, about, within=plan.within, day=today, now=now)


def _plain(event: Happened) -> dict[str, Any]:
    told = {name: value for name, value in asdict(event).items() if value is not None}
    return {name: value if isinstance(value, (dict, int)) else str(value) for name, value in told.items()}
