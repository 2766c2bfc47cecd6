"""The parts of a kind held and written: the edition, the row, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.objects.classify import classify
from saas.objects.held import HeldKind
from saas.objects.rules import Data
from saas.refusals import not_found
from saas.revisions import revise
from tenants import current, db, later

AT_ONCE = 5_000  # more objects than this are sorted by a job
WRITE = {
    "attributes": "update object_kinds set attributes = $3 where tenant_id = $1 and id = $2",
    "segments": "update object_kinds set segments = $3 where tenant_id = $1 and id = $2",
    "stages": "update object_kinds set stages = $3 where tenant_id = $1 and id = $2",
    "overlaps": "update object_kinds set needs = $3 where tenant_id = $1 and id = $2",
    "playbook": "update object_kinds set playbook = $3 where tenant_id = $1 and id = $2",
}


def entries(held: HeldKind) -> dict[str, list[Data]]:
    """The parts of a kind by the name they have in addresses."""
    return {
        "attributes": held.attributes, "segments": held.segments, "stages": held.stages, "overlaps": held.needs,
        "playbook": held.playbook,
    }  # fmt: skip


def at_place(rows: Sequence[Data], at: int) -> Data:
    """Raises 404."""
    if not 0 <= at < len(rows):
        raise not_found()
    return rows[at]


async def write(held: HeldKind, part: str, after: Sequence[Data], seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """The edition, the row, and every object's segment and stage anew."""
    await revise("object_kind", held.id, seen, held.told(**{part: list(after)}), by=by, now=now, before=held.told())
    await db().execute(WRITE[part], current(), held.id, list(after))
    if part in ("attributes", "segments", "stages"):
        count = await db().fetchval("select count(*) from objects where tenant_id = $1 and kind_id = $2", current(), held.id)
        if count <= AT_ONCE:
            await classify(held.id, by=by, now=now, today=today)
        else:
            await later("objects.classify", kind=str(held.id))
    await trail.record("change", "object_kind", held.id, by=by, now=now, part=part)
