"""Ask for the closing of a cycle; the worker does it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.cycles import reads
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import later

LONGEST_REASON = 300


async def ask(cycle: UUID, *, by: UUID, now: datetime, today: date, reason: str = "", early: bool = False) -> None:
    """Put the closing of an open cycle on the list of jobs; asked twice it is still done once.

    Before its last day is over this wants a reason and the right to (`early`). Refused: 404 unknown, 409
    closed
    already, 403 too early without the right, 422 too early without a reason.
    """
    chosen = await reads.cycle(cycle)
    if chosen is None:
        raise not_found()
    if chosen.state != "open":
        raise Refused(409, N_("这个周期已经结算，得分见结果页。"))
    reason = reason.strip()
    if not chosen.over(today):
        _may_be_early(reason, early=early)
    await later(reads.JOB, key=str(cycle), cycle=str(cycle), by=str(by), reason=reason or None)
    await trail.record("ask_to_close", "cycle", cycle, by=by, now=now, why=reason or None)


def _may_be_early(reason: str, *, early: bool) -> None:
    if not early:
        raise Refused(403, N_("周期还没有结束。提前结算由负责人决定。"))
    if not reason:
        raise Refused(422, N_("周期还没有结束。提前结算请写明原因。"), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(422, N_("原因请写在 %(most)s 字以内。"), field="reason", most=LONGEST_REASON)
