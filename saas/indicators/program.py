"""An indicator's formula read and checked once, and the order in which indicators follow from each other. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from saas.formulas.check import Checked, check
from saas.formulas.fault import FormulaFault
from saas.formulas.names import Names
from saas.formulas.parse import parse
from saas.indicators.form import Indicator


@dataclass(frozen=True)
class Ready:
    """`others`: codes of indicators it is computed from. `checked` None: `fault` says what is wrong."""

    form: Indicator
    checked: Checked | None
    others: tuple[str, ...]
    fault: FormulaFault | None = None


def names_of(form: Indicator, others: Mapping[str, Indicator]) -> Names:
    """What its formula may use: its inputs, and other indicators by code or name."""
    told = {given.name: tuple(given.title.values()) for given in form.inputs}
    return Names({**{code: tuple(one.name.values()) for code, one in others.items() if code not in told}, **told})


def ready_of(form: Indicator, others: Mapping[str, Indicator]) -> Ready:
    """Its formula, ready to be computed."""
    own = {given.name: given.uom for given in form.inputs}
    uoms: dict[str, str | None] = {**{code: one.uom for code, one in others.items()}, **own}
    try:
        formula = parse(form.formula, names_of(form, others))
        used = tuple(name for name in formula.names if name not in own)
        return Ready(form, check(formula, uoms, form.uom), used)
    except FormulaFault as fault:
        return Ready(form, None, (), fault)


def order(made: Mapping[str, Ready]) -> list[str]:
    """Codes, each after those it is computed from; those in a circle are left out."""
    uses = {code: {other for other in one.others if other in made} for code, one in made.items()}
    while True:
        try:
            return list(TopologicalSorter(uses).static_order())
        except CycleError as circle:
            for code in circle.args[1]:
                uses.pop(code, None)
            uses = {code: others & uses.keys() for code, others in uses.items()}


def circle_of(code: str, made: Mapping[str, Ready]) -> list[str]:
    """The way back to `code` through what it is computed from, named with both ends; [] where there is none."""
    ways: list[list[str]] = [[code]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for other in made[way[-1]].others if way[-1] in made else ():
            if other == code:
                return [*way, code]
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []
