"""Go over a budget of minutes: only with a reason, under one's own name."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.checklists.load import over
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

REASON_MOST = 300
TOO_MUCH = N_("%(title)s一天要 %(minutes)s 分钟，超过预算 %(budget)s 分钟。确实要超，请写理由，由你署名。")


async def sign_excess(
    checklist: UUID, reason: str, *, points: int | None = None, by: UUID, now: datetime, today: date
) -> None:  # fmt: skip
    """Nothing to do where the list keeps within the budgets of all who fill it in.

    `points`: how many it will have, None as it is. Refused: 422 at `signed` without a reason.
    """
    found = await over(checklist, points, today)
    if not found:
        return
    first = found[0]
    if not reason.strip() or len(reason) > REASON_MOST:
        title = (first.name or {}).get("zh") or (first.name or {}).get("en") or first.job_title
        raise Refused(422, TOO_MUCH, field="signed", title=title, minutes=first.minutes, budget=first.budget)
    for one in found:
        await db().execute(
            """insert into excesses (tenant_id, checklist_id, job_title, minutes, budget, reason, signed_by, signed_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            current(), checklist, one.job_title, one.minutes, one.budget, reason.strip(), by, now,
        )  # fmt: skip
