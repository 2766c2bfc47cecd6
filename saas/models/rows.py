"""What rows mean in a formula: columns stand inside functions of rows only, prior(…) looks one row up. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from saas.formulas.fault import FormulaFault
from saas.formulas.functions import COLUMNS_OF, FUNCTIONS_OF_ROWS
from saas.formulas.nodes import Call, Chain, Compare, Logic, Minus, Name, Node, Power, Scaled, children, walk
from saas.models.form import Model
from saas.words import N_

PRIOR = "^"


def lonely_columns(root: Node, model: Model) -> None:
    """Refuses a whole column where one figure is wanted, and two tables side by side in one value."""
    columns = {
        f"{t.name}.{name}": t.name for t in model.tables for name in [*(c.name for c in t.columns), *(f.name for f in t.formulas)]
    }
    _look(root, columns, inside=False)


def _look(node: Node, columns: dict[str, str], *, inside: bool) -> None:
    if isinstance(node, Name) and node.path in columns and not inside:
        message = N_("“%(name)s”是一整列，要放进 sum、avg、min、max 或 count")
        raise FormulaFault(node.start, node.end, message, name=node.path)
    if not isinstance(node, Call):
        for child in children(node):
            _look(child, columns, inside=inside)
        return
    whole = FUNCTIONS_OF_ROWS if node.name in FUNCTIONS_OF_ROWS else ()
    for n, part in enumerate(children(node)):
        rows = bool(whole) or n in COLUMNS_OF.get(node.name, ())
        if rows:
            _one_table(part, columns)
        _look(part, columns, inside=inside or rows)


def _one_table(part: Node, columns: dict[str, str]) -> None:
    first = ""
    for node in walk(part):
        if isinstance(node, Name) and node.path in columns:
            first = first or columns[node.path]
            if columns[node.path] != first:
                raise FormulaFault(node.start, node.end, N_("一个值里只能用一张表的列"))


def at_row(node: Node, row: int) -> Node:
    """The formula as it is in one row: prior(x, first) is `first` in the first row, x of the row above in others."""
    if isinstance(node, Call) and node.name == "prior":
        return at_row(node.parts[1], row) if row == 0 else _above(node.parts[0])
    return _with(node, lambda child: at_row(child, row))


def _above(node: Node) -> Node:
    return replace(node, path=PRIOR + node.path) if isinstance(node, Name) else _with(node, _above)


def _with(node: Node, each: Callable[[Node], Node]) -> Node:  # noqa: PLR0911  one for each kind of part
    """The same part with its parts exchanged."""
    match node:
        case Chain():
            return replace(node, first=each(node.first), rest=tuple((sign, each(part)) for sign, part in node.rest))
        case Minus() | Scaled():
            return replace(node, of=each(node.of))
        case Power():
            return replace(node, base=each(node.base), exponent=each(node.exponent))
        case Compare():
            return replace(node, left=each(node.left), right=each(node.right))
        case Logic():
            return replace(node, parts=tuple(map(each, node.parts)))
        case Call():
            where = None if node.where is None else each(node.where)
            return replace(node, parts=tuple(map(each, node.parts)), where=where)
    return node
