"""The editor's fields as lists of rows, and back: `i.3.uom` is the uom of the fourth input. Pure.

i inputs, f formulas, x facts, t tables; in a table c columns, r rows, f formulas; `t.0.r.1.v.2` is a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.models.form import Column, Line, Model, Row, Said
from saas.models.view import plain

Raw = dict[str, Any]
LISTS = {"": "ifxt", "t": "crf", "r": "v"}
BLANK: dict[str, Raw] = {
    "i": {"name": "", "title": "", "uom": "", "value": "", "low": "", "high": ""},
    "f": {"name": "", "title": "", "uom": "", "formula": "", "result": ""},
    "x": {"text": "", "left": "", "right": "", "within": "0"},
    "t": {"name": "", "title": "", "c": [], "r": [], "f": []},
    "c": {"name": "", "title": "", "uom": ""},
    "r": {"key": "", "title": "", "v": []},
}
MOST = {"i": 300, "f": 500, "x": 50, "t": 20, "c": 40, "r": 200, "v": 40}


def raw_of(fields: Mapping[str, str]) -> Raw:
    """What was typed, rows in order, gaps closed."""
    nested: Raw = {}
    for key, text in fields.items():
        at = nested
        *path, last = key.split(".")
        for step in path:
            at = at.setdefault(step, {}) if isinstance(at, dict) else {}
        if isinstance(at, dict):
            at[last] = text
    return {"name": str(fields.get("name", "")), "note": str(fields.get("note", "")), **_lists(nested, "")}


def _lists(given: Raw, word: str) -> Raw:
    return {kind: _rows(given.get(kind), kind) for kind in LISTS[word]}


def _rows(given: Any, kind: str) -> list[Any]:
    rows = given if isinstance(given, dict) else {}
    order = sorted((n for n in rows if n.isdigit() and len(n) < 5), key=int)[: MOST[kind]]  # noqa: PLR2004  four digits
    if kind == "v":
        return [rows[n] if isinstance(rows[n], str) else "" for n in order]
    return [_row(rows[n] if isinstance(rows[n], dict) else {}, kind) for n in order]


def _row(given: Raw, kind: str) -> Raw:
    lists = LISTS.get(kind, "")
    texts = {k: given[k] if isinstance(given.get(k), str) else d for k, d in BLANK[kind].items() if k not in lists}
    return texts | (_lists(given, kind) if lists else {})


def shaped(raw: Raw, do: str) -> Raw:
    """A row more or a row less: add.i, add.t.0.r, drop.f.2."""
    verb, _, path = do.partition(".")
    *way, last = path.split(".")
    at: Any = raw
    try:
        for step in way:
            at = at[int(step)] if step.isdigit() else at[step]
        if verb == "add" and last in BLANK and len(at[last]) < MOST[last]:
            at[last].append({k: list(v) if isinstance(v, list) else v for k, v in BLANK[last].items()})
            if last == "t":
                at["t"][-1] |= {"c": [dict(BLANK["c"])], "r": [{"key": "", "title": "", "v": []}]}
        elif verb == "drop":
            at.pop(int(last))
            if len(way) > 1 and way[-1] == "c":
                _drop_column(raw["t"][int(way[1])], int(last))
    except (KeyError, IndexError, ValueError, TypeError):
        return raw
    return raw


def _drop_column(table: Raw, n: int) -> None:
    for row in table["r"]:
        if n < len(row["v"]):
            row["v"].pop(n)


def raw_from(model: Model, tongue: str) -> Raw:
    """A model as its editor shows it, in the reader's language."""

    def said(text: Said | None) -> str:
        return "" if not text else text.get(tongue) or next(iter(text.values()), "")

    def line(each: Line, result: bool = False) -> Raw:
        marked = "1" if result else ""
        return {"name": each.name, "title": said(each.title), "uom": each.uom, "formula": each.formula, "result": marked}

    def row(each: Row, columns: tuple[Column, ...]) -> Raw:
        return {"key": each.key, "title": said(each.title), "v": [_text(each.values.get(c.name)) for c in columns]}

    return {
        "name": said(model.name), "note": said(model.note),
        "i": [{"name": i.name, "title": said(i.title), "uom": i.uom, "value": _text(i.value), "low": _text(i.low),
               "high": _text(i.high)} for i in model.inputs],
        "f": [line(each, each.name in model.results) for each in model.formulas],
        "x": [{"text": said(x.text), "left": x.left, "right": x.right, "within": _text(x.within)}
              for x in model.facts],
        "t": [{"name": t.name, "title": said(t.title),
               "c": [{"name": c.name, "title": said(c.title), "uom": c.uom} for c in t.columns],
               "r": [row(each, t.columns) for each in t.rows],
               "f": [line(each) for each in t.formulas]} for t in model.tables],
    }  # fmt: skip


def _text(value: Any) -> str:
    return "" if value is None else f"{plain(value):f}"
