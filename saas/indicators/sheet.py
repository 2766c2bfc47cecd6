"""Figures of indicators as a spreadsheet: a line for each figure, back through a dry run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from saas.indicators import reads
from saas.indicators.note_values import Note, note_values
from saas.indicators.over import COMPUTED, EXPECTED, Subject
from saas.indicators.periods import period
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
