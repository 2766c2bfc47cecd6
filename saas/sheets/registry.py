"""Every list that is a spreadsheet: its columns, its rows, and how changed rows are planned and applied.

A slice registers its lists in `saas/<slice>/sheet.py`. A list without `plan` and `apply` is for reading only.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol
from uuid import UUID

Row = dict[str, Any]
Kind = Literal["text", "number", "date", "choice", "flag", "moment"]
Verdict = Literal["add", "change", "same", "refuse"]
Title = str | Mapping[str, str]  # a msgid, or bilingual content of the company


@dataclass(frozen=True)
class Column:
    """One column. `title` and `note` are msgids; `choices` are (value, title), the reader sees the titles.

    As values: text str, number Decimal, date date, moment aware datetime, flag bool, choice the value; an empty
    cell is None. `required`: the column must be there and no cell empty. `told`: exported only, not read back.
    `uom` is "yuan" where 万元 may be typed, else a word for the head.
    """

    key: str
    title: str
    kind: Kind = "text"
    required: bool = False
    choices: Sequence[tuple[str, Title]] = ()
    note: str = ""
    uom: str = ""
    width: int = 0
    told: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, as a msgid with its figures; `column` is "" for the whole row."""

    column: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What one row of a file would do. `key` names the thing to a reader; `target` is for the slice's own apply."""

    row_number: int
    verdict: Verdict
    key: str
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    target: Any = None


Rows = AsyncIterator[Row] | Awaitable[Sequence[Row]]


class Progress(Protocol):
    """Call it with the rows done so far; the person who waits sees it. `address` is where links begin (https://…/slug)."""

    @property
    def address(self) -> str: ...

    @property
    def locale(self) -> str: ...

    async def __call__(self, done: int) -> None: ...


class Apply(Protocol):
    """Writes the changes (add and change only) by set-based SQL in the open transaction; all or nothing.

    May return the path of a file in the store that came out of it (for example links of invitations).
    """

    async def __call__(self, changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None: ...


@dataclass(frozen=True)
class Sheet:
    """One list. `export()` runs inside the tenant; with `scoped` it is called as export(visit).

    `plan(rows, today)` is the dry run: it sees every row of the file (`row["_row"]` is its number; a column that is
    not in the file is not in the row; a cell that could not be read is None) and answers one Change a row.
    `offers()` gives lists of values for columns whose choice is the company's own (codes of units, of posts).
    `edit` is the permit of the import where it differs from the reader's `permit`; `back` the page of the list (/units).
    """

    key: str
    title: str
    permit: str
    columns: Sequence[Column]
    export: Callable[..., Rows]
    plan: Callable[[list[Row], date], Awaitable[list[Change]]] | None = None
    apply: Apply | None = None
    edit: str = ""
    back: str = ""
    scoped: bool = False
    offers: Callable[[], Awaitable[Mapping[str, Sequence[str]]]] | None = None

    @property
    def editable(self) -> bool:
        return self.plan is not None and self.apply is not None

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


sheets: dict[str, Sheet] = {}
# Lists that a company's own configuration makes: objects-<kind> has the columns that the kind says.
families: dict[str, Callable[[str], Awaitable[Sheet | None]]] = {}


def register(sheet: Sheet) -> None:
    """Add a list; two lists of one key are a fault of the program."""
    if sheet.key in sheets:
        raise ValueError(f"two sheets called {sheet.key}")
    sheets[sheet.key] = sheet


async def sheet_of(key: str) -> Sheet | None:
    """The list of this key, in the open transaction where a family makes it; None where there is none."""
    family, _, member = key.partition("-")
    if key not in sheets and member and family in families:
        return await families[family](member)
    return sheets.get(key)
