"""Into which plan an idea may go: units up its line, and measures on its point that are there already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tenants import current, db

UNITS = """
    select u.id, u.name from unit_lines l join units u on u.tenant_id = $1 and u.id = l.ancestor_id
     where l.tenant_id = $1 and l.unit_id = $2 and u.closed_on is null and exists (
           select from unit_lines h where h.tenant_id = $1 and h.unit_id = u.id and h.ancestor_id = any ($3)) order by l.depth"""
MEASURES = """
    select m.id, m.title, u.name as unit from measures m
      join plans p on p.tenant_id = $1 and p.id = m.plan_id
      join units u on u.tenant_id = $1 and u.id = p.unit_id
     where m.tenant_id = $1 and m.list_code = $4 and m.point_code = $5 and m.dropped_at is null and m.done_at is null
       and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = $2 and l.ancestor_id = p.unit_id)
       and exists (select from unit_lines h where h.tenant_id = $1 and h.unit_id = p.unit_id and h.ancestor_id = any ($3))
     order by p.drafted_at desc, m.position limit 20"""


async def choices(
    unit: UUID, listed: str | None, point: str | None, leads: Sequence[UUID]
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    """(units, the nearest first; open measures on the point)."""
    units: list[Any] = await db().fetch(UNITS, current(), unit, list(leads))
    return units, await db().fetch(MEASURES, current(), unit, list(leads), listed, point) if point else []
