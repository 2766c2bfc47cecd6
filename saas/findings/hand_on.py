"""Another post answers for it: the leader hands it on, with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import LEADS, led
from saas.findings.tell import tell
from saas.refusals import Refused
from saas.reviews.gate import required
from saas.words import N_
from tenants import current, db

POST = f"""
    select o.id, {LEADS.format(unit="o.unit_id")} as mine from posts o
     where o.tenant_id = $1 and o.code = $2 and o.closed_on is null"""  # noqa: S608 - a piece of the gate


async def hand_on(finding: UUID, *, post: str, why: str, by: UUID, now: datetime) -> UUID:
    """From now on this post (its code), in the leader's own lines, is responsible; what was planned falls away.

    Refused: 404 outside the line, 409 when it is not open, 422 at `post` or `why`. Returns the record's id.
    """
    held = await led(finding, by=by, now=now, states=("open",), otherwise=N_("只有待整改的问题可以转交。"))
    why = required(why, field="why")
    named = await db().fetchrow(POST, current(), post, by)
    if named is None or not named["mine"]:
        raise Refused(422, N_("请选择你所带单元里的岗位；别的单元请上级负责人转交。"), field="post")
    if named["id"] == held.post_id:
        raise Refused(422, N_("它已经由这个岗位负责。"), field="post")
    await db().execute(
        """update findings set post_id = $3, acting_post_id = null, acting_id = null, acting_due = null, waiting_since = $4
            where tenant_id = $1 and id = $2""",
        current(), finding, named["id"], now,
    )  # fmt: skip
    done: UUID = await db().fetchval(
        """insert into handings_on (tenant_id, finding_id, from_post_id, to_post_id, why, membership_id, at)
           values ($1, $2, $3, $4, $5, $6, $7) returning id""",
        current(), finding, held.post_id, named["id"], why, by, now,
    )  # fmt: skip
    await trail.record("hand_on", "finding", finding, by=by, now=now, why=why, post=post)
    await tell("assigned", finding, but=by, now=now)
    return done
