"""One formula with its values: for indicators and schemes, and wherever a single figure is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from saas.formulas.check import Checked
from saas.formulas.columns import compiled
from saas.formulas.fault import NotAvailable
from saas.formulas.figures import Column, Figure, in_context, settled
from saas.formulas.nodes import Formula
from saas.words import N_

Value = Decimal | NotAvailable


def evaluate(formula: Formula | Checked, values: Mapping[str, Decimal | NotAvailable | Sequence[Value] | None]) -> Value:
    """The figure. A sequence is a column (its rows); None and a name without value are not available.

    Give what `check` returned where uoms matter: only then are conversions made.
    """
    formula = formula.formula if isinstance(formula, Checked) else formula
    cells: list[Column] = []
    places: dict[str, int | Sequence[int]] = {}
    for name in formula.names:
        given = values.get(name)
        rows = given if isinstance(given, Sequence) else None
        found = [_known(each, name) for each in (rows if rows is not None else [given])]
        places[name] = len(cells) if rows is None else range(len(cells), len(cells) + len(found))
        cells += found
    found = in_context(lambda: settled(compiled(formula.root, places.__getitem__)(cells)))
    return cast("Value", found)


def _known(value: Figure, name: str) -> Figure:
    return NotAvailable(N_("%(name)s 没有数"), path=name, name=name) if value is None else value
