"""Close a unit from a day on, once nothing hangs on it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.org.hanging import hanging
from saas.org.held import hold_open_unit, hold_tree
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db

FARTHEST = timedelta(days=366)


async def close_unit(unit: UUID, closed_on: date, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """`closed_on` is the first day without it. What it did stays where it was counted.

    Raises 404, 409 where it is closed already, Stale, 422 for a day that is past or for what still hangs on it.
    """
    check_closing_day(closed_on, today)
    await hold_tree()
    held = await hold_open_unit(unit)
    if held.parent is None:
        raise Refused(422, N_("最上层的单元不能关闭。"), field="closed_on")
    if await hanging(unit, closed_on):
        raise Refused(422, N_("这个单元还有下面列出的内容，请先处理或并入别的单元。"), field="closed_on")
    await revise("unit", unit, seen, held.told(closed_on=closed_on.isoformat()), by=by, now=now, before=held.told())
    await db().execute("update units set closed_on = $3 where tenant_id = $1 and id = $2", current(), unit, closed_on)
    await trail.record("close", "unit", unit, by=by, now=now, closed_on=str(closed_on))


def check_closing_day(closed_on: date, today: date) -> None:
    if not today <= closed_on <= today + FARTHEST:
        raise Refused(422, N_("关闭日期从今天起，最晚一年之内。"), field="closed_on")
