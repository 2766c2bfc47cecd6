"""Bring the weights of a draft to a sum of 100, in the proportions they have."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from saas.checklists import reads
from saas.checklists.burden import balanced
from saas.checklists.form import fields_of
from saas.checklists.gate import open_draft
from saas.revisions import revise
from tenants import current, db


async def balance(checklist: UUID, *, by: UUID, now: datetime) -> None:
    """Points and sections alike, to one place, what is left over going to the largest remainders.

    Refused: 404 no such list, 409 without an open draft.
    """
    draft = await open_draft(checklist)
    points = await reads.points(draft.id, now.date())
    for point, weight in zip(points, balanced([point.weight for point in points]), strict=True):
        if weight != point.weight and point.id:
            after = fields_of(msgspec.structs.replace(point, weight=weight))
            await revise("draft_point", point.id, point.edition, after, by=by, now=now, before=fields_of(point))
            await db().execute(
                "update draft_points set weight = $3 where tenant_id = $1 and id = $2", current(), point.id, weight
            )
    shares = balanced([Decimal(str(section["weight"])) for section in draft.sections])
    sections = [part | {"weight": f"{share.normalize():f}"} for part, share in zip(draft.sections, shares, strict=True)]
    await db().execute(
        "update checklist_drafts set sections = $3 where tenant_id = $1 and id = $2", current(), draft.id, sections
    )
