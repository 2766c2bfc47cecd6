"""Send an invitation again: a new link, a new term; the old link stops working."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.people.invite import Invited, expiry, write_letter
from saas.refusals import Refused, not_found
from saas.shield import new_token, token_hash
from saas.words import N_
from tenants import current, db


async def renew(invitation: UUID, days: int, *, by: UUID, now: datetime, address: str, locale: str) -> Invited:
    """Raises 404, 409 where it was accepted or withdrawn, 422 for a term that cannot be chosen."""
    token, mailed = new_token(), new_token()
    row = await db().fetchrow(
        """update invitations set token_hash = $3, mailed_hash = $4, expires_at = $5
            where tenant_id = $1 and id = $2 and accepted_at is null and withdrawn_at is null returning login, name""",
        current(), invitation, token_hash(token), token_hash(mailed), expiry(days, now),
    )  # fmt: skip
    if row is None:
        if not await db().fetchval("select true from invitations where tenant_id = $1 and id = $2", current(), invitation):
            raise not_found()
        raise Refused(409, N_("这份邀请已经接受或撤回，不能再发。"))
    await trail.record("renew", "invitation", invitation, by=by, now=now)
    await write_letter(row["login"], row["name"], f"{address}/invitation/{mailed}", locale)
    return Invited(invitation, token, mailed)
