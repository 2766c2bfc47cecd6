"""The proposer takes it back, as long as nobody has answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def withdraw(suggestion: UUID, *, by: UUID, now: datetime) -> None:
    """Refused: 404 for anybody else, 409 answered or withdrawn before."""
    row = await db().fetchrow(
        """select s.withdrawn_at, s.named, exists (
                  select from suggestion_answers a where a.tenant_id = $1 and a.suggestion_id = s.id) as answered
             from suggestions s where s.tenant_id = $1 and s.id = $2 and s.membership_id = $3 for update""",
        current(), suggestion, by,
    )  # fmt: skip
    if row is None:
        raise not_found()
    if row["answered"] or row["withdrawn_at"]:
        raise Refused(409, N_("已经答复或撤回，不能再撤回。"))
    await db().execute("update suggestions set withdrawn_at = $3 where tenant_id = $1 and id = $2", current(), suggestion, now)
    await trail.record("withdraw", "suggestion", suggestion, by=by if row["named"] else None, now=now)
