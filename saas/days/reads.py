"""The day of a unit: how much is asked, done, explained and open, and every open thing with whom and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from saas.days.items import ITEMS
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
PAGE = 50

# $6 the unit looked at, $7 the heads of the reader's lines: the way down to the unit begins there.
DAY = f"""
    with {ITEMS}, sums as (
        select l.ancestor_id as unit_id, count(*) as total, count(*) filter (where i.done) as done,
               count(*) filter (where i.reason is not null) as reasoned
          from items i join unit_lines l on l.tenant_id = $1 and l.unit_id = i.unit_id
         where l.ancestor_id = $6 or exists (
               select from units c where c.tenant_id = $1 and c.id = l.ancestor_id and c.parent_id = $6)
         group by l.ancestor_id
    )
    select json_build_object(
        'path', (select json_agg(json_build_array(a.id, a.name) order by l.depth desc) from unit_lines l
                   join units a on a.tenant_id = $1 and a.id = l.ancestor_id
                  where l.tenant_id = $1 and l.unit_id = $6 and exists (
                        select from unit_lines h where h.tenant_id = $1 and h.unit_id = a.id and h.ancestor_id = any ($7))),
        'units', (select json_agg(json_build_array(u.id, u.name, coalesce(s.total, 0), coalesce(s.done, 0),
                         coalesce(s.reasoned, 0), c.closed_at, m.name) order by u.id <> $6, u.position, u.code)
                    from units u
                    left join sums s on s.unit_id = u.id
                    left join day_closures c on c.tenant_id = $1 and c.unit_id = u.id and c.day = $3
                    left join memberships m on m.tenant_id = $1 and m.id = c.membership_id
                   where u.tenant_id = $1 and (u.id = $6 or u.parent_id = $6 and s.total > 0)))"""  # noqa: S608 - our piece

# What is open comes first, the oldest first; then what has a reason.
OPEN = f"""
    with {ITEMS}, page as (
        select i.*, count(*) over () as total from items i where not i.done
         order by i.reason is not null, i.since, i.kind, i.thing, i.member limit 50 offset $6
    )
    select g.kind, g.thing, g.post_id, g.since, g.state, g.reason, g.until, g.total, w.name as reasoned_by, u.name as unit_name,
           p.name as post_name, o.name as object_name, coalesce(k.name, v.name) as name, a.name as activity, r.title, s.number,
           coalesce(m.name, (
               select string_agg(n.name, '、' order by n.name) from appointments e
                 join memberships n on n.tenant_id = $1 and n.id = e.membership_id
                where e.tenant_id = $1 and e.post_id = g.post_id and e.from_date <= $3
                  and (e.to_date is null or e.to_date >= $3))) as who, r.id as run_id
      from page g
      join units u on u.tenant_id = $1 and u.id = g.unit_id
      left join posts p on p.tenant_id = $1 and p.id = g.post_id
      left join memberships m on m.tenant_id = $1 and m.id = g.member
      left join memberships w on w.tenant_id = $1 and w.id = g.reasoned_by
      left join due_checks d on d.tenant_id = $1 and d.id = g.thing and g.kind = 'check'
      left join checklist_versions x on x.tenant_id = $1 and x.id = d.version_id
      left join checklists k on k.tenant_id = $1 and k.id = x.checklist_id
      left join objects o on o.tenant_id = $1 and o.id = d.object_id
      left join turns t on t.tenant_id = $1 and t.id = g.thing and g.kind = 'handover'
      left join process_runs r on r.tenant_id = $1 and r.id = t.run_id
      left join process_versions v on v.tenant_id = $1 and v.id = r.version_id
      left join activities a on a.tenant_id = $1 and a.version_id = r.version_id and a.code = t.activity_code
      left join standards s on s.tenant_id = $1 and s.id = g.thing and g.kind = 'reading'
     order by g.reason is not null, g.since, g.kind, g.thing, g.member"""  # noqa: S608 - our piece

# How often a unit's day was opened again, the last time first. $2 unit, $3 day.
REOPENED = """
    select o.at, o.reason, o.closed_at, m.name as by, w.name as closed_by from day_reopenings o
      join memberships m on m.tenant_id = $1 and m.id = o.membership_id
      left join memberships w on w.tenant_id = $1 and w.id = o.closed_by
     where o.tenant_id = $1 and o.unit_id = $2 and o.day = $3 order by o.at desc, o.id"""
LEFT = f"with {ITEMS} select count(*) from items i where not i.done and i.reason is null"  # noqa: S608 - our piece
SUM = f"""
    with {ITEMS}
    select count(*) as total, count(*) filter (where i.done) as done,
           count(*) filter (where i.reason is not null) as reasoned from items i"""  # noqa: S608 - our piece
ONE = f"with {ITEMS} select i.* from items i where i.kind = $6 and i.thing = $7 and i.post_id is not distinct from $8"  # noqa: S608

HISTORY = """
    with all_days as (
        select c.unit_id, c.day, c.closed_at, c.total, c.done, c.reasoned, c.membership_id from day_closures c
         where c.tenant_id = $1
        union all
        select distinct on (o.unit_id, o.day) o.unit_id, o.day, null, null, null, null, null from day_reopenings o
         where o.tenant_id = $1 and not exists (
               select from day_closures c where c.tenant_id = $1 and c.unit_id = o.unit_id and c.day = o.day))
    select c.day, c.closed_at, c.total, c.done, c.reasoned, m.name as by, u.name as unit_name, u.id as unit_id,
           r.reason, r.by as reopened_by, r.at as reopened_at, count(*) over () as total_rows
      from all_days c
      join units u on u.tenant_id = $1 and u.id = c.unit_id
      left join memberships m on m.tenant_id = $1 and m.id = c.membership_id
      left join lateral (
           select o.reason, o.at, w.name as by from day_reopenings o
             join memberships w on w.tenant_id = $1 and w.id = o.membership_id
            where o.tenant_id = $1 and o.unit_id = c.unit_id and o.day = c.day order by o.at desc limit 1) r on true
     where ($3::uuid is null or c.unit_id = $3) and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = c.unit_id and l.ancestor_id = any ($2))
     order by c.day desc, u.position, u.code, u.id limit 50 offset $4"""


class UnitDay(msgspec.Struct, frozen=True, array_like=True):
    """One unit with all below it; `closed_by` None beside a `closed_at`: the clock did it."""

    id: UUID
    name: Text
    total: int
    done: int
    reasoned: int
    closed_at: datetime | None
    closed_by: str | None

    @property
    def open(self) -> int:
        return self.total - self.done - self.reasoned


class DayOf(msgspec.Struct, frozen=True):
    """The unit first, then those right below it that were asked for anything; `path` leads down to it."""

    path: list[tuple[UUID, Text]] | None
    units: list[UnitDay] | None


@dataclass(frozen=True)
class Open:
    """One thing that is not done: what, with whom, since when, and the reason where one was given."""

    kind: str
    thing: UUID
    post_id: UUID | None
    since: datetime
    state: str
    reason: str | None
    until: date | None
    total: int
    reasoned_by: str | None
    unit_name: Mapping[str, str]
    post_name: Mapping[str, str] | None
    object_name: Mapping[str, str] | None
    name: Mapping[str, str] | None
    activity: Mapping[str, str] | None
    title: str | None
    number: int | None
    who: str | None
    run_id: UUID | None


async def day_of(unit: UUID, day: date, now: datetime, leads: Sequence[UUID]) -> DayOf:
    """A unit of the reader's lines on a day. Raises 404 outside them."""
    told = msgspec.json.decode(await db().fetchval(DAY, current(), [unit], day, now, None, unit, list(leads)), type=DayOf)
    if not told.path or not told.units:
        raise not_found()
    return told


async def reopened(unit: UUID, day: date) -> list[Any]:
    """Each time the day of a unit was opened again, the last one first."""
    rows: list[Any] = await db().fetch(REOPENED, current(), unit, day)
    return rows


async def open_things(
    units: Sequence[UUID] | None, posts: Sequence[UUID] | None, day: date, now: datetime, page: int
) -> list[Open]:
    """What is not done of these lines, or of these posts alone."""
    args = (None if units is None else list(units), day, now, None if posts is None else list(posts))
    rows = await db().fetch(OPEN, current(), *args, (page - 1) * PAGE)
    return [Open(**row) for row in rows]


async def left(units: Sequence[UUID] | None, posts: Sequence[UUID] | None, day: date, now: datetime) -> int:
    """How much was neither done nor explained."""
    args = (None if units is None else list(units), day, now, None if posts is None else list(posts))
    return int(await db().fetchval(LEFT, current(), *args))


async def sums(unit: UUID, day: date, now: datetime) -> tuple[int, int, int]:
    """(asked, done, explained) of a unit and all below it."""
    row = await db().fetchrow(SUM, current(), [unit], day, now, None)
    return row["total"], row["done"], row["reasoned"]


async def one(kind: str, thing: UUID, post: UUID | None, day: date, now: datetime) -> Any:
    """One thing of a day, of whatever unit; None where the day does not ask for it."""
    return await db().fetchrow(ONE, current(), None, day, now, None, kind, thing, post)


async def history(leads: Sequence[UUID], unit: UUID | None, page: int) -> list[Any]:
    """Closed days of these lines, and those that were opened again, the last first."""
    rows: list[Any] = await db().fetch(HISTORY, current(), list(leads), unit, (page - 1) * PAGE)
    return rows
