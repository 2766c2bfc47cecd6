"""Take a process out of use from a day, or back into it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def retire(process: UUID, *, on: date | None, why: str, today: date, by: UUID, now: datetime) -> None:
    """From `on` nobody starts it any more; what runs goes on. `on` None takes it back.

    Refused: 404 unknown, 409 when it is so already, 422 for a day that is past or without a why.
    """
    row = await db().fetchrow("select retired_on from processes where tenant_id = $1 and id = $2 for update", current(), process)
    if row is None:
        raise not_found()
    if (row["retired_on"] is None) == (on is None):
        raise Refused(409, N_("已经有人先改了，请刷新看现在的状态。"))
    if on is not None and on < today:
        raise Refused(422, N_("停用日期不能早于今天。"), field="on")
    if on is not None and not why.strip():
        raise Refused(422, N_("请写为什么停用。"), field="why")
    await db().execute("update processes set retired_on = $3 where tenant_id = $1 and id = $2", current(), process, on)
    await trail.record("retire" if on else "restore", "process", process, by=by, now=now, why=why.strip() or None)
