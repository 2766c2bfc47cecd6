"""A model from what was typed into its editor, and everything that keeps it from being one. Pure.

What the editor does not show stays as it was: the other language, notes, marks, worked examples.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any

from saas.formulas.functions import ALIASES
from saas.formulas.tokens import KEYWORDS
from saas.models.form import Column, Fact, Input, Line, Model, Row, Said, Table
from saas.models.program import Place, Program, Wrong, program
from saas.models.raw import Raw
from saas.models.tried import FAULTS, figure_of
from saas.refusals import Problem
from saas.values import CODE, NotANumber
from saas.words import N_

NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]{0,39}")
NO_NAME = re.compile(r"[^A-Za-z0-9_\u4e00-\u9fff]+")


class Writer:
    """Reads the rows once; `problems` at their fields, `fields`: place of a formula → its field."""

    def __init__(self, before: Model, tongue: str) -> None:
        self._before, self._tongue = before, tongue
        self.problems: list[Problem] = []
        self.fields: dict[Place, str] = {}

    def model(self, raw: Raw) -> Model:
        """The model; rows without anything are left out."""
        old = self._before
        inputs = [(f"i.{n}", self._input(n, each)) for n, each in enumerate(raw["i"]) if any(each.values())]
        tables = [(f"t.{n}", self._table(n, each)) for n, each in enumerate(raw["t"])]
        lines = [(f"f.{n}", each) for n, each in enumerate(raw["f"]) if each["name"] or each["title"] or each["formula"]]
        formulas = [(field, self._line(field, each, self._known(old.formulas, each), ())) for field, each in lines]
        results = tuple(line.name for (_, line), (_, each) in zip(formulas, lines, strict=True) if each["result"])
        named = [*((field, one.name) for field, one in inputs), *((field, one.name) for field, one in formulas)]
        named += [(field, one.name) for field, one in tables]
        self._twice([(f"{field}.name", name) for field, name in named])
        facts = tuple(self._fact(n, each) for n, each in enumerate(raw["x"]) if each["left"] or each["right"])
        name = self._said(raw["name"], old.name) if raw["name"] else old.name
        if not raw["name"]:
            self.problems.append(Problem("name", N_("请写名称，最多 100 个字。")))
        note = self._said(raw["note"], old.note) if raw["note"] else None
        kept = (tuple(one for _, one in inputs), results, tuple(one for _, one in tables), tuple(one for _, one in formulas))
        return Model(name, *kept, facts, old.examples, old.mark, note)

    def _input(self, n: int, row: Raw) -> Input:
        known: Input | None = self._known(self._before.inputs, row)
        name = self._name(f"i.{n}", row)
        value, low, high = (self._figure(f"i.{n}.{part}", row[part], row["uom"]) for part in ("value", "low", "high"))
        title = self._said(row["title"] or name, known.title if known else None)
        return Input(name, title, row["uom"], value, low, high, known.mark if known else None, known.note if known else None)

    def _line(self, field: str, row: Raw, known: Line | None, table: tuple[str, ...]) -> Line:
        name = self._name(field, row)
        place = ("tables", *table, name) if table else ("formulas", name)
        self.fields[place] = f"{field}.formula"
        title = self._said(row["title"] or name, known.title if known else None)
        return Line(name, title, row["uom"], row["formula"], known.note if known else None)

    def _table(self, n: int, row: Raw) -> Table:
        known: Table | None = self._known(self._before.tables, row)
        name = self._name(f"t.{n}", row)
        columns = tuple(self._column(f"t.{n}.c.{c}", each, known) for c, each in enumerate(row["c"]))
        rows = tuple(self._row(f"t.{n}.r.{r}", r, each, columns, known) for r, each in enumerate(row["r"]))
        old = known.formulas if known else ()
        lines = [
            (f"t.{n}.f.{f}", self._line(f"t.{n}.f.{f}", each, self._known(old, each), (name,)))
            for f, each in enumerate(row["f"]) if each["name"] or each["title"] or each["formula"]
        ]  # fmt: skip
        named = [(f"t.{n}.c.{c}.name", one.name) for c, one in enumerate(columns)]
        self._twice([*named, *((f"{field}.name", one.name) for field, one in lines)])
        said = self._said(row["title"] or name, known.title if known else None)
        return Table(name, said, columns, rows, tuple(one for _, one in lines))

    def _column(self, field: str, row: Raw, table: Table | None) -> Column:
        known: Column | None = self._known(table.columns if table else (), row)
        name = self._name(field, row)
        return Column(name, self._said(row["title"] or name, known.title if known else None), row["uom"])

    def _row(self, field: str, n: int, row: Raw, columns: tuple[Column, ...], table: Table | None) -> Row:
        key = row["key"] if CODE.fullmatch(row["key"]) else f"r{n + 1}"
        known = next((each for each in table.rows if each.key == key), None) if table else None
        values: dict[str, Decimal] = {}
        for c, (column, text) in enumerate(zip(columns, row["v"], strict=False)):
            value = self._figure(f"{field}.v.{c}", text, column.uom)
            if value is not None:
                values[column.name] = value
        return Row(key, self._said(row["title"] or key, known.title if known else None), values)

    def _fact(self, n: int, row: Raw) -> Fact:
        code = f"f{n + 1}"
        self.fields["facts", code] = f"x.{n}.left"
        within = self._figure(f"x.{n}.within", row["within"] or "0", "") or Decimal(0)
        same = [each for each in self._before.facts if (each.left, each.right) == (row["left"], row["right"])]
        text = self._said(row["text"] or f"{row['left']} = {row['right']}", same[0].text if same else None)
        return Fact(code, text, row["left"], row["right"], within)

    def _name(self, field: str, row: Raw) -> str:
        name: str = row["name"] or NO_NAME.sub("_", row["title"]).strip("_")[:40]
        if not NAME.fullmatch(name) or name in KEYWORDS:
            self.problems.append(Problem(f"{field}.name", N_("名称用字母、汉字、数字和下划线，不能以数字开头。")))
        elif name in ALIASES and ALIASES[name] != name:
            self.problems.append(Problem(f"{field}.name", N_("“%(name)s”是函数的名字，请换一个。"), {"name": name}))
        return name

    def _figure(self, field: str, text: str, uom: str) -> Decimal | None:
        try:
            return figure_of(text, uom)
        except NotANumber as fault:
            self.problems.append(Problem(field, FAULTS.get(fault.code, FAULTS["not_a_number"]), {"typed": text[:40]}))
            return None

    def _twice(self, named: list[tuple[str, str]]) -> None:
        seen = Counter(name for _, name in named)
        for field, name in named:
            if seen[name] > 1:
                self.problems.append(Problem(field, N_("名称“%(name)s”用了两次。"), {"name": name}))

    def _said(self, text: str, before: Said | None) -> Said:
        return {**(before or {}), self._tongue: text}

    @staticmethod
    def _known(before: tuple[Any, ...], row: Raw) -> Any:
        return next((each for each in before if each.name == row["name"]), None)


def written(raw: Raw, before: Model, tongue: str) -> tuple[Program, list[Problem], dict[str, Wrong]]:
    """The program, problems of the rows, and for each field its wrong formula."""
    writer = Writer(before, tongue)
    made = writer.model(raw)
    ready = Program(made) if writer.problems else program(made)
    wrongs = {writer.fields.get(wrong.place, "formulas"): wrong for wrong in reversed(ready.wrong)}
    return ready, writer.problems, wrongs
