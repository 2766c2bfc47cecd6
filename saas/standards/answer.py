"""End a proposal without publishing: its author takes it back, or a reviewer sends it back with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

LONGEST = 1_000


async def answer(proposal: UUID, reason: str | None, *, by: UUID, now: datetime) -> UUID:
    """Without a reason it is taken back, with one it is returned; the draft (its id is the answer) opens again.

    Refused: 404, 409 when it was answered already, 422 for an empty reason.
    """
    if reason is not None and not 0 < len(reason.strip()) <= LONGEST:
        reason = ""
    outcome = "withdrawn" if reason is None else "returned"
    draft: UUID | None = await db().fetchval(
        """update standard_proposals set outcome = $3, ended_by = $4, ended_at = $5, reason = $6
            where tenant_id = $1 and id = $2 and ended_at is null returning draft_id""",
        current(), proposal, outcome, by, now, reason,
    )  # fmt: skip
    if draft is None:
        known = await db().fetchval("select id from standard_proposals where tenant_id = $1 and id = $2", current(), proposal)
        raise Refused(409, N_("这份草稿已经有人处理过了。")) if known else not_found()
    if reason == "":
        raise Refused(422, N_("请写明退回的原因。"), field="reason")
    await trail.record("return" if reason else "withdraw", "standard_draft", draft, by=by, now=now, why=reason)
    return draft
