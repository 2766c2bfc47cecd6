"""Finish an activity and hand the work over: the giver's signature."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.calendar import business_date
from saas.processes.flow import Activity
from saas.processes.held_run import LONGEST, Proof, end, held_run, own_photo, run_of
from saas.processes.offer import offer, settle
from saas.refusals import Refused
from saas.words import N_


async def hand_over(turn: UUID, proof: Proof, *, to: Collection[str] = (), by: UUID, now: datetime, zone: str) -> UUID:
    """Working → done; what comes next gets its turn. `to`: the ways chosen where there is a choice. Returns the run.

    Refused: 404 unknown or none of theirs, 403 not theirs to finish, 409 not (any more) in work or the run has ended,
    422 when the condition is not ticked, no way is chosen, or the photo is not here.
    """
    course, who = await held_run(await run_of(turn), by, business_date(now, zone))
    mine = course.turn(turn)
    activity = course.activity(mine.activity_code)
    if mine.state != "working":
        raise Refused(409, N_("已经有人先办了，请刷新看现在的状态。"))
    if not course.may_finish(mine, who):
        raise Refused(403, N_("由接手的人完成并交出。"))
    if any(activity.condition.values()) and not proof.met:
        raise Refused(422, N_("交接条件达到后，勾上再交。"), field="met")
    if len(proof.note) > LONGEST:
        raise Refused(422, N_("最多 %(most)s 个字。"), field="note", most=LONGEST)
    chosen = _chosen(activity, to)
    await own_photo(proof.photo, by)
    await end(mine, "done", proof, by=by, now=now)
    for code in chosen:
        await offer(course, code, mine, by=by)
    await settle(course, now=now, zone=zone, by=by)
    await trail.record("hand_over", "turn", turn, by=by, now=now)
    return course.id


def _chosen(activity: Activity, to: Collection[str]) -> list[str]:
    """Ways without a case are always taken; of the others those that were chosen, one at least where all have a case."""
    found = [way.to for way in activity.ahead if not way.when or way.to in to]
    if activity.ahead and not found:
        raise Refused(422, N_("请选择下一步。"), field="to")
    return found
