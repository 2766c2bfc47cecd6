"""Withdraw a post's move that lies ahead; one that was found impossible on its day is put aside the same way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.held import hold_post
from saas.refusals import Refused, not_found
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def withdraw_post_move(move: UUID, *, by: UUID, now: datetime) -> UUID:
    """The post it was about. Raises 404, or 409 where it was made or withdrawn meanwhile."""
    row = await db().fetchrow(
        """update post_moves_ahead set withdrawn_by = $3, withdrawn_at = $4
            where tenant_id = $1 and id = $2 and done_at is null and withdrawn_at is null returning post_id, refused_at""",
        current(), move, by, now,
    )  # fmt: skip
    if row is None:
        if not await db().fetchval("select true from post_moves_ahead where tenant_id = $1 and id = $2", current(), move):
            raise not_found()
        raise Refused(409, N_("这项安排已经执行或撤回。"))
    post: UUID = row["post_id"]
    if row["refused_at"] is None:
        held = await hold_post(post)
        seen = await db().fetchval(
            "select coalesce(max(edition), 0) from revisions where tenant_id = $1 and noun = 'post' and noun_id = $2",
            current(), post,
        )  # fmt: skip
        await revise("post", post, seen, held.told(), by=by, now=now)
    await trail.record("withdraw", "post", post, by=by, now=now, move=str(move))
    return post
