"""The points of the lists as a spreadsheet: out as they stand, back into the drafts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.checklists import burden_sheet, reads, schedule_sheet  # noqa: F401 – they register themselves
from saas.checklists.difference import TITLES
from saas.checklists.form import FIELDS
from saas.checklists.rows import GONE, NUMBERS, cells_of, wishes
from saas.checklists.take_rows import take_rows
from saas.revisions import titles
from saas.sheets.registry import Change, Column, Progress, Row, Sheet, register
from saas.words import N_

KINDS = (
    ("pass_fail", N_("合格 / 不合格")), ("number", N_("读数")), ("reading", N_("读数与趋势")), ("range", N_("最低与最高")),
    ("count", N_("实盘与账面核对")), ("ledger", N_("与台账属性核对")), ("choice", N_("选项")), ("level", N_("分级")),
    ("photo", N_("照片")), ("text", N_("文字")), ("signature", N_("签名")), ("scan", N_("扫码核对")),
)  # fmt: skip
PROOFS = (("photo", N_("照片")), ("text", N_("说明")), ("both", N_("照片和说明")))
HOWS = (("fails", N_("不合格")), ("is", N_("答案为")), ("below", N_("低于")), ("above", N_("高于")))
SCORINGS = {"weighted": N_("加权"), "deduction": N_("扣分，扣完为止"), "levels": N_("分级达标")}
titles("checklist_draft", {}, values={"scoring": SCORINGS})
titles(
    "draft_point", {},
    values={"kind": dict(KINDS), "veto": {"on": N_("是")}, "when_how": dict(HOWS)}
    | {name: dict(PROOFS) for name in ("on_fail", "on_pass", "on_always")},
)  # fmt: skip
MORE: dict[str, dict[str, Any]] = {
    "kind": {"kind": "choice", "choices": KINDS, "note": N_("新的一项不写就是合格 / 不合格。")},
    "veto": {"kind": "flag"}, "when_how": {"kind": "choice", "choices": HOWS},
    "level": {"kind": "choice", "choices": (("C", "C"), ("B", "B"), ("A", "A"))},
    "options": {"width": 50, "note": N_("代号 | 中文 | 英文 | 得分比例，各选项之间用分号。")},
    "text_zh": {"width": 36}, "text_en": {"width": 36},
    **{name: {"kind": "number"} for name in NUMBERS},
    **{name: {"kind": "choice", "choices": PROOFS} for name in ("on_fail", "on_pass", "on_always")},
}  # fmt: skip
COLUMNS = (
    Column("list", N_("检查表编号"), required=True, width=12),
    Column("code", N_("检查项编号"), note=N_("新的一项空着，导入时编号。"), width=12),
    *(Column(name, TITLES[name], **MORE.get(name, {})) for name in FIELDS),
    Column(GONE, N_("删除"), kind="flag", note=N_("填“是”就从草稿里删除。")),
)


async def rows() -> AsyncIterator[Row]:
    """Every list in use, its draft where one is open."""
    for listed in (await reads.listed()).values():
        for point in listed.points.values():
            yield cells_of(listed, point)


async def plan(given: list[Row], _: date) -> list[Change]:
    """Against the drafts, or the versions that new drafts will begin from."""
    return wishes(given, await reads.listed())


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    await take_rows([change.target for change in changes], by=by, now=now, progress=progress)
    return None


SHEET = Sheet(
    "points",
    N_("检查项"),
    permit="checklist.edit",
    columns=COLUMNS,
    export=rows,
    plan=plan,
    apply=apply,
    back="/checklists/drafts",
)
register(SHEET)
