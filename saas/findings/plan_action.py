"""The corrective action is planned: what, whose, until when."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import Standing, at_work
from saas.refusals import Refused
from saas.reviews.gate import required
from saas.words import N_
from tenants import current, db

# The post by its code, and whether the person holds it or belongs to the company at all.
OWNER = """
    select o.id, $3::uuid is null or exists (
               select from memberships m where m.tenant_id = $1 and m.id = $3 and m.ended_at is null) as known
      from posts o where o.tenant_id = $1 and o.code = $2 and o.closed_on is null"""


async def plan_action(
    finding: UUID, *, action: str, post: str, owner: UUID | None, due: date, by: UUID, now: datetime
) -> UUID:  # fmt: skip
    """From now on it lies with this post (its code), or with this person (a membership); the newest plan stands.

    Whoever mends it or leads its line may plan, as often as needed; later than the finding is due only a leader may: then
    the finding is due that day. Returns the record's id. Refused: 404, 409 when it is not open, 422 at its field.
    """
    held = await at_work(finding, by=by, now=now, leader=True)
    action = required(action, field="action")
    named = await db().fetchrow(OWNER, current(), post, owner)
    if named is None:
        raise Refused(422, N_("没有这个岗位，请从列表中选择。"), field="post")
    if not named["known"]:
        raise Refused(422, N_("没有这个人，请从列表中选择。"), field="owner")
    _check_day(held, due)
    made: UUID = await db().fetchval(
        """insert into planned_actions (tenant_id, finding_id, action, post_id, owner_id, due_on, membership_id, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning id""",
        current(), finding, action, named["id"], owner, due, by, now,
    )  # fmt: skip
    await db().execute(
        """update findings set acting_post_id = $3, acting_id = $4, acting_due = $5, due_on = greatest(due_on, $5),
                  waiting_since = $6
            where tenant_id = $1 and id = $2""",
        current(), finding, named["id"], owner, due, now,
    )  # fmt: skip
    await trail.record("plan", "finding", finding, by=by, now=now, post=post, due=due.isoformat())
    return made


def _check_day(held: Standing, due: date) -> None:
    if due < held.today:
        raise Refused(422, N_("完成日期不能早于今天。"), field="due")
    if due > held.due_on and not held.leads:
        raise Refused(422, N_("晚于整改期限 %(day)s，要由负责人来定。"), field="due", day=held.due_on.isoformat())
