"""An object that was retired comes back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.objects.classify import classify
from saas.objects.held import hold_object
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def restore_object(thing: UUID, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """It gets a territory anew, where its kind asks for one. Raises 404, 409 where it is in use or its unit closed, Stale."""
    held = await hold_object(thing)
    if held.retired_on is None:
        raise Refused(409, N_("这个对象还在用。"))
    if await db().fetchval("select closed_on from units where tenant_id = $1 and id = $2", current(), held.unit):
        raise Refused(409, N_("它的单元已经关闭，请先重开单元。"))
    await revise("object", thing, seen, held.told(retired_on=None), by=by, now=now, before=held.told())
    await db().execute("update objects set retired_on = null where tenant_id = $1 and id = $2", current(), thing)
    await classify(objects=[thing], by=by, now=now, today=today)
    await trail.record("restore", "object", thing, by=by, now=now)
