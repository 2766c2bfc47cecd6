"""Remove a layer that no unit stands in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def remove_layer(layer: UUID, *, by: UUID, now: datetime) -> None:
    """Raises 404, 409 where a unit stands in it or stood in it: what was is told by its name."""
    name = await db().fetchval("select name from layers where tenant_id = $1 and id = $2 for update", current(), layer)
    if name is None:
        raise not_found()
    if await db().fetchval(
        """select true from units where tenant_id = $1 and layer_id = $2
           union all select true from unit_spans where tenant_id = $1 and layer_id = $2 limit 1""",
        current(), layer,
    ):  # fmt: skip
        raise Refused(409, N_("这个层级里有单元（或曾经有过），不能删除。可以改名。"))
    await db().execute("delete from layers where tenant_id = $1 and id = $2", current(), layer)
    await trail.record("remove", "layer", layer, by=by, now=now, name=name)
