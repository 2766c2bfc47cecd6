"""Appoint a member to a post from a date; whoever held it before ends the day before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

FARTHEST = timedelta(days=366)


async def appoint(post: UUID, member: UUID, from_date: date, *, by: UUID, now: datetime, today: date) -> UUID:
    """The new appointment's id; the same member again is the same appointment.

    Raises 404 for a foreign or closed post, 422 for a foreign or ended membership, a day more than a year
    away, or a day not after the start of the appointment that it would end.
    """
    if abs(from_date - today) > FARTHEST:
        raise Refused(422, N_("任职日期须在前后一年之内。"), field="from_date")
    await _lock_post(post)
    await _check_member(member)
    holder = await db().fetchrow(
        """select id, membership_id, from_date from appointments
           where tenant_id = $1 and post_id = $2 and to_date is null""",
        current(), post,
    )  # fmt: skip
    if holder and holder["membership_id"] == member:
        same: UUID = holder["id"]
        return same
    if holder:
        await _end(holder["id"], holder["from_date"], from_date)
    else:
        await _check_free(post, from_date)
    made: UUID = await db().fetchval(
        """insert into appointments (tenant_id, post_id, membership_id, from_date) values ($1, $2, $3, $4)
           returning id""",
        current(), post, member, from_date,
    )  # fmt: skip
    await trail.record("appoint", "post", post, by=by, now=now, member=str(member), from_date=str(from_date))
    return made


async def _lock_post(post: UUID) -> None:
    """Two who appoint to one post at the same time come one after the other."""
    if not await db().fetchval(
        "select true from posts where tenant_id = $1 and id = $2 and closed_on is null for update",
        current(), post,
    ):
        raise not_found()


async def _check_member(member: UUID) -> None:
    if not await db().fetchval(
        "select true from memberships where tenant_id = $1 and id = $2 and ended_at is null",
        current(), member,
    ):
        raise Refused(422, N_("请从成员中选择任职人。"), field="member")


async def _end(appointment: UUID, began: date, from_date: date) -> None:
    if from_date <= began:
        raise Refused(422, N_("新任职须晚于现任的开始日期 %(began)s。"), field="from_date", began=str(began))
    await db().execute(
        "update appointments set to_date = $3 where tenant_id = $1 and id = $2",
        current(), appointment, from_date - timedelta(days=1),
    )  # fmt: skip


async def _check_free(post: UUID, from_date: date) -> None:
    """Checks belong to whoever held the post on their day: two holders on one day would blur that."""
    last = await db().fetchval(
        "select max(to_date) from appointments where tenant_id = $1 and post_id = $2", current(), post
    )
    if last and last >= from_date:
        taken = N_("这个岗位到 %(last)s 另有任职人，请选以后的日期。")
        raise Refused(422, taken, field="from_date", last=str(last))
