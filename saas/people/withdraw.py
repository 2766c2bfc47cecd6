"""Withdraw an invitation: its link stops working at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def withdraw(invitation: UUID, *, by: UUID, now: datetime) -> None:
    """Raises 404 for an unknown one, 409 where it was accepted or withdrawn before."""
    row = await db().fetchrow(
        "select accepted_at, withdrawn_at from invitations where tenant_id = $1 and id = $2 for update",
        current(), invitation,
    )  # fmt: skip
    if row is None:
        raise not_found()
    if row["accepted_at"]:
        raise Refused(409, N_("对方已经接受邀请，不能再撤回。可以在成员列表中办理离开。"))
    if row["withdrawn_at"]:
        raise Refused(409, N_("这份邀请已经撤回。"))
    await db().execute(
        "update invitations set withdrawn_at = $3 where tenant_id = $1 and id = $2",
        current(), invitation, now,
    )  # fmt: skip
    await trail.record("withdraw", "invitation", invitation, by=by, now=now)
