"""An object leaves the ledger on a day; its past stays."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.objects.held import hold_active
from saas.objects.tell import tell
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def retire_object(thing: UUID, on: date, seen: int, *, why: str, by: UUID, now: datetime, today: date) -> None:
    """No check is laid out for it from that day on; what is due stays due. Raises 404, 409, Stale, 422 for a day to come."""
    held = await hold_active(thing)
    if on > today:
        raise Refused(422, N_("不能晚于今天。"), field="retired_on")
    await revise("object", thing, seen, held.told(retired_on=on.isoformat()), by=by, now=now, why=why or None, before=held.told())
    await db().execute("update objects set retired_on = $3 where tenant_id = $1 and id = $2", current(), thing, on)
    # It gives up its territory with the same day.
    await db().execute(
        """update object_grounds set to_date = greatest(from_date, $3::date) where tenant_id = $1 and object_id = $2
              and to_date is null""",
        current(), thing, on,
    )  # fmt: skip
    await tell("object_retired", [thing], now=now)
    await trail.record("retire", "object", thing, by=by, now=now, why=why or None)
