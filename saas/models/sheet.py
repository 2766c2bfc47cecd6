"""Models as a spreadsheet, one line for each input, figure of a table, formula and check; formulas stay text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from uuid import UUID

from saas.models import reads
from saas.models.form import model_of
from saas.models.lines import KINDS, change_of, lines_of
from saas.models.take_lines import take_lines
from saas.sheets.registry import Change, Column, Progress, Row, Sheet, register
from saas.words import N_

COLUMNS = (
    Column("model", N_("模型编号"), required=True, width=14),
    Column("kind", N_("种类"), kind="choice", required=True, choices=tuple(KINDS.items()), width=12),
    Column("table", N_("表"), width=12, note=N_("输入和公式在表里时，写表的名称。")),
    Column("row", N_("行"), width=12, note=N_("表里每一个数各写一行。")),
    Column("name", N_("名称"), required=True, width=18, note=N_("公式里用的名称；名称一行写模型自己的编号。")),
    Column("title_zh", N_("标题"), width=24),
    Column("title_en", N_("英文标题"), width=24),
    Column("uom", N_("单位"), width=10),
    Column("value", N_("数值"), kind="number"),
    Column("formula", N_("公式"), width=50, note=N_("文字，不是表格自己的公式；不写等号。")),
    Column("right", N_("另一边"), width=24, note=N_("核对的另一边。")),
    Column("result", N_("结果"), kind="flag"),
)


async def rows() -> AsyncIterator[Row]:
    """Every model in use: its draft where one is open, else its newest version."""
    for code, (_, body, _) in (await reads.newest()).items():
        for line in lines_of(code, model_of(body)):
            yield line


async def plan(given: list[Row], _: date) -> list[Change]:
    """Model by model: the lines of a model replace what it says, notes and examples stay."""
    known = {code: model_of(body) for code, (_, body, _) in (await reads.newest()).items()}
    return change_of(given, known)


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    """Into drafts: publishing stays a step of its own."""
    await take_lines([change.target for change in changes if change.target], by=by, now=now)
    await progress(len(changes))
    return None


SHEET = Sheet(
    "models", N_("模型"), permit="model.read", edit="model.edit", columns=COLUMNS, export=rows, plan=plan, apply=apply,
    back="/models",
)  # fmt: skip
register(SHEET)
