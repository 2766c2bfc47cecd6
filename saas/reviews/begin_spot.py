"""A leader takes a due check to fill in as well, before anybody has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def begin_spot(due: UUID, *, by: UUID, decides: Sequence[UUID], posts: Sequence[UUID], now: datetime) -> UUID:
    """The id of the spot check, open until the end of the check's day.

    Refused: 404 outside the lines that `by` decides in, 403 on own work, 409 when the self-check is in (its answers may have
    been seen) or somebody else took it.
    """
    held = await db().fetchrow(
        """select d.check_id, d.state, d.post_id, d.business_date from due_checks d
            where d.tenant_id = $1 and d.id = $2 and exists (
                  select from unit_lines l where l.tenant_id = $1 and l.unit_id = d.unit_id and l.ancestor_id = any ($3))
              for update""",
        current(), due, list(decides),
    )  # fmt: skip
    if held is None:
        raise not_found()
    if held["post_id"] in posts:
        raise Refused(403, N_("自己的检查由别人抽查。"))
    if held["check_id"] is not None or held["state"] != "open":
        raise Refused(409, N_("自查已经交来，不能再独立抽查。请在复核里看。"))
    spot: UUID | None = await db().fetchval(
        """insert into spot_checks (tenant_id, due_id, membership_id, drawn_at, until) values ($1, $2, $3, $4, $5)
           on conflict (tenant_id, due_id) do nothing returning id""",
        current(), due, by, now, held["business_date"],
    )  # fmt: skip
    if spot is None:
        raise Refused(409, N_("这张表已经有人抽查。"))
    await trail.record("take", "spot_check", spot, by=by, now=now)
    return spot
