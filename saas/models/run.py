"""A model computed: for the figures as they stand, or for any number of scenarios side by side. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from saas.formulas.fault import NotAvailable
from saas.formulas.figures import Column, Figure, in_context, settled
from saas.models.form import Fact
from saas.models.program import Program
from saas.words import N_

Given = Mapping[str, Decimal | None]
Value = Decimal | NotAvailable


@dataclass(frozen=True)
class Contradiction:
    """Two statements that do not agree: what each says. Not available counts as not told."""

    fact: Fact
    left: Decimal
    right: Decimal


def run(made: Program, scenarios: Sequence[Given] = ({},)) -> list[Column]:
    """The figures of every cell; a list where scenarios differ, one figure where they all agree.

    The program must be free of wrongs. Raises KeyError for a name that is no input.
    """
    cells: list[Column] = [None] * len(made.cells)
    named = {made.at[path] for given in scenarios for path in given}
    for at, value in made.start.items():
        path = made.cells[at].path
        if at in named:
            cells[at] = [_known(given.get(path, value), made.cells[at].path) for given in scenarios]
            if len(scenarios) == 1:
                cells[at] = cells[at][0]
        else:
            cells[at] = _known(value, path)
    if unknown := named - made.start.keys():
        raise KeyError(made.cells[min(unknown)].path)
    in_context(lambda: _compute(made, cells))
    return cells


def _known(value: Decimal | None, path: str) -> Figure:
    return NotAvailable(N_("%(name)s 没有数"), path=path, name=path) if value is None else value


def _compute(made: Program, cells: list[Column]) -> None:
    for at in made.order:
        compute = made.cells[at].run
        if compute is not None:
            cells[at] = settled(compute(cells))


def figure(cells: Sequence[Column], at: int, scenario: int = 0) -> Value:
    """One cell in one scenario."""
    found = cells[at]
    value: Value = found[scenario] if isinstance(found, list) else found
    return value


def contradictions(made: Program, cells: Sequence[Column], scenario: int = 0) -> list[Contradiction]:
    """Facts that the figures deny."""
    found = []
    for fact, left, right in made.facts:
        one, other = (in_context(lambda side=side: _side(side(cells), scenario)) for side in (left, right))  # type: ignore[misc]
        if isinstance(one, Decimal) and isinstance(other, Decimal) and abs(one - other) > fact.within:
            found.append(Contradiction(fact, one, other))
    return found


def _side(found: Column, scenario: int) -> Figure:
    return settled(found[scenario] if isinstance(found, list) else found)
