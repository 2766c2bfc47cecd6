"""A formula made into a function over columns, once; then it runs for one scenario or for thousands."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from saas.formulas import figures
from saas.formulas.fault import NotAvailable
from saas.formulas.figures import Column, Figure, careful, over, safely
from saas.formulas.functions import FUNCTIONS_OF_ROWS
from saas.formulas.nodes import Call, Chain, Compare, Logic, Minus, Name, Node, Number, Power, Scaled, children
from saas.formulas.show import show
from saas.values import EXACT
from saas.words import N_

Cells = Sequence[Column]
Run = Callable[[Cells], Column]
# A name: one cell, or the cells of a column from its first row to its last.
Where = Callable[[str], int | Sequence[int]]
NO_ROW = NotAvailable(N_("没有符合条件的行"))
ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def compiled(node: Node, where: Where, row: int | None = None) -> Run:  # noqa: PLR0911  one for each kind of part
    """`where` tells the cells of a name; `row`: inside a column function, which row of a column is meant."""
    match node:
        case Number():
            return _constant(node.value)
        case Name():
            return _cell(where(node.path), row)
        case Scaled():
            return _scaled(node, compiled(node.of, where, row))
        case Minus():
            return _applied(operator.neg, [compiled(node.of, where, row)])
        case Power():
            return _each(figures.raised, [compiled(node.base, where, row), compiled(node.exponent, where, row)])
        case Chain():
            return _chain(node, where, row)
        case Compare():
            return _applied(figures.COMPARING[node.sign], [compiled(node.left, where, row), compiled(node.right, where, row)])
        case Logic():
            op = {"and": figures.both, "or": figures.either, "not": figures.denied}[node.word]
            return _each(op, [compiled(part, where, row) for part in node.parts])
        case Call():
            return _call(node, where, row)
    raise TypeError(node)


def _constant(value: Decimal) -> Run:
    return lambda _: value


def _cell(place: int | Sequence[int], row: int | None) -> Run:
    at = place if isinstance(place, int) else place[row or 0]
    return lambda cells: cells[at]


def _each(op: Callable[..., Figure], parts: list[Run]) -> Run:
    return lambda cells: over(op, *(part(cells) for part in parts))


def _applied(op: Callable[..., Figure], parts: list[Run]) -> Run:
    slow = careful(op)
    return lambda cells: safely(op, slow, *(part(cells) for part in parts))


def _scaled(node: Scaled, of: Run) -> Run:
    up, down = Decimal(node.factor.numerator), Decimal(node.factor.denominator)
    by = partial(lambda value: EXACT.divide(value * up, down)) if down != 1 else (lambda value: value * up)
    slow = careful(by)
    return lambda cells: safely(by, slow, of(cells))


def _chain(node: Chain, where: Where, row: int | None) -> Run:
    first = compiled(node.first, where, row)
    steps = [(_step(sign, part), compiled(part, where, row)) for sign, part in node.rest]

    def run(cells: Cells) -> Column:
        here = first(cells)
        for step, part in steps:
            here = step(here, part(cells))
        return here

    return run


def _step(sign: str, part: Node) -> Callable[[Column, Column], Column]:
    if sign == "/":
        return figures.divided(show(part))
    op = ARITHMETIC[sign]
    return partial(safely, op, careful(op))


def _call(node: Call, where: Where, row: int | None) -> Run:
    if node.name in FUNCTIONS_OF_ROWS:
        return _gathered(node, where, row)
    if node.name in ("lookup", "step"):
        return _looked_up(node, where, row)
    parts = [compiled(part, where, row) for part in node.parts]
    ways: dict[str, Callable[[list[Run]], Run]] = {
        "if": lambda p: _each(figures.chosen, p),
        "abs": lambda p: _applied(abs, p),
        "round": lambda p: _each(figures.rounded, p),
        "ceil": lambda p: _each(_whole("ROUND_CEILING"), p),
        "floor": lambda p: _each(_whole("ROUND_FLOOR"), p),
        "sqrt": lambda p: _each(figures.root, p),
        "coalesce": lambda p: _each(_first, p),
        "prior": lambda p: p[0],
    }
    return ways[node.name](parts)


def _whole(way: str) -> Callable[[Figure], Figure]:
    return careful(lambda value: value.to_integral_value(rounding=way))


def _first(*found: Figure) -> Figure:
    return next((each for each in found if not isinstance(each, NotAvailable)), found[-1])


def rows_of(node: Node, where: Where) -> int | None:
    """Over how many rows a part runs: those of the columns it names outside functions of rows; None for none."""
    if isinstance(node, Name):
        place = where(node.path)
        return None if isinstance(place, int) else len(place)
    if isinstance(node, Call) and (node.name in FUNCTIONS_OF_ROWS or node.name in ("lookup", "step")):
        return None
    found = [rows_of(child, where) for child in children(node)]
    return next((each for each in found if each is not None), None)


def _gathered(node: Call, where: Where, row: int | None) -> Run:
    parts: list[tuple[Run, Run | None]] = []
    for part in node.parts:
        length = rows_of(part, where) if row is None else None
        if length is None and node.where is not None:
            length = rows_of(node.where, where)
        for at in range(length) if length is not None else [row]:
            picked = compiled(node.where, where, at) if node.where is not None else None
            parts.append((compiled(part, where, at), picked))
    gather = GATHER[node.name]
    if node.where is None:
        return lambda cells: gather([run(cells) for run, _ in parts])
    return lambda cells: over(
        partial(_picked, gather, len(parts)),
        *(run(cells) for run, _ in parts),
        *(pick(cells) for _, pick in parts if pick),
    )


def _picked(gather: Callable[[list[Column]], Column], size: int, *figures_and_truths: Figure) -> Figure:
    values, truths = figures_and_truths[:size], figures_and_truths[size:]
    if (missing := figures.absent(truths)) is not None:
        return missing
    return gather([value for value, truth in zip(values, truths, strict=True) if truth])


def _total(columns: list[Column]) -> Column:
    if not columns:
        return Decimal(0)
    here = columns[0]
    for each in columns[1:]:
        here = safely(operator.add, careful(operator.add), here, each)
    return here


def _mean(columns: list[Column]) -> Column:
    size = Decimal(len(columns))
    return safely(lambda t: t / size, careful(lambda t: t / size), _total(columns)) if columns else NO_ROW


def _extreme(op: Callable[..., Figure], columns: list[Column]) -> Column:
    if not columns:
        return NO_ROW
    return safely(op, careful(op), *columns) if len(columns) > 1 else columns[0]


def _count(columns: list[Column]) -> Column:
    def one(*found: Figure) -> Figure:
        return Decimal(sum(1 for each in found if not isinstance(each, NotAvailable)))

    return over(one, *columns) if columns else Decimal(0)


GATHER: dict[str, Callable[[list[Column]], Column]] = {
    "sum": _total, "avg": _mean, "count": _count, "min": partial(_extreme, min), "max": partial(_extreme, max),
}  # fmt: skip


def _looked_up(node: Call, where: Where, row: int | None) -> Run:
    """lookup: the first row whose key equals; step: the last row whose key is not above."""
    sought = compiled(node.parts[0], where, row)
    length = rows_of(node.parts[1], where) or 1
    keys = [compiled(node.parts[1], where, at) for at in range(length)]
    results = [compiled(node.parts[2], where, at) for at in range(length)]
    exact = node.name == "lookup"

    def one(value: Figure, *rest: Figure) -> Figure:
        if isinstance(value, NotAvailable):
            return value
        pairs = [(k, r) for k, r in zip(rest[:length], rest[length:], strict=True) if not isinstance(k, NotAvailable)]
        if exact:
            return next((result for key, result in pairs if key == value), NO_ROW)
        below = [pair for pair in pairs if pair[0] <= value]
        return max(below, key=lambda pair: pair[0])[1] if below else NO_ROW

    return lambda cells: over(one, sought(cells), *(k(cells) for k in keys), *(r(cells) for r in results))
