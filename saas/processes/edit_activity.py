"""Save the form of one activity of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from saas.processes.form import activity_from, fields_of, told_of
from saas.processes.gate import check_named, held, save
from saas.refusals import Refused
from saas.revisions import revise


async def edit_activity(activity: UUID, given: Mapping[str, str], *, seen: int, by: UUID, now: datetime, today: date) -> UUID:
    """Write what the form says; returns the process. `seen`: the edition the form was opened with.

    Refused: 404 for an unknown activity, 409 Stale when somebody else saved it first, 422 at the fields.
    """
    draft, _, before = await held(activity, today)
    after, problems = activity_from(given, before)
    if problems:
        raise Refused.all(problems)
    await check_named(after)
    await revise("draft_activity", activity, seen, fields_of(after), by=by, now=now, before=told_of(before))
    await save(after)
    return draft.process
