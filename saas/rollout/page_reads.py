"""What the pages ask beside the programme: one's own units, what a form chooses from, and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from saas.checks.rolled_out import RUNS
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
BACK, AHEAD = timedelta(days=92), timedelta(days=400)

RUNS_HERE = RUNS.format(open="ran", day="$3", unit="u.id", list="k.id")
# Of each of one's units: whether any list runs in its line, and the first stage to come that has it.
MINE = f"""
    with ran as materialized (select * from rolled_out($1, $3))
    select u.name, exists (select from checklists k where k.tenant_id = $1 and {RUNS_HERE})
                   or exists (select from ran w join unit_lines b on b.tenant_id = $1 and b.unit_id = w.unit_id
                                and b.ancestor_id = u.id) as runs,
           (select s.name from rollout_stages s
             where s.tenant_id = $1 and s.retired_on is null and s.state = 'waiting' and not s.prepares
               and (s.units = '{{}}' or exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id
                                                 and l.ancestor_id = any (s.units)))
             order by s.position limit 1) as stage
      from units u where u.tenant_id = $1 and u.id = any ($2) order by u.position, u.code"""  # noqa: S608 - our own piece
# How many of the units {units} no stage has opened yet on {day}, and which comes first; null where every list runs.
WAITING = """
    (select json_build_object('units', count(*), 'stage', (
                select s.name from rollout_stages s
                 where s.tenant_id = $1 and s.retired_on is null and s.state = 'waiting' and not s.prepares
                 order by s.position limit 1))
       from (select distinct p.unit_id from posts p
              where p.tenant_id = $1 and p.unit_id in ({units}) and (p.closed_on is null or p.closed_on > {day})) u
      where exists (select from rollouts x where x.tenant_id = $1 and x.to_date is null and x.from_date <= {day})
        and not exists (select from rolled_out($1, {day}) w
                          join unit_lines g on g.tenant_id = $1 and g.ancestor_id = w.unit_id and g.unit_id = u.unit_id)
     having count(*) > 0)"""
CHOICES = """
    select (select jsonb_agg(jsonb_build_array(u.id, u.name, u.code) order by d.depth, u.position, u.code)
              from units u cross join lateral (select count(*) as depth from unit_lines l where l.tenant_id = $1
                and l.unit_id = u.id) d
             where u.tenant_id = $1 and u.closed_on is null) as units,
           (select jsonb_agg(jsonb_build_array(k.code, k.name) order by k.position, k.code) from checklists k
             where k.tenant_id = $1 and k.retired_on is null) as lists,
           (select jsonb_agg(jsonb_build_array(n.code, n.name) order by n.position) from standard_nodes n
             where n.tenant_id = $1 and n.level = 'system' and n.standard_id = (
                   select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $2
                    order by s.effective_from desc, s.number desc limit 1)) as systems,
           (select jsonb_agg(jsonb_build_array(i.code, coalesce(v.body -> 'name', to_jsonb(i.code))) order by i.position, i.code)
              from indicators i left join lateral (select w.body from indicator_versions w
                     where w.tenant_id = $1 and w.indicator_id = i.id order by w.number desc limit 1) v on true
             where i.tenant_id = $1 and i.retired_on is null) as indicators,
           (select jsonb_object_agg(r.noun_id, r.edition) from (select e.noun_id, max(e.edition) as edition from revisions e
             where e.tenant_id = $1 and e.noun = 'rollout_criterion' group by 1) r) as editions"""
CALENDAR = """
    select jsonb_build_object(
        'dates', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'kind', d.kind, 'day', d.day, 'text', d.text,
                         'unit', u.name) order by d.day, d.id), '[]')
                    from programme_dates d left join units u on u.tenant_id = $1 and u.id = d.unit_id
                   where d.tenant_id = $1 and d.dropped_at is null and d.day between $2 and $3),
        'cycles', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'first', c.from_date,
                          'last', c.to_date,
                          'closed', c.state <> 'open') order by c.from_date), '[]')
                     from cycles c where c.tenant_id = $1 and c.to_date >= $2 and c.from_date <= $3),
        'standards', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'number', s.number, 'day', s.effective_from,
                             'quiz', jsonb_array_length(s.quiz)) order by s.effective_from), '[]')
                        from standards s where s.tenant_id = $1 and s.published_at is not null
                         and s.effective_from between $2 and $3))"""


class Date(msgspec.Struct, frozen=True):
    """Something somebody put on the calendar."""

    id: UUID
    kind: str
    day: date
    text: str
    unit: Text | None


class Cycle(msgspec.Struct, frozen=True):
    id: UUID
    name: Text
    first: date
    last: date
    closed: bool


class Standard(msgspec.Struct, frozen=True):
    """A version of the standards that comes into force; `quiz`: with how many questions."""

    id: UUID
    number: int
    day: date
    quiz: int


class Calendar(msgspec.Struct, frozen=True):
    dates: list[Date]
    cycles: list[Cycle]
    standards: list[Standard]


class Ahead(msgspec.Struct, frozen=True):
    """So many units whose lists begin with a stage to come, and which it is."""

    units: int
    stage: Text | None


@dataclass(frozen=True)
class Mine:
    """One's own unit: whether lists run there, else by which stage they will."""

    name: Text
    runs: bool
    stage: Text | None


async def mine(units: Sequence[UUID], today: date) -> list[Mine]:
    return [Mine(**row) for row in await db().fetch(MINE, current(), list(units), today)]


async def choices(today: date) -> Any:
    return await db().fetchrow(CHOICES, current(), today)


async def calendar(today: date) -> Calendar:
    told = await db().fetchval(CALENDAR, current(), today - BACK, today + AHEAD)
    return msgspec.convert(told, Calendar, strict=False)


async def units() -> list[Any]:
    """Open units with their names, from the top down."""
    return await db().fetch(
        """select u.id, u.name from units u
             cross join lateral (select count(*) as depth from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id) d
            where u.tenant_id = $1 and u.closed_on is null order by d.depth, u.position, u.code limit 500""",
        current(),
    )  # fmt: skip


async def stage_of(criterion: UUID) -> UUID:
    """The stage whose gate asks for it. Raises 404."""
    found: UUID | None = await db().fetchval(
        "select stage_id from rollout_criteria where tenant_id = $1 and id = $2 and retired_on is null", current(), criterion
    )
    if found is None:
        raise not_found()
    return found


async def known_stage(stage: UUID) -> None:
    """Raises 404."""
    if not await db().fetchval(
        "select exists (select from rollout_stages where tenant_id = $1 and id = $2 and retired_on is null)", current(), stage
    ):
        raise not_found()
