"""Send the work back to an earlier activity, in a case that the process provides for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.calendar import business_date
from saas.processes.held_run import Proof, end, held_run, run_of, said
from saas.processes.offer import offer, settle
from saas.refusals import Refused
from saas.words import N_


async def send_back(turn: UUID, to: str, *, reason: str, by: UUID, now: datetime, zone: str) -> UUID:
    """Working → sent_back; the earlier activity waits for the post that did it. Returns the run.

    Refused: 404 unknown or none of theirs, 403 not theirs, 409 not in work or the run has ended, 422 for a way that
    the process does not have, or without a reason.
    """
    course, who = await held_run(await run_of(turn), by, business_date(now, zone))
    mine = course.turn(turn)
    if mine.state != "working":
        raise Refused(409, N_("已经有人先办了，请刷新看现在的状态。"))
    if not course.may_finish(mine, who):
        raise Refused(403, N_("由接手的人退回。"))
    if to not in {way.to for way in course.activity(mine.activity_code).back}:
        raise Refused(422, N_("请选择退回到哪个环节。"), field="back")
    why = said(reason, field="reason", message=N_("请写退回的原因，最多 %(most)s 个字。"))
    before = [one for one in course.turns if one.activity_code == to and one.taken_post]
    await end(mine, "sent_back", Proof(why), by=by, now=now)
    posts = [before[-1].taken_post] if before and before[-1].taken_post else []
    await offer(course, to, mine, by=by, posts=posts)
    await settle(course, now=now, zone=zone, by=by)
    await trail.record("send_back", "turn", turn, by=by, now=now, why=why)
    return course.id
