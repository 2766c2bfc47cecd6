"""A count held for a change, within one's own units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

SAID = {
    "open": N_("这次盘点正在进行。"), "ended": N_("这次盘点已经结束，等待过账。"), "posted": N_("这次盘点已经过账。"),
    "dropped": N_("这次盘点已经作废。"),
}  # fmt: skip


async def hold_count(count: UUID, units: Sequence[UUID], *states: str) -> Any:
    """Its row. Raises 404 beyond one's units, 409 where it is in another state."""
    row = await db().fetchrow(
        """select c.* from counts c where c.tenant_id = $1 and c.id = $2 and exists (
                  select from unit_lines l where l.tenant_id = $1 and l.unit_id = c.unit_id and l.ancestor_id = any ($3))
              for update""",
        current(), count, list(units),
    )  # fmt: skip
    if row is None:
        raise not_found()
    if row["state"] not in states:
        raise Refused(409, SAID[row["state"]])
    return row
