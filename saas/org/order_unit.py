"""Change the order of siblings: one step up or down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.held import hold_open_unit, hold_tree
from tenants import current, db

# Siblings numbered anew, the one that moves half a step beyond its neighbour: a pack may have given equal numbers.
ORDER = """
with sibling as (
    select u.id, row_number() over (order by u.position, u.code) as n from units u
     where u.tenant_id = $1 and u.parent_id is not distinct from $3 and u.closed_on is null),
ordered as (
    select id, row_number() over (order by n + case when id = $2 then $4::numeric else 0 end) as n from sibling)
update units u set position = o.n from ordered o where u.tenant_id = $1 and u.id = o.id and u.position <> o.n"""
STEPS = {"up": "-1.5", "down": "1.5"}


async def order_unit(unit: UUID, step: str, *, by: UUID, now: datetime) -> None:
    """`step` is up or down; anything else, and a step beyond the end, changes nothing. Raises 404."""
    await hold_tree()
    held = await hold_open_unit(unit)
    if step in STEPS:
        await db().execute(ORDER, current(), unit, held.parent, STEPS[step])
        await trail.record("order", "unit", unit, by=by, now=now, step=step)
