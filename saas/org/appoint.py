"""Appoint a member to a post from a day on, or from a day to a day; an open-ended holder ends the day before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.recheck import recheck
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

FARTHEST = timedelta(days=366)


async def appoint(
    post: UUID, member: UUID, from_date: date, *, by: UUID, now: datetime, today: date, to_date: date | None = None
) -> UUID:
    """The new appointment's id; the same member again is the same appointment, with the new last day.

    Raises 404 for a foreign or closed post, 422 for a foreign or ended membership, a first day more than a year
    away, a last day before the first, or days on which somebody else holds the post.
    """
    if abs(from_date - today) > FARTHEST:
        raise Refused(422, N_("任职日期须在前后一年之内。"), field="from_date")
    if to_date and to_date < from_date:
        raise Refused(422, N_("最后一天不能早于第一天。"), field="to_date")
    await lock_post(post)
    await check_member(member)
    near = await _near(post, from_date)
    holder = near[0] if near and near[0]["from_date"] <= from_date else None
    same = holder is not None and holder["membership_id"] == member
    await _check_free(near[1:] if same else near, from_date, to_date)
    if holder and same:
        await _last_day(holder["id"], to_date)
        made: UUID = holder["id"]
    else:
        if holder:
            await _last_day(holder["id"], from_date - timedelta(days=1))
        made = await db().fetchval(
            """insert into appointments (tenant_id, post_id, membership_id, from_date, to_date) values ($1, $2, $3, $4, $5)
               returning id""",
            current(), post, member, from_date, to_date,
        )  # fmt: skip
    await trail.record(
        "appoint", "post", post, by=by, now=now, member=str(member), from_date=str(from_date),
        to_date=str(to_date) if to_date else None,
    )  # fmt: skip
    await recheck()
    return made


async def lock_post(post: UUID) -> None:
    """Two who appoint to one post at the same time come one after the other. Raises 404 for a closed one, too."""
    if not await db().fetchval(
        "select true from posts where tenant_id = $1 and id = $2 and closed_on is null for update",
        current(),
        post,
    ):
        raise not_found()


async def check_member(member: UUID) -> None:
    if not await db().fetchval(
        "select true from memberships where tenant_id = $1 and id = $2 and ended_at is null",
        current(),
        member,
    ):
        raise Refused(422, N_("请从成员中选择任职人。"), field="member")


async def _near(post: UUID, from_date: date) -> list[Any]:
    """Appointments that are not over on that day, the earliest first."""
    rows: list[Any] = await db().fetch(
        """select a.id, a.membership_id, a.from_date, a.to_date, m.name from appointments a
             join memberships m on m.tenant_id = a.tenant_id and m.id = a.membership_id
            where a.tenant_id = $1 and a.post_id = $2 and (a.to_date is null or a.to_date >= $3)
            order by a.from_date""",
        current(), post, from_date,
    )  # fmt: skip
    return rows


async def _check_free(others: list[Any], from_date: date, to_date: date | None) -> None:
    """Checks belong to whoever held the post on their day: two holders on one day would blur that."""
    for other in others:
        if other["from_date"] > (to_date or date.max):
            continue
        if other["from_date"] > from_date:
            taken = N_("从 %(began)s 起已经安排了%(name)s。")
            raise Refused(422, taken, field="from_date", began=str(other["from_date"]), name=other["name"])
        if other["to_date"]:
            taken = N_("这个岗位到 %(last)s 另有任职人，请选以后的日期。")
            raise Refused(422, taken, field="from_date", last=str(other["to_date"]))
        if other["from_date"] == from_date:
            began = N_("新任职须晚于现任的开始日期 %(began)s。")
            raise Refused(422, began, field="from_date", began=str(from_date))


async def _last_day(appointment: UUID, to_date: date | None) -> None:
    await db().execute("update appointments set to_date = $3 where tenant_id = $1 and id = $2", current(), appointment, to_date)
