"""The activities of the processes as a spreadsheet: out as they stand, back into the drafts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.processes import run_sheet  # noqa: F401 – registers the runs
from saas.processes.form import TITLES
from saas.processes.list_reads import listed, places
from saas.processes.rows import GONE, cells_of, wishes
from saas.processes.take_rows import take_rows
from saas.sheets.registry import Change, Column, Progress, Row, Sheet, register
from saas.words import N_

OWNERS = (("title", N_("一个职务")), ("post", N_("一个具体岗位")), ("anyone", N_("任何岗位")), ("outside", N_("外部的人")))
PERS = (("minutes", N_("分钟")), ("hours", N_("小时")), ("days", N_("天")), ("workdays", N_("工作日")))
WAYS = N_("编号 | 什么情况下 | 英文，各条之间用分号。")
NEXT = N_("编号 | 什么情况下 | 英文，各条之间用分号。去掉这一栏，新环节就接文件里的下一行。")
MORE: dict[str, dict[str, Any]] = {
    "owner": {"kind": "choice", "choices": OWNERS}, "per": {"kind": "choice", "choices": PERS}, "amount": {"kind": "number"},
    "starts": {"kind": "flag"}, "ahead": {"note": NEXT, "width": 30}, "back": {"note": WAYS, "width": 30},
    "unit": {"note": N_("单元的编号；空着就是离得最近的。")}, "post": {"note": N_("岗位的编号。")},
    "name_zh": {"width": 28}, "name_en": {"width": 28}, "condition_zh": {"width": 36}, "condition_en": {"width": 36},
}  # fmt: skip
COLUMNS = (
    Column("process", N_("流程编号"), required=True, width=10),
    Column("code", N_("环节编号"), required=True, width=12),
    *(Column(name, TITLES[name], **MORE.get(name, {})) for name in TITLES),
    Column(GONE, N_("删除"), kind="flag", note=N_("填“是”就从草稿里删除。")),
)


async def rows() -> AsyncIterator[Row]:
    """Every process in use, its draft where one is open."""
    known = await places()
    for one in (await listed()).values():
        for activity in one.activities.values():
            yield cells_of(one, activity, known)


async def plan(given: list[Row], _: date) -> list[Change]:
    """Against the drafts, or the versions that new drafts will begin from."""
    return wishes(given, await listed(), await places())


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    await take_rows([change.target for change in changes if change.target], by=by, now=now, progress=progress)
    return None


SHEET = Sheet(
    "activities", N_("流程环节"), permit="process.edit", columns=COLUMNS, export=rows, plan=plan, apply=apply, back="/processes"
)
register(SHEET)
