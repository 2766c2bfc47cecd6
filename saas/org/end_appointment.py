"""Give an appointment another last day; one that has not begun is dropped."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.appoint import lock_post
from saas.org.recheck import recheck
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def end_appointment(appointment: UUID, to_date: date | None, *, by: UUID, now: datetime, today: date) -> UUID:
    """The post's id. Without `to_date` an appointment that lies ahead is dropped.

    Raises 404, 409 for one that is over, 422 for a day before it began or a later one than it had.
    """
    post = await db().fetchval("select post_id from appointments where tenant_id = $1 and id = $2", current(), appointment)
    if post is None:
        raise not_found()
    await lock_post(post)
    row = await db().fetchrow(
        "select from_date, to_date from appointments where tenant_id = $1 and id = $2", current(), appointment
    )
    if row is None or (row["to_date"] and row["to_date"] < today):
        raise Refused(409, N_("这段任职已经结束。"))
    if to_date is None and row["from_date"] > today:
        await db().execute("delete from appointments where tenant_id = $1 and id = $2", current(), appointment)
    else:
        await _shorten(appointment, row["from_date"], row["to_date"], to_date)
    await trail.record("vacate", "post", post, by=by, now=now, to_date=str(to_date) if to_date else None)
    await recheck()
    found: UUID = post
    return found


async def _shorten(appointment: UUID, began: date, was: date | None, to_date: date | None) -> None:
    if to_date is None:
        raise Refused(422, N_("请填写日期。"), field="to_date")
    if to_date < began:
        raise Refused(422, N_("结束日期不能早于任职开始日期 %(began)s。"), field="to_date", began=str(began))
    if was and to_date > was:
        raise Refused(422, N_("要延长任职，请重新任命到新的日期。"), field="to_date")
    await db().execute("update appointments set to_date = $3 where tenant_id = $1 and id = $2", current(), appointment, to_date)
