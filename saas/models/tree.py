"""A figure opened: its formula, and below it everything the formula names, down to the inputs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from saas.formulas.figures import Column
from saas.models.form import Said
from saas.models.program import Program
from saas.models.run import Value, figure


@dataclass(frozen=True)
class Branch:
    """`formula` is empty for an input; `again`: opened further up in the same tree, so not a second time."""

    path: str
    title: Said
    uom: str
    value: Value
    formula: str
    parts: tuple[Branch, ...] = ()
    again: bool = False


def tree(made: Program, cells: Sequence[Column], path: str, scenario: int = 0) -> Branch:
    """The tree of a cell in one scenario."""
    return _branch(made, cells, made.at[path], scenario, set())


def _branch(made: Program, cells: Sequence[Column], at: int, scenario: int, opened: set[int]) -> Branch:
    cell, value = made.cells[at], figure(cells, at, scenario)
    text = cell.line.formula if cell.line else ""
    if at in opened and cell.uses:
        return Branch(cell.path, cell.title, cell.uom, value, text, again=True)
    opened.add(at)
    parts = tuple(_branch(made, cells, below, scenario, opened) for below in cell.uses)
    return Branch(cell.path, cell.title, cell.uom, value, text, parts)
