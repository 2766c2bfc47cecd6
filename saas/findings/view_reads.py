"""The same findings seen otherwise: by state, by day, by unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from saas.findings.reads import CHOSEN, FIRST, SEEN, Asked, Seen, seen
from tenants import current, db

COLUMNS = ("open", "acting", "acted", "verified")
A_COLUMN, CLOSED_SHOWN, A_MONTH = 25, 8, 400
CLOSED_DAYS = 30

BOARD = f"""
    with chosen as ({CHOSEN}
    ), placed as (
        select c.*, case when c.state = 'open' and c.acting_due is not null then 'acting' else c.state end as stands
          from chosen c where c.waits or c.closed_at >= $2::date - $14::interval
    ), page as (
        select c.*, row_number() over (
                   partition by c.stands order by case when not c.waits then c.closed_at end desc, {FIRST}) as n,
               count(*) over (partition by c.stands) as total
          from placed c
    )
    select p.stands, p.total, s.* from page p join ({SEEN} where f.tenant_id = $1 and f.id in (
           select id from page where n <= case stands when 'verified' then $16::int else $15 end)) s on s.id = p.id
     order by p.n"""  # noqa: S608 - constants
MONTH = f"""
    with chosen as ({CHOSEN}
    ), page as (select c.*, row_number() over (order by {FIRST}) as n from chosen c where c.due_on between $14 and $15)
    select s.* from page p
      join ({SEEN} where f.tenant_id = $1 and f.id in (select id from page where n <= $16)) s on s.id = p.id
     order by s.due_on, p.n"""  # noqa: S608 - constants
UNITS = """
    select u.id, u.name from units u
     where u.tenant_id = $1 and u.closed_on is null and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($2))
     order by u.position, u.code"""
# The unit and those right below it, each with what waits in its whole line. $2 today, $3 heads of lines, $4 the unit or null.
MAP = """
    with waiting as (
        select f.unit_id, f.severity, f.customers, f.due_on < $2 as late, count(*) as count from findings f
         where f.tenant_id = $1 and f.state in ('open', 'acted') group by 1, 2, 3, 4
    ), shown as (
        select u.id, u.name, u.position, u.code, u.id = $4 as here,
               exists (select from units b where b.tenant_id = $1 and b.parent_id = u.id and b.closed_on is null) as more
          from units u where u.tenant_id = $1 and u.closed_on is null
           and (u.id = any ($3) and $4::uuid is null or u.id = $4 or u.parent_id = $4)
           and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($3))
    )
    select s.id, s.name, s.here, s.more, coalesce(sum(w.count) filter (where w.severity = 'veto'), 0)::int as veto,
           coalesce(sum(w.count) filter (where w.severity = 'major'), 0)::int as major,
           coalesce(sum(w.count) filter (where w.severity = 'minor'), 0)::int as minor,
           coalesce(sum(w.count) filter (where w.late), 0)::int as late,
           coalesce(sum(w.count) filter (where w.customers), 0)::int as customers
      from shown s
      left join unit_lines l on l.tenant_id = $1 and l.ancestor_id = s.id
      left join waiting w on w.unit_id = l.unit_id
     group by s.id, s.name, s.here, s.more, s.position, s.code order by s.here desc, s.position, s.code"""
ABOVE = """
    select u.id, u.name from unit_lines l join units u on u.tenant_id = $1 and u.id = l.ancestor_id
     where l.tenant_id = $1 and l.unit_id = $2 and exists (
           select from unit_lines h where h.tenant_id = $1 and h.unit_id = u.id and h.ancestor_id = any ($3))
     order by l.depth desc"""

Units = Sequence[tuple[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Column:
    """One state of the board: the first of its findings, and how many there are."""

    state: str
    total: int
    rows: Sequence[Seen]


@dataclass(frozen=True)
class Day:
    """A day of the calendar; `other`: of the month before or after."""

    on: date
    other: bool
    rows: Sequence[Seen]


async def board(asked: Asked, *, today: date) -> list[Column]:
    """By state; closed ones of the last thirty days."""
    rows = await db().fetch(BOARD, current(), *asked.args(today), timedelta(days=CLOSED_DAYS), A_COLUMN, CLOSED_SHOWN)
    return [
        Column(state, next((row["total"] for row in rows if row["stands"] == state), 0),
               [seen(row) for row in rows if row["stands"] == state])
        for state in COLUMNS
    ]  # fmt: skip


async def month(asked: Asked, first: date, *, today: date) -> list[list[Day]]:
    """The weeks of a month, Monday first, with what is due on each day."""
    start = first - timedelta(days=first.weekday())
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    end = last + timedelta(days=6 - last.weekday())
    due: dict[date, list[Seen]] = {}
    for row in await db().fetch(MONTH, current(), *asked.args(today), start, end, A_MONTH):
        due.setdefault(row["due_on"], []).append(seen(row))
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    told = [Day(day, day.month != first.month, due.get(day, [])) for day in days]
    return [told[n : n + 7] for n in range(0, len(told), 7)]


async def units(leads: Sequence[UUID]) -> Units:
    """To filter by: the units of one's lines."""
    rows = await db().fetch(UNITS, current(), list(leads))
    return [(str(row["id"]), row["name"]) for row in rows]


async def by_unit(leads: Sequence[UUID], at: UUID | None, *, today: date) -> tuple[list[Any], list[Any]]:
    """What waits in a unit and in those below it, and the way down to it; empty for a unit outside one's lines."""
    rows = await db().fetch(MAP, current(), today, list(leads), at)
    return rows, await db().fetch(ABOVE, current(), at, list(leads)) if at else []
