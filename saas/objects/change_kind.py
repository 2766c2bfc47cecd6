"""What a kind is called, whether each object lies in one territory, and whether it is still in use."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.objects.held import hold_kind
from saas.org.given import Given
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def change_kind(kind: UUID, given: Given, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """The code stays: rules and lists know it. Raises 404, Stale, 422 for a kind with objects that is to be retired."""
    name, exclusive, retired = given.name(), bool(given.text("exclusive")), bool(given.text("retired"))
    given.done()
    held = await hold_kind(kind)
    used = "select true from objects where tenant_id = $1 and kind_id = $2 and retired_on is null limit 1"
    if retired and not held.retired_on and await db().fetchval(used, current(), kind):
        raise Refused(422, N_("这一类还有在用的对象，请先停用它们。"), field="retired")
    on = (held.retired_on or today) if retired else None
    after = held.told(
        name_zh=name.get("zh", ""), name_en=name.get("en", ""), exclusive=exclusive, retired_on=on.isoformat() if on else None
    )
    await revise("object_kind", kind, seen, after, by=by, now=now, before=held.told())
    await db().execute(
        "update object_kinds set name = $3, exclusive = $4, retired_on = $5 where tenant_id = $1 and id = $2",
        current(), kind, name, exclusive, on,
    )  # fmt: skip
    await trail.record("change", "object_kind", kind, by=by, now=now)
