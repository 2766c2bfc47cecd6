"""Uoms of a formula checked and conversions put in: 万元 + ‰ is refused where it stands, 元 + 万元 is converted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from saas.formulas.fault import FormulaFault
from saas.formulas.nodes import Call, Chain, Compare, Formula, Logic, Minus, Name, Node, Number, Power, Scaled, walk
from saas.formulas.typed import Note, Typed, beside, joined, misfit, scaled, whole
from saas.formulas.uoms import PURE, Uom, power, times, uom
from saas.words import N_

FIRST_TIMES = 100


@dataclass(frozen=True)
class Checked:
    """`formula` with its conversions put in; `uom` of its figure; what the writer should know."""

    formula: Formula
    uom: Uom
    notes: tuple[Note, ...]


def check(formula: Formula, uoms: Mapping[str, str | None], target: str | None = None) -> Checked:
    """`uoms`: of each name (None: not known). `target`: what the figure is wanted in. Raises FormulaFault at the place."""
    found = _Checker(uoms)
    typed = found.typed(formula.root)
    if target is not None:
        typed = found.meets(typed, uom(target))
    notes = [*found.notes, *(_told(node) for node in walk(typed.node) if isinstance(node, Scaled))]
    return Checked(replace(formula, root=typed.node), uom(target) if target is not None else typed.uom, tuple(notes))


def _told(node: Scaled) -> Note:
    params = {"source": node.source or "1", "target": node.target or "1", "factor": _plain(node.factor)}
    return Note(node.start, node.end, "converted", N_("%(source)s 换算成 %(target)s：%(factor)s"), params)


def _plain(by: Fraction) -> str:
    return f"× {by}" if by.denominator == 1 else f"÷ {1 / by}" if by.numerator == 1 else f"× {by.numerator} ÷ {by.denominator}"


def _so_far(node: Chain, first: Node, rest: list[tuple[str, Node]]) -> Node:
    return Chain(node.start, rest[-1][1].end, first, tuple(rest)) if rest else first


class _Checker:
    def __init__(self, uoms: Mapping[str, str | None]) -> None:
        self._uoms = uoms
        self.notes: list[Note] = []

    def typed(self, node: Node) -> Typed:
        """What a part counts in, conversions put in below it."""
        ways: dict[type, Callable[..., Typed]] = {
            Number: self._number, Name: self._name, Chain: self._chain, Minus: self._minus, Power: self._power,
            Compare: self._compare, Logic: self._logic, Call: self._call, Scaled: lambda n: self.typed(n.of),
        }  # fmt: skip
        return ways[type(node)](node)

    def meets(self, one: Typed, target: Uom) -> Typed:
        """The whole formula in the uom that it was declared with."""
        if one.kind != "figure":
            return one
        self._fits(one, Typed(one.node, "figure", target), N_("算出来的是 %(one)s，不是 %(other)s"))
        return scaled(one, target)

    def _number(self, node: Number) -> Typed:
        if node.uom:
            return Typed(node, "figure", uom(node.uom))
        if node.sign:
            return Typed(node, "figure", PURE, loose=True)
        value = Fraction(node.value)
        return Typed(node, "free", value=value, loose=True)

    def _name(self, node: Name) -> Typed:
        text = self._uoms.get(node.path)
        return Typed(node, "unknown") if text is None else Typed(node, "figure", uom(text))

    def _minus(self, node: Minus) -> Typed:
        of = self._figure(node.of)
        return replace(of, node=replace(node, of=of.node), value=None if of.value is None else -of.value)

    def _chain(self, node: Chain) -> Typed:
        here = self._figure(node.first)
        rest: list[tuple[str, Node]] = []
        for sign, part in node.rest:
            other = self._figure(part)
            if sign in "*/":
                here = self._multiply(here, other, sign, part)
            else:
                if rest and other.kind == "free":  # what stands before may be converted as a whole
                    here, rest = replace(here, node=_so_far(node, here.node, rest)), []
                here, other = self._add(here, other)
            rest.append((sign, other.node))
        return replace(here, node=_so_far(node, here.node, rest))

    def _add(self, one: Typed, other: Typed) -> tuple[Typed, Typed]:
        one, other = whole(one, other)
        other, one = whole(other, one)
        self._fits(one, other, N_("%(one)s 和 %(other)s 不能相加减"))
        one, other = joined(one, other)
        loose = one.loose or other.loose
        if one.kind == "free" and other.kind != "free":
            return replace(other, node=one.node, loose=loose), other
        return replace(one, loose=loose, value=None), other

    def _multiply(self, one: Typed, other: Typed, sign: str, part: Node) -> Typed:
        if sign == "/" and other.kind == "free" and other.value == 0:
            raise FormulaFault(part.start, part.end, N_("除数是 0"))
        way = 1 if sign == "*" else -1
        if one.kind == other.kind == "free":
            value = None if one.value is None or other.value is None else one.value * other.value**way
            return replace(one, value=value)
        if "unknown" in (one.kind, other.kind):
            return replace(one, kind="unknown", value=None)
        literals = beside(self._literals(one, 1), self._literals(other, way))
        counted = times(one.uom if one.kind == "figure" else PURE, other.uom if other.kind == "figure" else PURE, way)
        return Typed(one.node, "figure", counted, literals, one.loose or other.loose)

    @staticmethod
    def _literals(one: Typed, way: int) -> tuple[Fraction, ...]:
        if one.kind == "free":
            return (one.value**way,) if one.value else ()
        return tuple(each**way for each in one.literals)

    def _power(self, node: Power) -> Typed:
        base, exponent = self._figure(node.base), self._figure(node.exponent)
        made = replace(node, base=base.node, exponent=exponent.node)
        if exponent.uom.dims:
            raise FormulaFault(node.exponent.start, node.exponent.end, N_("次方数不带单位"))
        if base.kind != "figure" or (not base.uom.dims and not base.uom.scales):
            return replace(base, node=made, value=None, literals=())
        if exponent.value is None or abs(exponent.value) > FIRST_TIMES:
            raise FormulaFault(node.start, node.end, N_("带单位的数只能做固定次数的乘方"))
        counted = power(base.uom, exponent.value)
        return Typed(made, "figure" if counted else "unknown", counted or PURE, loose=base.loose)

    def _compare(self, node: Compare) -> Typed:
        one, other = self._figure(node.left), self._figure(node.right)
        self._fits(one, other, N_("%(one)s 和 %(other)s 不能比大小"))
        one, other = joined(one, other)
        return Typed(replace(node, left=one.node, right=other.node), "truth")

    def _logic(self, node: Logic) -> Typed:
        return Typed(replace(node, parts=tuple(self._truth(part).node for part in node.parts)), "truth")

    def _call(self, node: Call) -> Typed:
        where = self._truth(node.where).node if node.where is not None else None
        if node.name == "count":
            parts = [self.typed(part) for part in node.parts]
            return Typed(replace(node, parts=tuple(p.node for p in parts), where=where), "figure", PURE)
        first = self._truth(node.parts[0]) if node.name == "if" else self._figure(node.parts[0])
        if node.name in ("round", "ceil", "floor", "abs", "sqrt"):
            return self._rounded(node, first)
        if node.name in ("lookup", "step"):
            return self._looked_up(node, first)
        rest = [self._figure(part) for part in node.parts[1:]]
        kept = [first] if node.name == "if" else []
        here, same = self._same(rest if kept else [first, *rest])
        return replace(here, node=replace(node, parts=tuple(p.node for p in (*kept, *same)), where=where), value=None)

    def _same(self, parts: list[Typed]) -> tuple[Typed, list[Typed]]:
        """All in one uom: the figure's where some are bare numbers."""
        here, found = parts[0], [parts[0]]
        for part in parts[1:]:
            self._fits(here, part, N_("%(one)s 和 %(other)s 不能放在一起"))
            here, other = joined(here, part)
            found.append(other)
            here = other if here.kind != "figure" and other.kind == "figure" else here
        return here, found

    def _rounded(self, node: Call, of: Typed) -> Typed:
        made = replace(node, parts=(of.node, *(self._figure(part).node for part in node.parts[1:])))
        if node.name != "sqrt" or of.kind != "figure":
            return replace(of, node=made, value=None)
        counted = power(of.uom, Fraction(1, 2))
        return Typed(made, "figure" if counted else "unknown", counted or PURE, loose=True)

    def _looked_up(self, node: Call, sought: Typed) -> Typed:
        keys, found = self._figure(node.parts[1]), self._figure(node.parts[2])
        self._fits(sought, keys, N_("%(one)s 和 %(other)s 不能比大小"))
        sought, keys = joined(sought, keys)
        return replace(found, node=replace(node, parts=(sought.node, keys.node, found.node)))

    def _figure(self, node: Node) -> Typed:
        found = self.typed(node)
        if found.kind == "truth":
            raise FormulaFault(node.start, node.end, N_("条件不能参加计算；写成 if(条件, 1, 0)"))
        return found

    def _truth(self, node: Node) -> Typed:
        found = self.typed(node)
        if found.kind != "truth":
            raise FormulaFault(node.start, node.end, N_("这里要一个条件，如 a > 0"))
        return found

    def _fits(self, one: Typed, other: Typed, message: str) -> None:
        how = misfit(one, other)
        params = {"one": one.text or "1", "other": other.text or "1"}
        node = other.node if other.node is not one.node else one.node
        if how == "hard":
            raise FormulaFault(node.start, node.end, message, **params)
        if how:
            self.notes.append(Note(node.start, node.end, "doubt", message, params))
