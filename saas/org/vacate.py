"""End an appointment on a date: the post is vacant from the day after."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.recheck import recheck
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def vacate(post: UUID, to_date: date, *, by: UUID, now: datetime) -> None:
    """End the open appointment of the post; `to_date` is its last day.

    Raises 404 for an unknown post, 409 when nobody holds it any more, 422 for a day before it began.
    """
    if not await db().fetchval("select true from posts where tenant_id = $1 and id = $2 for update", current(), post):
        raise not_found()
    began = await db().fetchval(
        "select from_date from appointments where tenant_id = $1 and post_id = $2 and to_date is null",
        current(), post,
    )  # fmt: skip
    if began is None:
        raise Refused(409, N_("这个岗位已经空缺，任职已由别人结束。"))
    if to_date < began:
        raise Refused(422, N_("结束日期不能早于任职开始日期 %(began)s。"), field="to_date", began=str(began))
    await db().execute(
        "update appointments set to_date = $3 where tenant_id = $1 and post_id = $2 and to_date is null",
        current(), post, to_date,
    )  # fmt: skip
    await trail.record("vacate", "post", post, by=by, now=now, to_date=str(to_date))
    await recheck()
