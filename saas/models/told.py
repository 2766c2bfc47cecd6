"""A model in words, as history and the difference of two editions show it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from saas.models.form import Line, Model, Said
from saas.words import N_

TITLES = {
    "name": N_("名称"), "inputs": N_("输入"), "tables": N_("表"), "formulas": N_("公式"), "results": N_("结果"),
    "facts": N_("核对"),
}  # fmt: skip


def told(model: Model) -> dict[str, str]:
    """Field → text."""
    return {
        "name": _said(model.name), "inputs": "; ".join(_inputs(model)), "tables": "; ".join(_tables(model)),
        "formulas": "; ".join(_line(each) for each in model.formulas), "results": ", ".join(model.results),
        "facts": "; ".join(f"{_said(each.text)}: {each.left} = {each.right} ± {each.within}" for each in model.facts),
    }  # fmt: skip


def _said(text: Said) -> str:
    return text.get("zh") or text.get("en") or ""


def _inputs(model: Model) -> Iterator[str]:
    for one in model.inputs:
        yield f"{one.name} = {'' if one.value is None else one.value} {one.uom}".strip()


def _tables(model: Model) -> Iterator[str]:
    for table in model.tables:
        for row in table.rows:
            yield f"{table.name}.{row.key}: " + ", ".join(f"{column} {value}" for column, value in row.values.items())
        yield from (f"{table.name}.{_line(each)}" for each in table.formulas)


def _line(line: Line) -> str:
    return f"{line.name} [{line.uom}] = {line.formula}"
