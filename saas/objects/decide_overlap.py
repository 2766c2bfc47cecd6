"""Two objects serve one need: both stay, for a reason, or one of them goes on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.objects.overlap_reads import is_pair
from saas.objects.retire_object import retire_object
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def decide_overlap(  # noqa: PLR0913  one field of the form each
    one: UUID, other: UUID, rule: str, gone: UUID | None, on: date, *, why: str, units: Sequence[UUID], by: UUID, now: datetime,
    today: date,
) -> None:  # fmt: skip
    """`gone`: which of the two is retired, None keeps both. Raises 404 for what is no such pair, 409 where it was decided."""
    if one == other or not await is_pair(one, other, rule, units):
        raise not_found()
    if gone is not None and gone not in (one, other):
        raise not_found()
    first, second = sorted((one, other))
    made = await db().fetchval(
        """insert into overlap_decisions (tenant_id, overlap, first_id, second_id, gone_id, gone_on, why,
                                          membership_id, decided_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id""",
        current(), rule, first, second, gone, on if gone else None, why, by, now,
    )  # fmt: skip
    if made is None:
        raise Refused(409, N_("这一对刚刚有人定过了。"))
    if gone:
        seen = await db().fetchval(
            "select coalesce(max(edition), 0) from revisions where tenant_id = $1 and noun = 'object' and noun_id = $2",
            current(), gone,
        )  # fmt: skip
        await retire_object(gone, on, seen, why=why, by=by, now=now, today=today)
    await trail.record("decide", "overlap", made, by=by, now=now, why=why, gone=str(gone) if gone else None)
