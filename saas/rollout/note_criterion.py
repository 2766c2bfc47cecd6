"""Say of a criterion that only a person can judge whether it is met, in words that can be checked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Problem, Refused, not_found
from saas.rollout.judge import BY_PERSON
from saas.words import N_
from tenants import current, db

LONGEST = 500
MEASURED = N_("这一条由数据判断，不由人填写。")


async def note_criterion(criterion: UUID, *, met: bool, note: str, by: UUID, now: datetime) -> UUID:
    """The id of its stage. The newest note stands, the earlier ones stay. Raises 404, 409 for what is measured, 422."""
    row = await db().fetchrow(
        "select stage_id, by from rollout_criteria where tenant_id = $1 and id = $2 and retired_on is null", current(), criterion
    )
    if row is None:
        raise not_found()
    if row["by"] not in BY_PERSON:
        raise Refused(409, MEASURED)
    if not note or len(note) > LONGEST:
        raise Refused.all([Problem("note", N_("请写明凭什么这样判断，500 字以内。"))])
    await db().execute(
        "insert into criterion_notes (tenant_id, criterion_id, met, note, membership_id, at) values ($1, $2, $3, $4, $5, $6)",
        current(), criterion, met, note, by, now,
    )  # fmt: skip
    await trail.record("note", "rollout_criterion", criterion, by=by, now=now, why=note, met=met)
    stage: UUID = row["stage_id"]
    return stage
