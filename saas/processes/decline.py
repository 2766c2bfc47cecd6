"""Give an activity back to who handed it over, before taking it: something is missing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.calendar import business_date
from saas.processes.course import Course, Turn
from saas.processes.held_run import Proof, end, held_run, run_of, said
from saas.processes.offer import due_of, keep, offer
from saas.refusals import Refused
from saas.words import N_


async def decline(turn: UUID, *, reason: str, by: UUID, now: datetime, zone: str) -> UUID:
    """Waiting → declined; the giver has the activity in work again, with a fresh limit. Returns the run.

    Refused: 404 unknown or none of theirs, 403 not theirs to take, 409 taken already or the run has ended,
    422 without a reason.
    """
    course, who = await held_run(await run_of(turn), by, business_date(now, zone))
    mine = course.turn(turn)
    if mine.state != "waiting":
        raise Refused(409, N_("已经有人先接了，请刷新看现在的状态。"))
    if course.may_take(mine, who) is None or by in mine.given_by:
        raise Refused(403, N_("由接手的岗位退回。"))
    why = said(reason, field="reason", message=N_("请写退回的原因，最多 %(most)s 个字。"))
    await end(mine, "declined", Proof(why), by=by, now=now)
    for giver in [course.turn(one) for one in mine.from_turns]:
        await _again(course, giver, mine, by, now, zone)
    await trail.record("decline", "turn", turn, by=by, now=now, why=why)
    return course.id


async def _again(course: Course, giver: Turn, declined: Turn, by: UUID, now: datetime, zone: str) -> None:
    """The giver's activity, in the same hands as before, without a new signature."""
    turn = await offer(course, giver.activity_code, declined, by=by, posts=giver.posts)
    turn.state, turn.offered_at, turn.taken_at, turn.goes_on = "working", now, now, True
    turn.due_at = await due_of(course.activity(giver.activity_code), course.unit, giver.posts, now, zone)
    turn.taken_by, turn.taken_post = giver.taken_by, giver.taken_post
    await keep(turn)
