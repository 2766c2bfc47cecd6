"""The owner of a measure says that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def finish(measure: UUID, *, posts: Sequence[UUID], by: UUID, now: datetime) -> None:
    """Mark a signed measure as done. `posts`: what the person holds today.

    Refused: 404 unless one of the posts owns it and its plan is signed, 409 when it is done already.
    """
    await held(measure, posts)
    await db().execute("update measures set done_at = $3 where tenant_id = $1 and id = $2", current(), measure, now)
    await trail.record("finish", "measure", measure, by=by, now=now)


async def held(measure: UUID, posts: Sequence[UUID]) -> None:
    """Hold a measure for its owner until the transaction ends. Refused 404 and 409 as above."""
    row = await db().fetchrow(
        """select m.done_at from measures m
             join approvals a on a.tenant_id = m.tenant_id and a.plan_id = m.plan_id
            where m.tenant_id = $1 and m.id = $2 and m.post_id = any ($3)
                and m.dropped_at is null for update of m""",
        current(), measure, list(posts),
    )  # fmt: skip
    if row is None:
        raise not_found()
    if row["done_at"] is not None:
        raise Refused(409, N_("这项措施已经标为完成。"))
