"""Figures and definitions of indicators as spreadsheets: a line for each, back through a dry run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from saas.indicators import reads
from saas.indicators.definitions import changes_of, row_of
from saas.indicators.form import DIRECTIONS, FREQUENCIES, SPLITS
from saas.indicators.note_values import Note, note_values
from saas.indicators.over import COMPUTED, EXPECTED, Subject
from saas.indicators.periods import period
from saas.indicators.take_definitions import take_definitions
from saas.sheets.registry import Change, Column, Problem, Progress, Row, Sheet, register
from saas.words import N_

A_YEAR = timedelta(days=400)
COLUMNS = (
    Column("indicator", N_("指标编号"), required=True, width=14),
    Column("tree", N_("维度树"), width=12, note=N_("部门和岗位不写。")),
    Column("subject", N_("部门、岗位或节点编码"), required=True, width=18),
    Column("day", N_("期内任一天"), kind="date", required=True),
    Column("input", N_("输入"), width=14, note=N_("公式里的名称；~ 是预计。")),
    Column("value", N_("数值"), kind="number", required=True),
    Column("provisional", N_("暂定"), kind="flag"),
    Column("why", N_("更正的原因"), width=24),
)


async def rows() -> AsyncIterator[Row]:
    """The figures as they stand, without what is computed."""
    made = {one.id: one.code for one in (await reads.defined()).values()}
    tree = await reads.subjects()
    for figure in await reads.figures(date.min, date.max):
        one = tree.get(figure.subject_id)
        if figure.name != COMPUTED and figure.indicator_id in made and one is not None and figure.value is not None:
            yield {
                "indicator": made[figure.indicator_id], "tree": one.tree, "subject": one.code, "day": figure.first_day,
                "input": figure.name, "value": figure.value, "provisional": figure.state == "provisional", "why": None,
            }  # fmt: skip


async def plan(given: list[Row], today: date) -> list[Change]:
    """One change a line; a line that says what stands is the same."""
    made, tree = await reads.defined(), await reads.subjects()
    subjects = {(one.tree, one.code): one for one in tree.values() if one.kind != "person"}
    days = [row["day"] for row in given if row.get("day")]
    stands: dict[tuple[UUID, UUID, str, date], tuple[Decimal | None, str]] = {}
    if days:
        for f in await reads.figures(min(days) - A_YEAR, max(days) + A_YEAR):
            stands[f.indicator_id, f.subject_id, f.name, f.first_day] = (f.value, f.state)
    return [_change(row, made, subjects, stands, today) for row in given]


def _change(
    row: Row, made: dict[str, reads.Defined], subjects: dict[tuple[str, str], Subject],
    stands: dict[tuple[UUID, UUID, str, date], tuple[Decimal | None, str]], today: date,
) -> Change:  # fmt: skip
    code, n = row.get("indicator") or "", row["_row"]
    one, who = made.get(code), subjects.get((row.get("tree") or "", row.get("subject") or ""))
    key = f"{code} {row.get('subject') or ''}"
    problem = _problem(row, one, who, today)
    if problem or one is None or who is None:
        return Change(n, "refuse", key, problems=[problem] if problem else [])
    name = row.get("input") or one.form.inputs[0].name
    span = period(one.form.frequency, row["day"])
    before = stands.get((one.id, who.id, name, span[0]))
    note = Note(one.id, name, who.id, row["day"], row["value"], bool(row.get("provisional")), row.get("why") or "")
    if before and before[0] == row["value"] and (before[1] == "provisional") == note.provisional:
        return Change(n, "same", key)
    if before and before[0] != row["value"] and before[1] == "confirmed" and not note.why.strip() and name != EXPECTED:
        return Change(n, "refuse", key, problems=[Problem("why", N_("改已经确认的数，要写为什么。"))])
    return Change(n, "change" if before else "add", key, {"value": (before[0] if before else None, row["value"])}, (), note)


def _problem(row: Row, one: reads.Defined | None, who: Subject | None, today: date) -> Problem | None:
    if one is None:
        return Problem("indicator", N_("这个指标没有发布或已停用。"))
    if who is None:
        return Problem("subject", N_("找不到这个部门、岗位或节点。"))
    if row.get("day") is None or row.get("value") is None:
        return Problem("value" if row.get("day") else "day", N_("这一格读不出来。"))
    names = {each.name for each in one.form.inputs}
    name = row.get("input") or (one.form.inputs[0].name if len(one.form.inputs) == 1 else "")
    if name != EXPECTED and name not in names:
        return Problem("input", N_("这个指标没有这个输入。"))
    if name != EXPECTED and period(one.form.frequency, row["day"])[0] > today:
        return Problem("day", N_("这一期还没有开始。"))
    return None


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    """All of them, or none; what follows is computed at once."""
    notes = [change.target for change in changes if change.target]
    await note_values(notes, source="sheet", by=by, now=now, today=now.date())
    await progress(len(changes))
    return None


SHEET = Sheet(
    "indicator-values", N_("指标数值"), permit="indicator.read", edit="indicator.edit", columns=COLUMNS, export=rows, plan=plan,
    apply=apply, back="/indicators",
)  # fmt: skip
register(SHEET)


DEFINITIONS = (
    Column("code", N_("指标编号"), required=True, width=12),
    Column("name", N_("名称"), required=True, width=24),
    Column("name_en", N_("英文名称"), width=24),
    Column("uom", N_("单位"), width=10),
    Column("direction", N_("方向"), kind="choice", choices=tuple(DIRECTIONS.items())),
    Column("frequency", N_("频次"), kind="choice", choices=tuple(FREQUENCIES.items())),
    Column("formula", N_("公式"), width=40, note=N_("文字，不是表格自己的公式；不写等号。")),
    Column("inputs", N_("要填的数"), width=60, note=N_("一行一个：名称|标题|单位|来源|上下级怎么合|几期怎么合|取数")),
    Column("target", N_("目标"), kind="number"),
    Column("floor", N_("底线"), kind="number"),
    Column("stretch", N_("挑战值"), kind="number"),
    Column("zero", N_("零分点"), kind="number"),
    Column("target_low", N_("区间下限"), kind="number"),
    Column("target_high", N_("区间上限"), kind="number"),
    Column("amber", N_("预警幅度"), kind="number", uom="%"),
    Column("split", N_("目标怎么分解"), kind="choice", choices=tuple(SPLITS.items())),
    Column("owner", N_("负责职务"), width=16),
    Column("grace", N_("期后几天算按时"), kind="number", width=10),
    Column("trees", N_("维度树"), width=16),
    Column("levels", N_("还分到"), width=12, note=N_("post 岗位，person 人；用逗号隔开。")),
    Column("note", N_("说明"), width=40),
)


async def definitions() -> AsyncIterator[Row]:
    """Every indicator in use: its draft where one is open, else its newest version."""
    for code, (_, form, _) in (await reads.newest()).items():
        yield row_of(code, form)


async def plan_definitions(given: list[Row], _: date) -> list[Change]:
    """One change a line; a formula that cannot be read refuses its line."""
    return changes_of(given, {code: form for code, (_, form, _) in (await reads.newest()).items()})


async def apply_definitions(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    """Into drafts: publishing stays a step of its own."""
    await take_definitions([change.target for change in changes if change.target], by=by, now=now)
    await progress(len(changes))
    return None


register(Sheet(
    "indicators", N_("指标定义"), permit="indicator.read", edit="indicator.edit", columns=DEFINITIONS, export=definitions,
    plan=plan_definitions, apply=apply_definitions, back="/indicators",
))  # fmt: skip
