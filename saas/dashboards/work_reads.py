"""What the picture of recurring work reads: counts of days, put together by branch and week or by list and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from saas.dashboards.marks import AT, BRANCHES, PATH, Place
from saas.dashboards.work import Count, Strip, strips
from tenants import current, db

# $4 first day, $5 last day. A branch is a unit right below with everything under it, and the unit's own posts.
UNITS = f"""
    with {AT}, {BRANCHES}, sums as (
        select b.branch as row, date_trunc('week', w.day)::date as at, sum(w.due) as due, sum(w.done) as done, sum(w.late) as late
          from branches b join work_days w on w.tenant_id = $1 and w.unit_id = b.unit_id and w.day between $4 and $5
         group by 1, 2
    )
    select json_build_object(
        'path', {PATH}, 'counted_at', (select n.counted_at from look_counts n where n.tenant_id = $1),
        'rows', (select json_agg(json_build_array(u.id, u.name) order by u.parent_id is not distinct from (select id from at),
                                 u.position, u.code)
                   from units u where u.tenant_id = $1 and u.id in (select s.row from sums s)),
        'counts', (select json_agg(json_build_array(s.row, s.at, s.due, s.done, s.late)) from sums s))"""  # noqa: S608
LISTS = f"""
    with {AT}, sums as (
        select w.checklist_id as row, w.day as at, sum(w.due) as due, sum(w.done) as done, sum(w.late) as late
          from at join unit_lines l on l.tenant_id = $1 and l.ancestor_id = at.id
          join work_days w on w.tenant_id = $1 and w.unit_id = l.unit_id and w.day between $4 and $5
         group by 1, 2
    )
    select json_build_object(
        'path', {PATH}, 'counted_at', (select n.counted_at from look_counts n where n.tenant_id = $1),
        'rows', (select json_agg(json_build_array(k.id, k.name) order by k.position, k.code)
                   from checklists k where k.tenant_id = $1 and k.id in (select s.row from sums s)),
        'counts', (select json_agg(json_build_array(s.row, s.at, s.due, s.done, s.late)) from sums s))"""  # noqa: S608
# As a sheet: every day of every unit and list in reach. $2 heads, $3 first day.
SHEET = """
    select w.day, u.code as unit_code, u.name as unit, k.code as list_code, k.name as list, w.due, w.done, w.late
      from work_days w join units u on u.tenant_id = $1 and u.id = w.unit_id
      join checklists k on k.tenant_id = $1 and k.id = w.checklist_id
     where w.tenant_id = $1 and w.day >= $3 and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = w.unit_id and l.ancestor_id = any ($2))
     order by w.day desc, u.position, u.code, k.position, k.code"""


class _Count(msgspec.Struct, frozen=True, array_like=True):
    row: UUID
    at: date
    due: int
    done: int
    late: int


class WorkOf(msgspec.Struct, frozen=True):
    """Rows in the order of the organisation or of the lists; `counted_at` None: the clock has not counted yet."""

    path: list[Place] | None
    counted_at: datetime | None
    rows: list[Place] | None
    counts: list[_Count] | None

    def strips(self, times: Sequence[date]) -> list[Strip]:
        counts = [Count(c.row, c.at, c.due, c.done, c.late) for c in self.counts or ()]
        return strips([(each.id, each.name) for each in self.rows or ()], times, counts)


async def of_units(unit: UUID | None, heads: Sequence[UUID], first: date, last: date) -> WorkOf:
    """One statement."""
    return _told(await db().fetchval(UNITS, current(), unit, list(heads), first, last))


async def of_lists(unit: UUID | None, heads: Sequence[UUID], first: date, last: date) -> WorkOf:
    """One statement."""
    return _told(await db().fetchval(LISTS, current(), unit, list(heads), first, last))


def _told(text: str) -> WorkOf:
    return msgspec.json.decode(text, type=WorkOf)
