"""A model as lines of a spreadsheet, and lines as models. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from saas.models.form import Column, Fact, Input, Line, Model, Row, Said, Table
from saas.models.program import Wrong, program
from saas.models.written import NAME
from saas.sheets.registry import Change, Problem
from saas.values import CODE
from saas.words import N_

KINDS = {
    "model": N_("名称"), "input": N_("输入"), "table": N_("表"), "figure": N_("表里的数"), "formula": N_("公式"),
    "fact": N_("核对"),
}  # fmt: skip
Sheetline = dict[str, Any]


def lines_of(code: str, model: Model) -> Iterator[Sheetline]:
    """Its name, then inputs, tables with their figures and formulas, formulas, checks."""
    yield _line(code, "model", code, model.name)
    for one in model.inputs:
        yield _line(code, "input", one.name, one.title, uom=one.uom, value=one.value)
    for table in model.tables:
        yield _line(code, "table", table.name, table.title)
        for row in table.rows:
            for column in table.columns:
                title = {tongue: f"{row.title.get(tongue, '')} | {text}" for tongue, text in column.title.items()}
                yield _line(code, "figure", column.name, title, table=table.name, row=row.key, uom=column.uom,
                            value=row.values.get(column.name))  # fmt: skip
        for line in table.formulas:
            yield _line(code, "formula", line.name, line.title, table=table.name, uom=line.uom, formula=line.formula)
    for line in model.formulas:
        yield _line(code, "formula", line.name, line.title, uom=line.uom, formula=line.formula, result=line.name in model.results)
    for fact in model.facts:
        yield _line(code, "fact", fact.code, fact.text, formula=fact.left, right=fact.right, value=fact.within)


def _line(code: str, kind: str, name: str, title: Said, **more: Any) -> Sheetline:
    blank = dict.fromkeys(("table", "row", "uom", "value", "formula", "right"))
    return {"model": code, "kind": kind, "name": name, "title_zh": title.get("zh"), "title_en": title.get("en"),
            **blank, "result": False, **more}  # fmt: skip


@dataclass
class _Gathered:
    """What the lines of one model say so far."""

    name: Said = field(default_factory=dict)
    inputs: list[Input] = field(default_factory=list)
    tables: dict[str, tuple[Said, dict[str, Column], dict[str, Row], list[Line]]] = field(default_factory=dict)
    formulas: list[Line] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    places: dict[tuple[str, ...], int] = field(default_factory=dict)


def change_of(given: Sequence[Sheetline], known: Mapping[str, Model]) -> list[Change]:
    """One change a line; the first line of a model that is sound carries it as its target: (code, model)."""
    models: dict[str, list[Sheetline]] = {}
    for line in given:
        models.setdefault(line.get("model") or "", []).append(line)
    changes: list[Change] = []
    for code, lines in models.items():
        changes += _changes(code, lines, known.get(code))
    return sorted(changes, key=lambda change: change.row_number)


def _changes(code: str, lines: list[Sheetline], before: Model | None) -> list[Change]:
    found, problems = _Gathered(), {}
    for line in lines:
        problem = _take(found, line, code)
        if problem:
            problems[line["_row"]] = problem
    model = _model(found, before, code)
    if not problems:
        problems = {found.places.get(wrong.place, lines[0]["_row"]): _fault(wrong) for wrong in reversed(program(model).wrong)}
    old = {_key(line): line for line in lines_of(code, before)} if before else {}
    told = [_change(line, old.get(_key(line)), problems) for line in lines]
    gone = bool(old.keys() - {_key(line) for line in lines})
    moved = gone or any(change.verdict in ("add", "change") for change in told)
    if problems or not moved:
        return told
    first = told[0]
    verdict = "change" if first.verdict == "same" else first.verdict
    return [Change(first.row_number, verdict, first.key, first.fields, first.problems, (code, model)), *told[1:]]


def _key(line: Sheetline) -> tuple[Any, ...]:
    return (line.get("kind"), line.get("table"), line.get("row"), line.get("name"))


def _fault(wrong: Wrong) -> Problem:
    where = "right" if wrong.place[0] == "facts" and not wrong.fault.start else "formula"
    return Problem(where, wrong.fault.message, wrong.fault.params)


def _change(line: Sheetline, old: Sheetline | None, problems: Mapping[int, Problem]) -> Change:
    key = " ".join(str(each) for each in (line.get("model"), line.get("table"), line.get("row"), line.get("name")) if each)
    if problem := problems.get(line["_row"]):
        return Change(line["_row"], "refuse", key, problems=[problem])
    names = [name for name in line if name not in ("_row", "model", "kind")]
    moved = {name: (old.get(name) if old else None, line[name]) for name in names if (old or {}).get(name) != line[name]}
    moved = {name: pair for name, pair in moved.items() if pair[0] or pair[1]}
    return Change(line["_row"], "add" if old is None else "change" if moved else "same", key, moved)


def _take(found: _Gathered, line: Sheetline, code: str) -> Problem | None:
    """One line put where it belongs; what cannot be put is told."""
    kind, name, table = line.get("kind"), line.get("name") or "", line.get("table") or ""
    said = {tongue: line[f"title_{tongue}"] for tongue in ("zh", "en") if line.get(f"title_{tongue}")} or {"zh": name}
    if not CODE.fullmatch(code):
        return Problem("model", N_("编号用字母、数字、点和横线，最多 40 个。"))
    if kind == "model":
        found.name = said
        return None
    if kind != "fact" and not NAME.fullmatch(name):
        return Problem("name", N_("名称用字母、汉字、数字和下划线，不能以数字开头。"))
    if table and kind != "table" and table not in found.tables:
        return Problem("table", N_("前面没有这张表的一行。"))
    return _put(found, line, kind or "", name, table, said)


def _put(found: _Gathered, line: Sheetline, kind: str, name: str, table: str, said: Said) -> Problem | None:
    uom, value, formula = line.get("uom") or "", line.get("value"), line.get("formula") or ""
    if kind == "input":
        found.inputs.append(Input(name, said, uom, value))
    elif kind == "table":
        found.tables[name] = (said, {}, {}, [])
    elif kind == "figure":
        return _figure(found, line, name, table, said, uom, value)
    elif kind == "formula":
        found.places[("tables", table, name) if table else ("formulas", name)] = line["_row"]
        (found.tables[table][3] if table else found.formulas).append(Line(name, said, uom, formula))
        if line.get("result") and not table:
            found.results.append(name)
    elif kind == "fact":
        if not CODE.fullmatch(name):
            return Problem("name", N_("编号用字母、数字、点和横线，最多 40 个。"))
        found.places["facts", name] = line["_row"]
        found.facts.append(Fact(name, said, formula, line.get("right") or "", value or Decimal(0)))
    return None


def _figure(
    found: _Gathered, line: Sheetline, name: str, table: str, said: Said, uom: str, value: Decimal | None
) -> Problem | None:
    key = line.get("row") or ""
    if not table or not CODE.fullmatch(key):
        return Problem("row", N_("行的编号用字母、数字、点和横线。"))
    row_title, title = ({t: text.partition(" | ")[i] for t, text in said.items()} for i in (0, 2))
    title = {t: text or row_title[t] for t, text in title.items()}
    _, columns, rows, _ = found.tables[table]
    columns.setdefault(name, Column(name, title, uom))
    row = rows.setdefault(key, Row(key, row_title))
    if value is not None:
        row.values[name] = value
    return None


def _model(found: _Gathered, before: Model | None, code: str) -> Model:
    """What the sheet does not say stays: notes, marks, bounds, examples."""
    old = {one.name: one for one in before.inputs} if before else {}
    inputs = tuple(_again(one, old.get(one.name)) for one in found.inputs)
    tables = tuple(
        Table(name, said, tuple(columns.values()), tuple(rows.values()), tuple(lines))
        for name, (said, columns, rows, lines) in found.tables.items()
    )
    name = found.name or (before.name if before else {"zh": code})
    kept = (before.examples, before.mark, before.note) if before else ((), None, None)
    return Model(name, inputs, tuple(found.results), tables, tuple(found.formulas), tuple(found.facts), *kept)


def _again(one: Input, old: Input | None) -> Input:
    return Input(one.name, one.title, one.uom, one.value, old.low, old.high, old.mark, old.note) if old else one
