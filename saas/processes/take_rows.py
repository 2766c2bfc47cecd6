"""Take rows of a spreadsheet into the drafts of their processes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from saas.processes import reads
from saas.processes.begin import begin
from saas.processes.flow import Activity
from saas.processes.form import fields_of, told_of
from saas.processes.gate import open_draft, save, write
from saas.processes.rows import Wish
from saas.revisions import revise
from saas.sheets.registry import Progress
from tenants import current, db


async def take_rows(wishes: Sequence[Wish], *, by: UUID, now: datetime, progress: Progress) -> None:
    """A process without a draft gets one; nothing is published. New activities stand at the end, as in the file."""
    of: dict[UUID, list[Wish]] = defaultdict(list)
    for wish in wishes:
        of[wish.listed.id].append(wish)
    done = 0
    for process, wanted in of.items():
        await begin(process, by=by, now=now)
        draft = await open_draft(process)
        here = {each.code: each for each in await reads.draft_activities(draft.id, now.date())}
        for wish in wanted:
            if wish.before is not None:
                await _change(here[wish.before.code], wish.after, by, now)
        new = [wish.after for wish in wanted if wish.before is None and wish.after]
        last = max((each.position for each in here.values()), default=0)
        await _add(draft.id, new, last, by, now)
        done += len(wanted)
        await progress(done)


async def _change(activity: Activity, after: Activity | None, by: UUID, now: datetime) -> None:
    assert activity.id is not None  # noqa: S101 - it was read from the draft
    before = told_of(activity)
    if after is None:
        await revise("draft_activity", activity.id, activity.edition, {"removed": True}, by=by, now=now, before=before)
        await db().execute("delete from draft_activities where tenant_id = $1 and id = $2", current(), activity.id)
        return
    await revise("draft_activity", activity.id, activity.edition, fields_of(after), by=by, now=now, before=before)
    await save(msgspec.structs.replace(after, id=activity.id, position=activity.position))


async def _add(draft: UUID, new: Sequence[Activity], last: int, by: UUID, now: datetime) -> None:
    placed = [msgspec.structs.replace(each, position=last + n) for n, each in enumerate(new, 1)]
    for each, made in zip(placed, await write(draft, placed), strict=True):
        await revise("draft_activity", made, 0, fields_of(each), by=by, now=now)
