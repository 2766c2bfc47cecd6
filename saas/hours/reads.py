"""Public and own days, shifts and rotations. Every SELECT of the slice."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from tenants import current, db

# What is near: from the start of the year to the end of the next.
PUBLIC = """
    select day, workday, name, source, confirmed from calendar_days where day between $1 and $2 order by day"""

OWN = """
    select c.id, c.from_date, c.to_date, c.works, c.reason, u.code, u.name as unit, m.name as by, c.made_at,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'own_days' and r.noun_id = c.id) as edition
      from own_days c
      join units u on u.tenant_id = $1 and u.id = c.unit_id
      join memberships m on m.tenant_id = $1 and m.id = c.made_by
     where c.tenant_id = $1 and c.lifted_at is null and c.to_date >= $2
     order by c.from_date, u.code"""

SHIFTS = """
    select 'shift' as noun, s.id, s.code, s.name, s.opens_at, s.closes_at, null::date as anchor, null::text[] as turns,
           0 as crews,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'shift' and r.noun_id = s.id) as edition
      from shifts s where s.tenant_id = $1
    union all
    select 'rotation', s.id, s.code, s.name, null, null, s.anchor, s.turns, s.crews,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'rotation' and r.noun_id = s.id)
      from rotations s where s.tenant_id = $1
     order by 1, 5, 3"""


async def public(today: date) -> list[Any]:
    """Days of this year and the next that differ from the plain week."""
    rows: list[Any] = await db().fetch(PUBLIC, today.replace(month=1, day=1), date(today.year + 1, 12, 31))
    return rows


async def own(today: date) -> list[Any]:
    """Closures and extra workdays that are not over."""
    rows: list[Any] = await db().fetch(OWN, current(), today)
    return rows


async def shifts() -> tuple[list[Any], list[Any]]:
    """The company's shifts and rotations."""
    rows = await db().fetch(SHIFTS, current())
    return [row for row in rows if row["noun"] == "shift"], [row for row in rows if row["noun"] == "rotation"]


async def known(thing: UUID) -> None:
    """Not found where the company has no shift, rotation or days of this id."""
    if not await db().fetchval(
        """select true from shifts where tenant_id = $1 and id = $2
           union all select true from rotations where tenant_id = $1 and id = $2
           union all select true from own_days where tenant_id = $1 and id = $2""",
        current(), thing,
    ):  # fmt: skip
        raise not_found()
