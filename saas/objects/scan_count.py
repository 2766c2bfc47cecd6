"""A label was scanned while counting: the thing is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas.objects.hold_count import hold_count
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


async def scan_count(count: UUID, said: str, *, units: Sequence[UUID], by: UUID, now: datetime) -> UUID:
    """The object of the label. What is only there or not is counted with it; figures wait for their number.

    Raises 404, 409 once it ended, 422 for a label that is not part of this count.
    """
    await hold_count(count, units, "open")
    code = said.strip().rstrip("/").rpartition("/")[2][:40]
    thing: UUID | None = await db().fetchval(
        """select o.id from objects o where o.tenant_id = $1 and lower(o.code) = lower($3) and exists (
                  select from count_lines x where x.tenant_id = $1 and x.count_id = $2 and x.object_id = o.id)""",
        current(), count, code,
    )  # fmt: skip
    if thing is None:
        raise Refused(422, N_("“%(code)s”不在这次盘点里。它可能属于别的单元，或还没有登记。"), field="code", code=code or "—")
    await db().execute(
        """update count_lines set counted = 1, membership_id = $4, counted_at = $5
            where tenant_id = $1 and count_id = $2 and object_id = $3 and source = 'thing'""",
        current(), count, thing, by, now,
    )  # fmt: skip
    return thing
