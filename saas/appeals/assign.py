"""The administrator chooses who decides, where there was nobody or nobody decided in time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.appeals.decide import held, still_open
from saas.appeals.deciders import choices
from saas.appeals.lodge import step
from saas.appeals.rules import DECIDE_DAYS, TEXT_LONGEST
from saas.appeals.told import tell
from saas.refusals import Problem, Refused
from saas.words import N_
from tenants import current, db


async def assign(appeal: UUID, decider: UUID | None, *, why: str, by: UUID, now: datetime) -> None:
    """The time for the decision begins anew. Refused: 404, 409 decided already, 422 for somebody who may not decide it."""
    row = await held(appeal)
    still_open(row)
    wrong = []
    if decider not in {member for member, _ in await choices(row["post_id"], row["cycle_id"])}:
        wrong.append(Problem("decider", N_("请选择一位：不能是本条线的人，也不能是复核过或发现问题的人。")))
    if not why or len(why) > TEXT_LONGEST:
        wrong.append(Problem("why", N_("请写明为什么由这位裁定。")))
    if wrong:
        raise Refused.all(wrong)
    await db().execute(
        """update appeals a set decider_id = $3, raised_at = null, decide_by = $4::timestamptz + coalesce(
                  (s.body -> 'cycles' ->> 'decide_days')::int, $5) * interval '1 day'
             from cycles c join schemes s on s.tenant_id = $1 and s.id = c.scheme_id
            where a.tenant_id = $1 and a.id = $2 and c.tenant_id = $1 and c.id = a.cycle_id""",
        current(), appeal, decider, now, DECIDE_DAYS,
    )  # fmt: skip
    await step(appeal, "assigned", by=by, now=now, why=why, decider=decider)
    await trail.record("assign", "appeal", appeal, by=by, now=now, why=why, decider=str(decider))
    await tell("lodged", appeal, now=now)
