"""Save the form of one point of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from saas.checklists import reads
from saas.checklists.form import fields_of, point_from
from saas.checklists.gate import draft_of, open_draft, save, the_point
from saas.refusals import Refused
from saas.revisions import revise


async def edit_point(point: UUID, given: Mapping[str, str], *, seen: int, by: UUID, now: datetime) -> UUID:
    """Write what the form says; returns the list. `seen`: the edition the form was opened with.

    Refused: 404 for an unknown point, 409 Stale when somebody else saved it first, 422 at the fields.
    """
    draft = await open_draft(await draft_of(point))
    before = the_point(await reads.points(draft.id, now.date()), point)
    after, problems = point_from(given, before)
    if problems:
        raise Refused.all(problems)
    await revise("draft_point", point, seen, fields_of(after), by=by, now=now, before=fields_of(before))
    await save(after)
    return draft.checklist
