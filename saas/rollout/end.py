"""End the rollout in stages: from the next day on lists are laid out everywhere again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.refusals import Problem, Refused
from saas.rollout.decide import NOT_BEGUN
from saas.words import N_
from tenants import current, db, later

LONGEST = 500


async def end(why: str, *, by: UUID, today: date, now: datetime) -> UUID:
    """Its id; stages, decisions and figures stay. Raises 409 where none runs, 422 without a reason."""
    if not why or len(why) > LONGEST:
        raise Refused.all([Problem("why", N_("请用一句话写明为什么结束。"))])
    # It began tomorrow at the latest: a rollout that never ran ends on the day before its first.
    ended: UUID | None = await db().fetchval(
        """update rollouts set to_date = $2, ended_by = $3, ended_at = $4, why = $5 where tenant_id = $1 and to_date is null
           returning id""",
        current(), today, by, now, why,
    )  # fmt: skip
    if ended is None:
        raise Refused(409, NOT_BEGUN)
    await later("checks.lay_out", day=(today + timedelta(days=1)).isoformat())
    await trail.record("end", "rollout", ended, by=by, now=now, why=why)
    return ended
