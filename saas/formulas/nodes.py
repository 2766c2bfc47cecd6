"""The parts of a formula. Chains of terms and factors lie flat, so that only brackets make depth."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Node:
    """`start` and `end`: characters of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number(Node):
    """`value` is what counts (4 % is 0.04); `sign` is %, ‰ or ‱; `uom` where one was written: 4 [m³/min]."""

    value: Decimal
    sign: str = ""
    uom: str = ""


@dataclass(frozen=True, slots=True)
class Name(Node):
    path: str


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """first ± term ± term …, or first × factor ÷ factor …"""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    @property
    def adds(self) -> bool:
        return self.rest[0][0] in "+-"


@dataclass(frozen=True, slots=True)
class Minus(Node):
    of: Node


@dataclass(frozen=True, slots=True)
class Power(Node):
    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`word`: and, or, not."""

    word: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`where`: which rows count, in sum, avg, min, max and count."""

    name: str
    parts: tuple[Node, ...]
    where: Node | None = None


@dataclass(frozen=True, slots=True)
class Scaled(Node):
    """Put in by the check of uoms: `of` times `factor`, from one uom into the other."""

    of: Node
    factor: Fraction
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Formula:
    """`names`: every name used, in order of first use."""

    text: str
    root: Node
    names: tuple[str, ...]


def children(node: Node) -> tuple[Node, ...]:  # noqa: PLR0911  one for each kind of part
    """The parts of a part, from left to right."""
    match node:
        case Chain():
            return (node.first, *(each for _, each in node.rest))
        case Minus() | Scaled():
            return (node.of,)
        case Power():
            return (node.base, node.exponent)
        case Compare():
            return (node.left, node.right)
        case Logic():
            return node.parts
        case Call():
            return node.parts if node.where is None else (*node.parts, node.where)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """This part and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)
