"""The steps of a trace, and the formulas by which anybody computes them again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import get_args

from msgspec import Struct

from saas.scores import curves, formulas
from saas.scores.curves import Curve, Knot
from saas.values import ONE, ZERO, half_up


class Input(Struct, frozen=True, gc=False):
    """One figure that goes into a formula. `of`: what earned is held against, or the cap of a rule.

    source: key of the step it comes from; "post:<id>" or "unit:<id>" for a score with a trace of its own.
    """

    name: str
    value: Decimal | None
    weight: Decimal = ONE
    of: Decimal | None = None
    source: str | None = None


class Step(Struct, frozen=True, gc=False):
    """value = formula(inputs). key: "checks/C1/S1", "checks/C1", "checks", …, "score", "shown"; before those of a unit that
    is scored itself, its own with "own/" in front.
    """

    key: str
    formula: str
    inputs: tuple[Input, ...]
    value: Decimal | None


def _values(inputs: Sequence[Input]) -> list[Decimal]:
    return [each.value for each in inputs if each.value is not None]


def _weighted(inputs: Sequence[Input]) -> list[tuple[Decimal, Decimal | None]]:
    return [(each.weight, each.value) for each in inputs]


def _rules(inputs: Sequence[Input]) -> list[formulas.Rule]:
    return [(each.name, each.value or ZERO, each.weight, each.of) for each in inputs]


def _again(inputs: Sequence[Input]) -> Decimal:
    first, *rest = inputs
    return formulas.ruled(first.value or ZERO, first.weight, first.of, _values(rest))


def _earned(kind: curves.Kind, direction: curves.Direction, inputs: Sequence[Input]) -> Decimal | None:
    """A curve read back from a trace, and what it gives."""
    told = {each.name: each.value for each in inputs}
    knots = tuple(Knot(each.value or ZERO, each.of or ZERO) for each in inputs if each.name == "knot")
    stated = {name: told[name] for name in curves.FIGURES if name in told}
    return curves.points(Curve(kind, direction, **stated, knots=knots), told["value"])


_CURVES = {
    f"curve_{kind}_{direction}": partial(_earned, kind, direction)
    for kind in get_args(curves.Kind) for direction in get_args(curves.Direction)
}  # fmt: skip
FORMULAS: dict[str, Callable[[Sequence[Input]], Decimal | None]] = _CURVES | {
    "ruled": _again,
    "pooled": lambda inputs: formulas.pooled((i.weight, i.value or ZERO, i.of or ZERO) for i in inputs),
    "mean": lambda inputs: formulas.mean(_weighted(inputs)),
    "lowest": lambda inputs: formulas.lowest(_weighted(inputs)),
    "ratio": lambda inputs: formulas.ratio(*_values(inputs)[:2]),
    "covered_zero": lambda inputs: formulas.covered("zero", *_values(inputs)),
    "covered_left_out": lambda inputs: formulas.covered("left_out", *_values(inputs)),
    "capped": lambda inputs: formulas.capped(*_rules(inputs)[0][1:]),
    "found": lambda inputs: formulas.found(*_rules(inputs)),
    "sum": lambda inputs: sum(_values(inputs), ZERO),
    "bounded": lambda inputs: formulas.bounded(*_values(inputs)),
    "half_up": lambda inputs: half_up(_values(inputs)[0], int(_values(inputs)[1])),
}
