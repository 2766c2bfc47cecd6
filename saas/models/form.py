"""A model as it is kept and computed: named inputs, tables, formulas, results, facts, worked examples. Pure.

The same shape as in a pack's models.yaml; decimals are text, names of people's choosing in either language.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct, field

Said = dict[str, str]  # {"zh": …, "en": …}, one of them at least


class Input(Struct, frozen=True):
    """A figure somebody enters; without `value` it is not available until given."""

    name: str
    title: Said
    uom: str = ""
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    mark: dict[str, Any] | None = None
    note: Said | None = None


class Line(Struct, frozen=True):
    """A figure that is computed; in a table row by row."""

    name: str
    title: Said
    uom: str
    formula: str
    note: Said | None = None


class Column(Struct, frozen=True):
    name: str
    title: Said
    uom: str = ""


class Row(Struct, frozen=True):
    key: str
    title: Said
    values: dict[str, Decimal] = field(default_factory=dict)


class Table(Struct, frozen=True):
    """One row per product group, ten-day period, department …"""

    name: str
    title: Said
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    formulas: tuple[Line, ...] = ()


class Fact(Struct, frozen=True):
    """Two statements of the same thing; further apart than `within` they contradict each other."""

    code: str
    text: Said
    left: str
    right: str
    within: Decimal = Decimal(0)


class Example(Struct, frozen=True):
    """With these inputs the results are exactly these, rounded to `places` where said."""

    name: Said
    expect: dict[str, Decimal]
    given: dict[str, Decimal] = field(default_factory=dict)
    places: int | None = None


class Model(Struct, frozen=True):
    """`results`: names of formulas that are the model's answer."""

    name: Said
    inputs: tuple[Input, ...] = ()
    results: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    formulas: tuple[Line, ...] = ()
    facts: tuple[Fact, ...] = ()
    examples: tuple[Example, ...] = ()
    mark: dict[str, Any] | None = None
    note: Said | None = None


def model_of(body: object) -> Model:
    """From what is kept or what a pack says; raises msgspec.ValidationError with the place."""
    return msgspec.convert(body, Model, strict=False)


def body_of(model: Model) -> dict[str, Any]:
    """As it is kept: JSON values, decimals as text, nothing that was not said."""
    told = msgspec.to_builtins(model)
    return {key: value for key, value in _said(told).items() if key in ("name", "inputs", "results") or value not in ([], ())}


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _said(each) for key, each in value.items() if each is not None}
    return [_said(each) for each in value] if isinstance(value, list | tuple) else value
