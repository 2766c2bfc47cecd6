"""Write an import that was decided: in one transaction, all of it or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.refusals import Refused
from saas.sheets import reads
from saas.sheets.dry_run import planned, today
from saas.sheets.head import Head
from saas.sheets.registry import Change, Progress, Sheet, sheet_of
from saas.sheets.rows import plain
from saas.words import N_
from tenants import current, db

STALE = N_("试算以后数据又有变动，什么都没有写入。请重新上传，看过新的试算再导入。")


async def write(imported: UUID, *, now: datetime, progress: Progress) -> None:
    """Plan again inside this transaction, compare with what the person saw, and apply. Twice is once.

    Where the world changed in between, or the list itself refuses, nothing is written and the import says why.
    """
    one = await reads.found(imported)
    if one is None or not one.decided_at or one.state not in ("applying", "failed"):
        return
    sheet = await sheet_of(one.sheet)
    assert sheet is not None  # noqa: S101 – it took the file in
    # One import of a list at a time; edits by hand are held off by the keys of the tables.
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"{current()} {one.sheet}")
    await db().execute("savepoint before_import")
    try:
        path = await _apply(sheet, one, now, progress)
    except Refused as refused:
        await db().execute("rollback to savepoint before_import")
        await _refuse(imported, refused, now)
        return
    await trail.record(
        "import", "import", imported, by=one.decided_by, now=now,
        sheet=one.sheet, adds=one.adds, changes=one.changes, left_out=one.refusals if one.only_good else 0,
    )  # fmt: skip
    # Last of all: progress is noted on this row from beside, which must not find it locked.
    await db().execute(
        """update imports set state = 'applied', done = total, finished_at = $3, problem = null, result_path = $4
            where tenant_id = $1 and id = $2""",
        current(), imported, now, path,
    )  # fmt: skip


async def _apply(sheet: Sheet, one: reads.Import, now: datetime, progress: Progress) -> str | None:
    assert sheet.apply is not None and one.decided_by is not None  # noqa: S101, PT018 – decided, so editable
    seen = await reads.planned(one.id)
    changes = await _again(sheet, one, now)
    if [plain(change) for change in changes] != seen:
        raise Refused(409, STALE)
    wanted = [change for change in changes if change.verdict in ("add", "change")]
    await progress(0)
    return await sheet.apply(wanted, by=one.decided_by, now=now, progress=progress)


async def _again(sheet: Sheet, one: reads.Import, now: datetime) -> list[Change]:
    """The plan from the cells as they were sent."""
    told: dict[str, Any] = one.head
    head = Head(told["row_number"], told["titles"], told["keys"], told["unknown"])
    lines = [(number, cells) for number, _, _, cells in await reads.given(one.id, 0, one.total)]
    return await planned(sheet, head, lines, await today(now))


async def _refuse(imported: UUID, refused: Refused, now: datetime) -> None:
    problem = [["", one.message, one.params] for one in refused.problems] or [["", refused.message, refused.params]]
    await db().execute(
        "update imports set state = 'refused', problem = $3, finished_at = $4, done = 0 where tenant_id = $1 and id = $2",
        current(), imported, problem, now,
    )  # fmt: skip
