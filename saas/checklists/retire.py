"""Take a list out of use from a day on, or back into use."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.checklists import reads
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


async def retire(checklist: UUID, on: date | None, *, today: date, why: str, by: UUID, now: datetime) -> None:
    """From `on` it is laid out no more; None takes it back into use. What is due already can still be filled in.

    Refused: 404 no such list, 422 for a day that is past or without a why.
    """
    await reads.checklist(checklist)
    if on is not None and on < today:
        raise Refused(422, N_("停用日期不能早于今天。"), field="on")
    if on is not None and not why.strip():
        raise Refused(422, N_("请写为什么停用。"), field="why")
    await db().execute("update checklists set retired_on = $3 where tenant_id = $1 and id = $2", current(), checklist, on)
    action = "retire" if on else "reinstate"
    await trail.record(action, "checklist", checklist, by=by, now=now, why=why.strip() or None, on=on.isoformat() if on else None)
