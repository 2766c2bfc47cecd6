"""Put a new activity into a draft, behind another or at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from saas.processes import reads
from saas.processes.flow import Activity, Way
from saas.processes.form import NEW, fields_of
from saas.processes.gate import open_draft, save, write
from saas.refusals import Refused, not_found
from saas.revisions import revise
from saas.words import N_

MOST = 60


async def add_activity(process: UUID, *, after: UUID | None = None, by: UUID, now: datetime, today: date) -> UUID:
    """It is put into the way: what came behind `after` comes behind it now. Returns its id.

    Refused: 404 for an unknown process or activity, 409 without an open draft, 422 for one that is full.
    """
    draft = await open_draft(process)
    known = await reads.draft_activities(draft.id, today)
    if len(known) >= MOST:
        raise Refused(422, N_("一个流程最多 %(n)s 个环节。"), field="form", n=MOST)
    beside = next((each for each in known if each.id == after), None) if after else (known[-1] if known else None)
    if after and beside is None:
        raise not_found()
    place = known.index(beside) + 1 if beside else 0
    new = Activity(
        code=_free(draft.code, known), name=NEW, position=place + 1, starts=not known, ahead=beside.ahead if beside else ()
    )
    for n, each in enumerate(known[place:], place + 2):
        await save(msgspec.structs.replace(each, position=n))
    [made] = await write(draft.id, [new])
    if beside:
        await save(msgspec.structs.replace(beside, ahead=(Way(new.code),)))
        await revise(
            "draft_activity", beside.id or made, beside.edition, fields_of(beside) | {"ahead": new.code}, by=by, now=now,
            before=fields_of(beside),
        )  # fmt: skip
    await revise("draft_activity", made, 0, fields_of(new), by=by, now=now)
    return made


def _free(process: str, known: Sequence[Activity]) -> str:
    """<process>-<n>, one more than the highest: a code that was taken out is not given to another activity."""
    used = [each.code.removeprefix(f"{process}-") for each in known]
    return f"{process}-{max([int(one) for one in used if one.isdigit() and one.isascii()], default=0) + 1}"
