"""Name a deputy: somebody stands in for the holder of a post from a day to a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.org.appoint import check_member, lock_post
from saas.org.given import Given
from saas.org.lend_roles import lend_roles
from saas.org.recheck import recheck
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

LONGEST = timedelta(days=366)


async def deputise(post: UUID, member: UUID, given: Given, *, by: UUID, now: datetime, today: date) -> UUID:
    """The deputy's id. Fields: from_date, to_date, reason. During that time the post is among the member's own.

    Who stands in for a leader leads for that time. What they do is done for the post and carries their name; reviewing
    it is for others, as with any work of one's own.
    Raises 404 for an unknown or closed post, 422 at the fields: also for who holds the post then, or where
    somebody else stands in already.
    """
    first, last, reason = given.day("from_date"), given.day("to_date"), given.reason()
    if first and last and not (first <= last <= first + LONGEST and last >= today):
        given.wrong("to_date", N_("代理到哪天为止：不早于今天和开始日期，最长一年。"))
    given.done()
    await lock_post(post)
    await check_member(member)
    await _check_free(post, member, first, last)
    made: UUID = await db().fetchval(
        """insert into deputies (tenant_id, post_id, membership_id, from_date, to_date, reason, named_by, named_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning id""",
        current(), post, member, first, last, reason, by, now,
    )  # fmt: skip
    await trail.record(
        "deputise", "post", post, by=by, now=now, why=reason, member=str(member), from_date=str(first), to_date=str(last)
    )
    await lend_roles(today)
    await recheck()
    return made


async def _check_free(post: UUID, member: UUID, first: date | None, last: date | None) -> None:
    """The holder needs no deputy of their own person, and one deputy at a time is enough."""
    if await db().fetchval(
        """select true from appointments where tenant_id = $1 and post_id = $2 and membership_id = $3
              and from_date <= $5 and (to_date is null or to_date >= $4)""",
        current(), post, member, first, last,
    ):  # fmt: skip
        raise Refused(422, N_("任职人本人不用代理，请选别人。"), field="member")
    other = await db().fetchrow(
        """select m.name, d.from_date, d.to_date from deputies d
             join memberships m on m.tenant_id = d.tenant_id and m.id = d.membership_id
            where d.tenant_id = $1 and d.post_id = $2 and d.withdrawn_at is null
              and d.from_date <= $4 and d.to_date >= $3 limit 1""",
        current(), post, first, last,
    )  # fmt: skip
    if other:
        taken = N_("%(first)s 至 %(last)s 已由%(name)s代理。")
        raise Refused(
            422, taken, field="from_date", first=str(other["from_date"]), last=str(other["to_date"]), name=other["name"]
        )
