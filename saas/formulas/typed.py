"""What a part of a formula counts in, and how two parts come to the same uom.

A bare number takes the uom of what it stands beside. Where uoms of one family differ, figures are converted — unless
the numbers written in the formula (÷ 10000, × 100) already do exactly that: then the writer has converted by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import prod

from saas.formulas.nodes import Node, Scaled
from saas.formulas.uoms import PURE, SHARE, Uom, ratios, strip

MOST_LITERALS = 6


@dataclass(frozen=True, slots=True)
class Typed:
    """`kind`: figure, free (a bare number), truth, unknown. `literals`: bare numbers multiplied in. `loose`: whether any."""

    node: Node
    kind: str
    uom: Uom = PURE
    literals: tuple[Fraction, ...] = ()
    loose: bool = False
    value: Fraction | None = None

    @property
    def text(self) -> str:
        return self.uom.text


@dataclass(frozen=True, slots=True)
class Note:
    """Something the writer should know: a conversion made, or uoms that fit only if a bare number has one."""

    start: int
    end: int
    kind: str
    message: str
    params: dict[str, str]


def misfit(one: Typed, other: Typed) -> str:
    """Nothing where both count the same; "soft" where times differ or a bare number may explain it; else "hard"."""
    if one.kind != "figure" or other.kind != "figure" or one.uom is other.uom or strip(one.uom) == strip(other.uom):
        return ""
    loose = one.loose or other.loose
    if strip(one.uom, soft=True) == strip(other.uom, soft=True):
        return "" if loose else "soft"
    return "soft" if loose else "hard"


def factor(one: Typed, target: Uom) -> Fraction:
    """What `one` must still be multiplied by to be in `target`."""
    differ = ratios(one.uom, target)
    return _unexplained(tuple(differ.values()), one.literals) if differ else Fraction(1)


@lru_cache(maxsize=4096)
def _unexplained(differ: tuple[Fraction, ...], literals: tuple[Fraction, ...]) -> Fraction:
    written = {prod(some) for n in range(1, len(literals) + 1) for some in combinations(literals, n)}
    for n in range(len(differ), 0, -1):
        for some in combinations(range(len(differ)), n):
            if prod(differ[i] for i in some) in written:
                return prod((each for i, each in enumerate(differ) if i not in some), start=Fraction(1))
    return prod(differ, start=Fraction(1))


def scaled(one: Typed, target: Uom) -> Typed:
    """`one` in `target`, converted where nothing written does it."""
    by = factor(one, target)
    node = one.node
    if by != 1:
        node = Scaled(node.start, node.end, node, by, one.text, target.text)
    return replace(one, node=node, uom=target, literals=())


def joined(one: Typed, other: Typed) -> tuple[Typed, Typed]:
    """Both in one uom, the first one's where it can be; the first node stays as it is."""
    if one.kind != "figure" or other.kind != "figure":
        return one, other
    differ = {} if one.uom is other.uom else ratios(one.uom, other.uom)
    if not differ:
        common = tuple(each for each in one.literals if each in other.literals)
        return one if common == one.literals else replace(one, literals=common), other
    if one.literals and _unexplained(tuple(differ.values()), one.literals) == 1:
        return replace(one, uom=other.uom, literals=()), replace(other, literals=())
    return one, scaled(other, one.uom)


def whole(one: Typed, other: Typed) -> tuple[Typed, Typed]:
    """1 − x where x is a share: the 1 is the whole, not one per cent."""
    share = other.kind == "figure" and not other.uom.dims and dict(other.uom.scales).get(SHARE, Fraction(1)) < 1
    return (one, scaled(other, PURE)) if share and one.kind == "free" and one.value == 1 else (one, other)


def beside(literals: tuple[Fraction, ...], more: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Numbers multiplied in, the latest kept."""
    return (literals + more)[-MOST_LITERALS:]
