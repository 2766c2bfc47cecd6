"""A deputy no longer stands in: at the next request the post is not among theirs."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.lend_roles import lend_roles
from saas.org.recheck import recheck
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def end_deputy(deputy: UUID, *, by: UUID, now: datetime, today: date) -> UUID:
    """The post's id. What was done until now stays marked. Raises 404, 409 where it was ended or is over."""
    row = await db().fetchrow(
        "select post_id, to_date, withdrawn_at from deputies where tenant_id = $1 and id = $2 for update", current(), deputy
    )
    if row is None:
        raise not_found()
    if row["withdrawn_at"] or row["to_date"] < today:
        raise Refused(409, N_("这段代理已经结束。"))
    await db().execute(
        """update deputies set withdrawn_at = $3, to_date = greatest(from_date, least(to_date, $4))
            where tenant_id = $1 and id = $2""",
        current(), deputy, now, today,
    )  # fmt: skip
    await trail.record("end_deputy", "post", row["post_id"], by=by, now=now, deputy=str(deputy))
    await lend_roles(today)
    await recheck()
    found: UUID = row["post_id"]
    return found
