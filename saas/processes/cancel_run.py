"""Stop a run that will not be finished."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.calendar import business_date
from saas.processes.held_run import held_run, said
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


async def cancel_run(run: UUID, *, reason: str, by: UUID, now: datetime, zone: str) -> None:
    """By who began it or leads where it began; what is open ends with it, what was done stays.

    Refused: 404 unknown or none of theirs, 403 for others, 409 ended already, 422 without a reason.
    """
    course, who = await held_run(run, by, business_date(now, zone))
    if by != course.started_by and not course.leads(who, course.id):
        raise Refused(403, N_("由开始的人或上级取消。"))
    why = said(reason, field="reason", message=N_("请写取消的原因，最多 %(most)s 个字。"))
    await db().execute(
        """update turns set state = 'cancelled', done_at = $3, done_by = $4
            where tenant_id = $1 and run_id = $2 and state in ('gathering', 'waiting', 'working')""",
        current(), run, now, by,
    )  # fmt: skip
    await db().execute(
        "update process_runs set state = 'cancelled', ended_at = $3, ended_by = $4, reason = $5 where tenant_id = $1 and id = $2",
        current(), run, now, by, why,
    )  # fmt: skip
    await trail.record("cancel", "process_run", run, by=by, now=now, why=why)
