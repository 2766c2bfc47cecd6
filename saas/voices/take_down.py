"""What came in over a channel is taken down: its form, and each point of it as a finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas import trail
from saas.findings.open_one import Found, open_one
from saas.refusals import Refused, not_found
from saas.voices.taken import Known, Point, Taken, check_taken
from saas.words import N_
from tenants import current, db

CHANNEL = "select * from channels where tenant_id = $1 and id = $2 and retired_on is null"
BEFORE = "select true from intakes where tenant_id = $1 and id = $2"
KEEP = """
    insert into intakes (tenant_id, id, channel_id, number, held_on, unit_id, fields, given, photos, membership_id, taken_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing"""


async def take_down(
    intake: UUID, channel: UUID, taken: Taken, *, leads: Sequence[UUID], by: UUID, today: date, now: datetime
) -> list[UUID]:
    """The findings, in the order of the points; nothing for an id that was kept before. Raises 404, 422 at the fields."""
    way = await db().fetchrow(CHANNEL, current(), channel)
    if way is None:
        raise not_found()
    said, known = await check_taken(taken, way["fields"], leads=leads, today=today, by=by)
    kept = await db().execute(
        KEEP, current(), intake, channel, taken.number, taken.held_on, known["unit", taken.unit][1], way["fields"], said,
        list(taken.photos), by, now,
    )  # fmt: skip
    if kept != "INSERT 0 1":
        if await db().fetchval(BEFORE, current(), intake):
            return []
        raise Refused(422, N_("这个编号已经受理过。"), field="number")
    found = []
    for n, point in enumerate(taken.points, 1):
        opened = await open_one(_found(intake, n, point, taken, way, known, by, now), now=now)
        found.append(opened.id)
    await db().execute(
        """insert into intake_findings (tenant_id, intake_id, position, finding_id)
           select $1, $2, x.n, x.id from unnest($3::uuid[]) with ordinality x (id, n)""",
        current(), intake, found,
    )  # fmt: skip
    await trail.record("take_down", "intake", intake, by=by, now=now, findings=len(found))
    return found


def _found(
    intake: UUID, n: int, point: Point, taken: Taken, way: Any, known: Known, by: UUID, now: datetime
) -> Found:  # fmt: skip
    """Days of the channel count from the day it was held; without them its severity tells."""
    thing, unit = known["object", point.object] if point.object else (None, known["unit", point.unit or taken.unit][1])
    customers = way["source"] in ("customer", "call_back")
    return Found(
        way["source"], point.severity, {"zh": point.title, "en": point.title}, unit, now,  # type: ignore[arg-type]
        kind="complaint" if customers else "deviation", found_by=by, note=point.note, photos=taken.photos, object=thing,
        detail=point.detail or None, found_on=taken.held_on, origin=f"intake:{intake}:{n}",
        due_on=None if way["days"] is None else max(taken.held_on + timedelta(days=way["days"]), taken.held_on),
    )  # fmt: skip
