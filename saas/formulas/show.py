"""A formula printed back in one form, in codes or in the titles of a language."""

from __future__ import annotations

import re
from collections.abc import Callable

from saas.formulas.nodes import Call, Chain, Compare, Formula, Logic, Minus, Name, Node, Number, Power, Scaled
from saas.formulas.tokens import PART

SHIFT = {"%": 2, "‰": 3, "‱": 4}
PLAIN = re.compile(rf"{PART}(\.[A-Za-z0-9_\u3400-\u9fff]+){{0,2}}")


def show(formula: Formula | Node, naming: Callable[[str], str] | None = None) -> str:
    """The canonical text; read again it gives the same formula. `naming`: a path as it shall be called."""
    node = formula.root if isinstance(formula, Formula) else formula
    return _text(node, naming or (lambda path: path), 0)


def _text(node: Node, naming: Callable[[str], str], outer: int) -> str:
    text, strength = _part(node, naming)
    return f"({text})" if strength < outer else text


def _part(node: Node, naming: Callable[[str], str]) -> tuple[str, int]:  # noqa: PLR0911  one for each kind of part
    """Its text, and how strongly it holds together: 1 or, 2 and, 3 not, 4 compare, 5 sum, 6 product, 7 sign, 8 power."""
    match node:
        case Number():
            return _number(node), 9
        case Name():
            name = naming(node.path)
            return (name if PLAIN.fullmatch(name) else f'"{name}"'), 9
        case Scaled():
            return _part(node.of, naming)
        case Minus():
            return f"-{_text(node.of, naming, 7)}", 7
        case Power():
            return f"{_text(node.base, naming, 9)} ^ {_text(node.exponent, naming, 7)}", 8
        case Chain():
            own = 5 if node.adds else 6
            rest = "".join(f" {sign} {_text(each, naming, own + 1)}" for sign, each in node.rest)
            return _text(node.first, naming, own) + rest, own
        case Compare():
            return f"{_text(node.left, naming, 5)} {node.sign} {_text(node.right, naming, 5)}", 4
    return _worded(node, naming)


def _worded(node: Node, naming: Callable[[str], str]) -> tuple[str, int]:
    if isinstance(node, Logic):
        if node.word == "not":
            return f"not {_text(node.parts[0], naming, 3)}", 3
        own = 1 if node.word == "or" else 2
        return f" {node.word} ".join(_text(each, naming, own + 1) for each in node.parts), own
    if not isinstance(node, Call):
        raise TypeError(node)
    where = f" where {_text(node.where, naming, 0)}" if node.where is not None else ""
    return f"{node.name}({', '.join(_text(each, naming, 0) for each in node.parts)}{where})", 9


def _number(node: Number) -> str:
    value = node.value.scaleb(SHIFT[node.sign]) if node.sign else node.value
    uom = f" [{node.uom}]" if node.uom else ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + node.sign + uom
