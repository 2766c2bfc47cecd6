"""The gate of a spot check: open, and for whom it was drawn or who began it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def hold_spot(spot: UUID, *, by: UUID, posts: Sequence[UUID]) -> Any:
    """The spot check with its due check, held until the transaction ends. Raises 404, or 409 when it is over."""
    held = await db().fetchrow(
        """select s.id, s.state, d.version_id, d.object_id, d.unit_id, d.post_id as due_post
             from spot_checks s join due_checks d on d.tenant_id = $1 and d.id = s.due_id
            where s.tenant_id = $1 and s.id = $2 and (s.post_id = any ($3) or s.membership_id = $4) for update of s""",
        current(), spot, list(posts), by,
    )  # fmt: skip
    if held is None:
        raise not_found()
    if held["due_post"] in posts:
        raise Refused(403, N_("自己的检查由别人抽查。"))
    if held["state"] != "open":
        raise Refused(409, N_("这次抽查已经结束，没有改动。"))
    return held
