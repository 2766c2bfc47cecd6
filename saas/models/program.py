"""A model made ready to compute: every formula read, checked and put in order, cell by cell. Pure.

A cell is an input, a formula's figure, or one figure of a table's row: `table.row.column`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from saas.formulas.check import Checked, check
from saas.formulas.columns import Run, compiled
from saas.formulas.fault import FormulaFault
from saas.formulas.nodes import Name, Node, walk
from saas.formulas.parse import parse
from saas.models.form import Fact, Line, Model, Said, Table
from saas.models.order import in_order
from saas.models.rows import PRIOR, at_row, lonely_columns
from saas.models.spelled import names_of
from saas.words import N_

Place = tuple[str, ...]
MOST_CELLS = 20_000


@dataclass(frozen=True)
class Wrong:
    """A formula that cannot be used: where it stands in the model, and its fault."""

    place: Place
    fault: FormulaFault


@dataclass(frozen=True)
class Cell:
    """`uses`: cells that its formula names; an input has no formula."""

    path: str
    title: Said
    uom: str
    line: Line | None = None
    checked: Checked | None = None
    run: Run | None = None
    uses: tuple[int, ...] = ()


@dataclass
class Program:
    """`cells` in order of the model; `order`: the computed ones, each after what it uses; `start`: figures of the inputs."""

    model: Model
    cells: list[Cell] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    start: dict[int, Decimal | None] = field(default_factory=dict)
    facts: list[tuple[Fact, Run, Run]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    def where(self, table: Table | None = None, row: int = 0) -> Callable[[str], int | Sequence[int]]:
        """The cells a name means, in a formula of the model or in this row of a table."""

        def find(path: str) -> int | Sequence[int]:
            here = row
            if path.startswith(PRIOR):
                path, here = path.removeprefix(PRIOR), row - 1
            if table and (mine := self.at.get(f"{table.name}.{table.rows[here].key}.{path}")) is not None:
                return mine
            if path in self.at:
                return self.at[path]
            name, _, column = path.partition(".")
            rows = next(each.rows for each in self.model.tables if each.name == name)
            return [self.at[f"{name}.{each.key}.{column}"] for each in rows]

        return find


def program(model: Model) -> Program:
    """Ready to run where `wrong` is empty; otherwise everything that is wrong."""
    made = Program(model)
    lines = list(_lines(model))
    for cell, value in _inputs(model):
        made.start[_put(made, cell)] = value
    for cell in _blanks(model):
        _put(made, cell)
    if len(made.cells) > MOST_CELLS:
        made.wrong.append(Wrong(("tables",), FormulaFault(0, 1, N_("模型太大，最多 %(most)s 个数"), most=MOST_CELLS)))
        return made
    for place, table, line in lines:
        _line(made, place, table, line)
    _facts(made)
    if not made.wrong:
        made.order, circle = in_order({n: cell.uses for n, cell in enumerate(made.cells) if cell.run})
        if circle:
            made.wrong.append(_circle(made, circle))
    return made


def _lines(model: Model) -> Iterator[tuple[Place, Table | None, Line]]:
    for table in model.tables:
        for line in table.formulas:
            yield ("tables", table.name, line.name), table, line
    for line in model.formulas:
        yield ("formulas", line.name), None, line


def _inputs(model: Model) -> Iterator[tuple[Cell, Decimal | None]]:
    for given in model.inputs:
        yield Cell(given.name, given.title, given.uom), given.value
    for table in model.tables:
        for row in table.rows:
            for column in table.columns:
                yield (
                    Cell(f"{table.name}.{row.key}.{column.name}", _of(row.title, column.title), column.uom),
                    row.values.get(column.name),
                )


def _blanks(model: Model) -> Iterator[Cell]:
    """Computed cells before their formulas are read, so that every name has its place."""
    for table in model.tables:
        for row in table.rows:
            for line in table.formulas:
                yield Cell(f"{table.name}.{row.key}.{line.name}", _of(row.title, line.title), line.uom, line)
    for line in model.formulas:
        yield Cell(line.name, line.title, line.uom, line)


def _of(row: Said, column: Said) -> Said:
    tongues = row.keys() & column.keys() or {"zh"}
    return {tongue: f"{row.get(tongue, '')} · {column.get(tongue, '')}" for tongue in sorted(tongues)}


def _put(made: Program, cell: Cell) -> int:
    made.at[cell.path] = len(made.cells)
    made.cells.append(cell)
    return made.at[cell.path]


def _line(made: Program, place: Place, table: Table | None, line: Line) -> None:
    names, uoms = names_of(made.model, table)
    try:
        checked = check(parse(line.formula, names), uoms, line.uom)
        lonely_columns(checked.formula.root, made.model)
    except FormulaFault as fault:
        made.wrong.append(Wrong(place, fault))
        return
    for n, row in enumerate(table.rows if table else (None,)):
        path = f"{table.name}.{row.key}.{line.name}" if table and row else line.name
        root = at_row(checked.formula.root, n)
        where = made.where(table, n)
        at, old = made.at[path], made.cells[made.at[path]]
        made.cells[at] = Cell(path, old.title, old.uom, line, checked, compiled(root, where), uses(root, where))


def uses(root: Node, where: Callable[[str], int | Sequence[int]]) -> tuple[int, ...]:
    """Every cell that the formula names, once, in order of first use."""
    found: dict[int, None] = {}
    for node in walk(root):
        if isinstance(node, Name):
            place = where(node.path)
            found.update(dict.fromkeys([place] if isinstance(place, int) else place))
    return tuple(found)


def _facts(made: Program) -> None:
    names, uoms = names_of(made.model, None)
    for fact in made.model.facts:
        try:
            sides = [check(parse(text, names), uoms) for text in (fact.left, fact.right)]
            for side in sides:
                lonely_columns(side.formula.root, made.model)
        except FormulaFault as fault:
            made.wrong.append(Wrong(("facts", fact.code), fault))
            continue
        left, right = (compiled(side.formula.root, made.where()) for side in sides)
        made.facts.append((fact, left, right))


def _circle(made: Program, circle: list[int]) -> Wrong:
    """Named by its path, marked where the first formula names the next."""
    paths = [made.cells[n].path for n in circle]
    cell = made.cells[circle[0]]
    parts = cell.path.split(".")
    place = ("tables", parts[0], parts[2]) if len(parts) > 2 else ("formulas", cell.path)  # noqa: PLR2004  table, row, column
    told = " → ".join([*paths, paths[0]])
    following = made.cells[circle[1 % len(circle)]].path.rpartition(".")[2]
    root = cell.checked.formula.root if cell.checked else None
    spot = next((n for n in walk(root) if isinstance(n, Name) and n.path.rpartition(".")[2] == following), root) if root else None
    start, end = (spot.start, spot.end) if spot else (0, 1)
    return Wrong(place, FormulaFault(start, end, N_("公式绕成了圈：%(circle)s"), circle=told))
