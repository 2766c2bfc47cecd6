"""A count ends when everything was counted and every difference has its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.objects.hold_count import hold_count
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


async def end_count(count: UUID, *, units: Sequence[UUID], by: UUID, now: datetime) -> None:
    """Raises 404, 409, 422 with how many lines are still to be counted or explained."""
    await hold_count(count, units, "open")
    row = await db().fetchrow(
        """select count(*) filter (where x.counted is null) as left,
                  count(*) filter (where abs(x.counted - x.book) > x.tolerance and x.why = '') as open
             from count_lines x where x.tenant_id = $1 and x.count_id = $2""",
        current(), count,
    )  # fmt: skip
    if row["left"]:
        raise Refused(422, N_("还有 %(n)s 行没有盘。找不到的请点“没找到”或填 0。"), field="left", n=row["left"])
    if row["open"]:
        raise Refused(422, N_("还有 %(n)s 行差异没有写原因。"), field="off", n=row["open"])
    await db().execute(
        "update counts set state = 'ended', ended_by = $3, ended_at = $4 where tenant_id = $1 and id = $2",
        current(),
        count,
        by,
        now,
    )
    await trail.record("end", "count", count, by=by, now=now)
