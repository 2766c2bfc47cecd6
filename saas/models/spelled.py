"""What a formula of a model may name, in codes and in the titles of both languages; and what each counts in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

from saas.formulas.names import Names
from saas.models.form import Column, Input, Line, Model, Said, Table

Spelled = tuple[str, tuple[str, ...], str]  # path, titles, uom


def names_of(model: Model, table: Table | None) -> tuple[Names, dict[str, str | None]]:
    """For the formulas of the model, or of one table's rows."""
    return _names(_Kept(model), table.name if table else "")


class _Kept:
    """A model as a key: the same object is the same model."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.model is self.model

    def __hash__(self) -> int:
        return id(self.model)


@lru_cache(maxsize=64)
def _names(kept: _Kept, own: str) -> tuple[Names, dict[str, str | None]]:
    spelled = list(_paths(kept.model))
    uoms: dict[str, str | None] = {path: uom for path, _, uom in spelled}
    uoms |= {path.removeprefix(f"{own}."): uom for path, _, uom in spelled if own and _column(path, own)}
    return Names({path: titles for path, titles, _ in spelled}, own), uoms


def _column(path: str, own: str) -> bool:
    return path.startswith(f"{own}.") and path.count(".") == 1


def _paths(model: Model) -> Iterator[Spelled]:
    top: tuple[Input | Line, ...] = (*model.inputs, *model.formulas)
    for one in top:
        yield one.name, tuple(_words(one.title)), one.uom
    for table in model.tables:
        for column in _columns(table):
            yield (
                f"{table.name}.{column.name}",
                tuple(_together((table.title, table.name), (column.title, column.name))),
                column.uom,
            )
            for row in table.rows:
                titles = _together((table.title, table.name), (row.title, row.key), (column.title, column.name))
                yield f"{table.name}.{row.key}.{column.name}", tuple(titles), column.uom


def _columns(table: Table) -> Iterable[Column | Line]:
    return (*table.columns, *table.formulas)


def _words(title: Said) -> list[str]:
    return [text for text in dict.fromkeys(title.values()) if text]


def _together(*parts: tuple[Said, str]) -> list[str]:
    """人员工资.库工.人数: each part by its title or its code."""
    return list(dict.fromkeys(".".join(each) for each in product(*([*_words(said), code] for said, code in parts))))
