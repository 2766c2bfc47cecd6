"""Take rows of a spreadsheet into the drafts of their lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from saas.checklists import reads
from saas.checklists.begin import begin
from saas.checklists.drafted import Draft, DraftPoint
from saas.checklists.form import fields_of
from saas.checklists.gate import free_codes, open_draft, save, write
from saas.checklists.rows import Listed, Wish
from saas.revisions import revise
from saas.sheets.registry import Progress
from tenants import current, db


async def take_rows(wishes: Sequence[Wish], *, by: UUID, now: datetime, progress: Progress) -> None:
    """A list without a draft gets one; nothing is published. New points stand at the end of their list."""
    lists: dict[str, list[Wish]] = defaultdict(list)
    for wish in wishes:
        lists[wish.listed.code].append(wish)
    done = 0
    for wanted in lists.values():
        await _list(wanted[0].listed, wanted, by, now)
        done += len(wanted)
        await progress(done)


async def _list(listed: Listed, wishes: Sequence[Wish], by: UUID, now: datetime) -> None:
    await begin(listed.id, by=by, now=now)
    draft = await open_draft(listed.id)
    here = {point.code: point for point in await reads.points(draft.id, now.date())}
    for wish in wishes:
        if wish.before is not None:
            await _change(here[wish.before.code], wish.after, by, now)
    await _add(draft, here, [wish.after for wish in wishes if wish.before is None and wish.after], by, now)


async def _change(point: DraftPoint, after: DraftPoint | None, by: UUID, now: datetime) -> None:
    assert point.id is not None  # noqa: S101 - it was read from the draft
    before = fields_of(point)
    if after is None:
        await revise("draft_point", point.id, point.edition, {"removed": True}, by=by, now=now, before=before)
        await db().execute("delete from draft_points where tenant_id = $1 and id = $2", current(), point.id)
        return
    await revise("draft_point", point.id, point.edition, fields_of(after), by=by, now=now, before=before)
    await save(msgspec.structs.replace(after, id=point.id))


async def _add(draft: Draft, here: dict[str, DraftPoint], new: Sequence[DraftPoint], by: UUID, now: datetime) -> None:
    codes = await free_codes(draft.code, len(new), here)
    last = max((point.position for point in here.values()), default=0)
    points = [
        msgspec.structs.replace(point, code=code, position=last + n)
        for n, (point, code) in enumerate(zip(new, codes, strict=True), 1)
    ]
    for point, made in zip(points, await write(draft.id, points), strict=True):
        await revise("draft_point", made, 0, fields_of(point), by=by, now=now)
