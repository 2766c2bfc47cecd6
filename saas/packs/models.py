"""models.yaml: named inputs and tables, formulas as text, results, and worked examples to the last digit."""

from typing import Annotated

from msgspec import Meta, field

from saas.packs.parts import Code, Figure, Formula, Mark, Name, Part, Text

Path = Annotated[str, Meta(description="A name, or table.row.column.", max_length=120)]


class Input(Part, frozen=True):
    """A figure that somebody enters; `value` is what it is until then."""

    name: Name
    title: Text
    uom: str
    value: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None
    mark: Mark | None = None
    note: Text | None = None


class Line(Part, frozen=True):
    """A figure that is computed. In a table it is computed row by row."""

    name: Name
    title: Text
    uom: str
    formula: Formula
    note: Text | None = None


class Column(Part, frozen=True):
    name: Name
    title: Text
    uom: str


class Row(Part, frozen=True):
    """`values`: by column; what is not said is entered by the company."""

    key: Name
    title: Text
    values: dict[str, Figure] = field(default_factory=dict)


class Table(Part, frozen=True):
    """One line per product group, ten-day period, department … `table.row.column` names a cell; sum(table.column) adds up."""

    name: Name
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    formulas: tuple[Line, ...] = ()


class Fact(Part, frozen=True):
    """Two statements of the same thing; further apart than `within`, the model shows the contradiction."""

    code: Code
    text: Text
    left: Formula
    right: Formula
    within: Figure


class Example(Part, frozen=True):
    """Golden: with these inputs (others as they stand) the results are exactly these, rounded to `places` if said."""

    name: Text
    expect: dict[Path, Figure]
    given: dict[Path, Figure] = field(default_factory=dict)
    places: int | None = None


class Model(Part, frozen=True):
    code: Code
    name: Text
    mark: Mark
    inputs: tuple[Input, ...]
    results: tuple[Name, ...]
    tables: tuple[Table, ...] = ()
    formulas: tuple[Line, ...] = ()
    facts: tuple[Fact, ...] = ()
    examples: tuple[Example, ...] = ()
    note: Text | None = None


class Models(Part, frozen=True):
    models: tuple[Model, ...] = ()
