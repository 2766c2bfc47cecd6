"""Take over an activity that was handed over: the receiver's signature."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.calendar import business_date
from saas.processes.held_run import held_run, run_of
from saas.processes.offer import keep
from saas.refusals import Refused
from saas.words import N_


async def take_over(turn: UUID, *, by: UUID, now: datetime, zone: str) -> UUID:
    """Waiting → working, signed by who holds the post or leads its line; never by who signed the other side. Returns the run.

    Refused: 404 unknown or none of theirs, 403 not theirs to take, 409 taken already or the run has ended.
    """
    course, who = await held_run(await run_of(turn), by, business_date(now, zone))
    mine = course.turn(turn)
    if mine.state != "waiting":
        raise Refused(409, N_("已经有人先接了，请刷新看现在的状态。"))
    post = course.may_take(mine, who)
    if post is None:
        raise Refused(403, N_("由接手的岗位签收。"))
    if by in mine.given_by:
        raise Refused(403, N_("交出和接手要由两个人签。请接手岗位的其他人或上级来接。"))
    mine.state, mine.taken_at, mine.taken_by, mine.taken_post = "working", now, by, post
    await keep(mine)
    await trail.record("take_over", "turn", turn, by=by, now=now)
    return course.id
