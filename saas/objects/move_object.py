"""An object goes to another territory, from a day on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.objects.held import hold_active
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

# Its own ground: the territory takes this kind, and answers for the unit of the object or one above it.
FITS = """
    select t.id from territories t
      join objects o on o.tenant_id = $1 and o.id = $2
      join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id
      join unit_lines l on l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = t.unit_id
     where t.tenant_id = $1 and t.id = $3 and t.closed_on is null and k.code = any (t.kinds)"""


async def move_object(thing: UUID, territory: UUID, on: date, *, why: str, by: UUID, now: datetime, today: date) -> None:
    """From that day on in this territory alone; what began later or on the same day gives way.

    Raises 404, 409 where it is retired, 422 for a day to come, a territory of another kind or of another unit, and the same one.
    """
    await hold_active(thing)
    if on > today:
        raise Refused(422, N_("不能晚于今天。"), field="from_date")
    if not await db().fetchval(FITS, current(), thing, territory):
        raise Refused(422, N_("这块区域不管这类对象，或不在它的单元之内。"), field="territory")
    lies = await db().fetch(
        """select territory_id, from_date from object_grounds where tenant_id = $1 and object_id = $2
              and (to_date is null or to_date >= $3)""",
        current(), thing, on,
    )  # fmt: skip
    if [row["territory_id"] for row in lies] == [territory] and lies[0]["from_date"] <= on:
        raise Refused(422, N_("它已经在这块区域里。"), field="territory")
    await db().execute(
        "delete from object_grounds where tenant_id = $1 and object_id = $2 and from_date >= $3", current(), thing, on
    )
    await db().execute(
        """update object_grounds set to_date = $3::date - 1 where tenant_id = $1 and object_id = $2
              and (to_date is null or to_date >= $3)""",
        current(), thing, on,
    )  # fmt: skip
    await db().execute(
        """insert into object_grounds (tenant_id, object_id, territory_id, from_date, moved_by, moved_at, why)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        current(), thing, territory, on, by, now, why,
    )  # fmt: skip
    await trail.record("move", "object", thing, by=by, now=now, why=why or None, territory=str(territory))
