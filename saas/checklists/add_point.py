"""Put a point into a draft: a new one, or a copy of one that is there."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from saas.checklists import reads
from saas.checklists.drafted import DraftPoint
from saas.checklists.form import KINDS, NEW, fields_of
from saas.checklists.gate import free_codes, open_draft, put_in_order, the_point, write
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db

POINTS_MOST = 200


async def add_point(
    checklist: UUID, *, section: str = "", kind: str = "pass_fail", after: UUID | None = None, like: UUID | None = None,
    by: UUID, now: datetime,
) -> UUID:  # fmt: skip
    """Insert behind `after`, else at the end of the section; `like` is copied, follow-ups included. Returns its id.

    Refused: 404 for unknown points, 409 without an open draft, 422 for a list that is full.
    """
    draft = await open_draft(checklist)
    points = await reads.points(draft.id, now.date())
    if len(points) >= POINTS_MOST:
        raise Refused(422, N_("一张检查表最多 %(n)s 项。"), n=POINTS_MOST)
    wanted = like or after
    beside = the_point(points, wanted) if wanted else None
    codes = await free_codes(draft.code, 1, (point.code for point in points))
    place = section if section in {part["code"] for part in draft.sections} else draft.sections[0]["code"]
    new = DraftPoint(code=codes[0], section=beside.section if beside else place, text=NEW, weight=Decimal(0),
                     kind=kind if kind in KINDS else "pass_fail", position=len(points) + 1)  # fmt: skip
    if like and beside:
        new = msgspec.structs.replace(beside, code=codes[0], position=len(points) + 1)
    await _free_last(draft.id)
    [made] = await write(draft.id, [new])
    ids = [point.id for point in points if point.id]
    ids.insert(ids.index(beside.id) + 1 if beside and beside.id else len(ids), made)
    await put_in_order(draft.id, ids)
    await revise("draft_point", made, 0, fields_of(new), by=by, now=now)
    return made


async def _free_last(draft: UUID) -> None:
    """Positions may have gaps; numbered from one, the last place is free."""
    await db().execute(
        """update draft_points p set position = n.place
             from (select id, row_number() over (order by position) as place from draft_points
                    where tenant_id = $1 and draft_id = $2) n
            where p.tenant_id = $1 and p.draft_id = $2 and p.id = n.id""",
        current(), draft,
    )  # fmt: skip
