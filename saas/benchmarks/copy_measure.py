"""Take over what a better unit did: its measure into the plan of one's own unit that is not signed yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.benchmarks.reads import frame
from saas.plans.add import add
from saas.plans.choose import Offer
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

SIGNED = """
    select m.title, m.list_code || '/' || m.point_code as point
      from measures m join approvals a on a.tenant_id = $1 and a.plan_id = m.plan_id
     where m.tenant_id = $1 and m.id = $2 and m.dropped_at is null"""


async def copy_measure(measure: UUID, unit: UUID, *, leads: Sequence[UUID], by: UUID, now: datetime) -> UUID:
    """The plan it went into. Refused: 404 unknown or outside the line, 409 without an open plan or there already, 422 when the
    unit lost nothing on that point.
    """
    row: Any = await db().fetchrow(SIGNED, current(), measure)
    if row is None:
        raise not_found()
    plan = (await frame(unit)).plan
    if plan is None:
        raise Refused(409, N_("这个单元没有还可以改的计划，下次结算后再抄。"))
    await add(plan, row["point"], leads=leads, by=by, now=now, offer=Offer(title=row["title"], kind=None, source="hand"))
    return plan
