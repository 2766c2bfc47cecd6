"""Definitions of indicators as lines of a spreadsheet, and back. Pure.

The same rules as the editor's; what a line does not say stays. An input is one line of its cell:
name | title | unit | source | how parts add | how periods add | figure of checks and findings
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from saas.indicators.form import Indicator
from saas.indicators.program import ready_of
from saas.indicators.raw import AMOUNTS, BLANK, TEXTS, raw_from, written
from saas.indicators.told import told
from saas.sheets.registry import Change, Problem, Row
from saas.words import N_

SAID = tuple(name for name in TEXTS if name not in ("name", "note"))
APART = "|"


def row_of(code: str, form: Indicator) -> Row:
    """A definition as a line."""
    raw = raw_from(form, "zh")
    inputs = "\n".join(f" {APART} ".join(each[field] for field in BLANK).strip() for each in raw["i"])
    english = {"name_en": form.name.get("en") or None, "note": raw["note"] or None}
    texts = {name: raw[name] or None for name in SAID if name != "grace"}
    amounts = {name: _number(raw[name]) for name in (*AMOUNTS, "grace")}
    lists = {"trees": ", ".join(form.trees) or None, "levels": ", ".join(raw["levels"]) or None, "inputs": inputs or None}
    return {"code": code, "name": form.name.get("zh") or None, **english, **texts, **amounts, **lists}


def changes_of(rows: Iterable[Row], known: Mapping[str, Indicator]) -> list[Change]:
    """One change a line; formulas may use every indicator that is known or stands in the file."""
    made = [(row, *_read(row, known.get(row.get("code") or "", Indicator({})))) for row in rows]
    others = {**known, **{row["code"]: form for row, form, _ in made if row.get("code")}}
    codes = [row.get("code") for row, _, _ in made]
    return [_change(row, form, problems, known, others, codes) for row, form, problems in made]


def _read(row: Row, before: Indicator) -> tuple[Indicator, list[Problem]]:
    raw: dict[str, Any] = raw_from(before, "zh")
    raw |= {name: _text(row[name]) for name in (*TEXTS, *AMOUNTS) if name in row}
    if "inputs" in row:
        raw["i"] = [_input(line) for line in (row["inputs"] or "").splitlines() if line.strip()]
    for name in ("trees", "levels"):
        if name in row:
            raw[name] = [each.strip() for each in (row[name] or "").replace("，", ",").split(",") if each.strip()]
    form, problems = written(raw, before, "zh")
    if "name_en" in row:
        both: dict[str, str] = form.name | {"en": row["name_en"] or ""}
        form = replace(form, name={key: text for key, text in both.items() if text})
    return form, [Problem(_column(each.field or ""), each.message, each.params) for each in problems]


def _column(field: str) -> str:
    return "inputs" if field.startswith("i.") else field


def _change(
    row: Row, form: Indicator, problems: list[Problem], known: Mapping[str, Indicator], others: Mapping[str, Indicator],
    codes: list[str | None],
) -> Change:  # fmt: skip
    code = row.get("code") or ""
    if codes.count(row.get("code")) > 1:
        problems = [*problems, Problem("code", N_("这个编号在表里写了两次。"))]
    fault = ready_of(form, {name: one for name, one in others.items() if name != code}).fault if form.formula else None
    if fault is not None:
        problems = [*problems, Problem("formula", fault.message, fault.params)]
    if problems:
        return Change(row["_row"], "refuse", code, problems=problems)
    before = known.get(code)
    if before == form:
        return Change(row["_row"], "same", code)
    old, new = told(before) if before else {}, told(form)
    fields = {name: (old.get(name), text) for name, text in new.items() if old.get(name) != text}
    return Change(row["_row"], "change" if before else "add", code, fields, (), (code, form))


def _input(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split(APART)]
    return {field: part or usual for (field, usual), part in zip(BLANK.items(), [*parts, *[""] * len(BLANK)], strict=False)}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _number(text: str) -> Any:
    return Decimal(text) if text else None
