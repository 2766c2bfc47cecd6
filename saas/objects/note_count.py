"""What was counted of one thing, and why it differs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas.objects.hold_count import hold_count
from saas.objects.rules import Attribute, value
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def note_count(
    count: UUID, thing: UUID, figure: str, said: str, why: str, *, units: Sequence[UUID], by: UUID, now: datetime
) -> None:
    """Counted again it is written again, until the count ends. Raises 404, 409 once it ended, 422 at the figure."""
    await hold_count(count, units, "open")
    counted, wrong = value(Attribute("", {}, "number", required=True), said)
    if wrong:
        raise Refused(422, wrong, field="counted")
    if counted.startswith("-"):
        raise Refused(422, N_("实盘数不能小于 0。"), field="counted")
    done = await db().fetchval(
        """update count_lines set counted = $5::text::numeric, why = $6, membership_id = $7, counted_at = $8
            where tenant_id = $1 and count_id = $2 and object_id = $3 and figure = $4 returning true""",
        current(), count, thing, figure, counted, why[:200], by, now,
    )  # fmt: skip
    if not done:
        raise not_found()
