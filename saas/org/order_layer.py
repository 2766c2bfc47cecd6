"""Change the order of layers: one step up or down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.held import hold_tree
from saas.org.order_unit import STEPS
from saas.refusals import not_found
from tenants import current, db

ORDER = """
with numbered as (select l.id, row_number() over (order by l.position, l.code) as n from layers l where l.tenant_id = $1),
ordered as (
    select id, row_number() over (order by n + case when id = $2 then $3::numeric else 0 end) as n from numbered)
update layers l set position = o.n from ordered o where l.tenant_id = $1 and l.id = o.id and l.position <> o.n"""


async def order_layer(layer: UUID, step: str, *, by: UUID, now: datetime) -> None:
    """`step` is up or down; anything else changes nothing. Raises 404."""
    await hold_tree()
    if not await db().fetchval("select true from layers where tenant_id = $1 and id = $2", current(), layer):
        raise not_found()
    if step in STEPS:
        await db().execute(ORDER, current(), layer, STEPS[step])
        await trail.record("order", "layer", layer, by=by, now=now, step=step)
