"""From cells to typed rows, and from the slice's plan to what is kept of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from saas.sheets.cells import value
from saas.sheets.head import Head, Line
from saas.sheets.registry import Change, Column, Problem, Row
from saas.words import N_, say, translator

Faults = dict[int, list[Problem]]
SAID = frozenset({"title", "choices"})  # figures of a problem that are msgids themselves


def typed(columns: Sequence[Column], head: Head, lines: Iterable[Line]) -> tuple[list[Row], Faults]:
    """Every row below the head by column key, `_row` its number; what could not be read is None and stands in the faults."""
    by_key = {column.key: column for column in columns}
    rows: list[Row] = []
    faults: Faults = {}
    for number, cells in lines:
        row: Row = {"_row": number}
        for at, key in enumerate(head.keys):
            if key is None:
                continue
            read = value(by_key[key], cells[at] if at < len(cells) else None)
            if isinstance(read, Problem):
                faults.setdefault(number, []).append(read)
                read = None
            elif read is None and by_key[key].required:
                faults.setdefault(number, []).append(Problem(key, N_("必填。")))
            row[key] = read
        rows.append(row)
    return rows, faults


def judged(rows: Sequence[Row], changes: Sequence[Change], faults: Faults) -> list[Change]:
    """The slice's plan with what was unreadable: such a row is refused, each cell with one sentence."""
    if [change.row_number for change in changes] != [row["_row"] for row in rows]:
        raise ValueError("a plan answers every row once, in order")
    return [_with(change, faults.get(change.row_number, [])) for change in changes]


def _with(change: Change, faults: list[Problem]) -> Change:
    told = {fault.column for fault in faults}
    problems = [*faults, *(problem for problem in change.problems if problem.column not in told)]
    if not problems and change.verdict != "refuse":
        return change
    return Change(change.row_number, "refuse", change.key, {}, problems, change.target)


def plain(change: Change) -> dict[str, Any]:
    """A change as it is kept and compared: plain JSON values."""
    return {
        "row_number": change.row_number, "verdict": change.verdict, "key": change.key[:200],
        "fields": {name: [_plain(old), _plain(new)] for name, (old, new) in change.fields.items()},
        "problems": [[one.column, one.message, {k: _plain(v) for k, v in one.params.items()}] for one in change.problems],
    }  # fmt: skip


def _plain(thing: Any) -> Any:
    if isinstance(thing, Decimal):
        return f"{thing.normalize():f}" if thing else "0"
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Mapping):
        return {str(key): _plain(inner) for key, inner in thing.items()}
    if isinstance(thing, list | tuple | set | frozenset):
        return [_plain(inner) for inner in thing]
    return thing if thing is None or isinstance(thing, bool | int | str) else str(thing)


def sentences(problems: Sequence[Sequence[Any]], columns: Sequence[Column], locale: str) -> list[str]:
    """Kept problems in the reader's language, in the order of the columns."""
    places = {column.key: at for at, column in enumerate(columns)}
    return [_sentence(one, columns, locale) for one in sorted(problems, key=lambda one: places.get(one[0], -1))]


def _sentence(problem: Sequence[Any], columns: Sequence[Column], locale: str) -> str:
    """One of them, its column's title in front."""
    words = translator(locale)
    at, message, params = problem
    told = words(message, **{name: _told(words, name, given, locale) for name, given in params.items()})
    title = next((words(column.title) for column in columns if column.key == at), "")
    return words(N_("%(title)s：%(problem)s"), title=title, problem=told) if title else told


def described(fields: Mapping[str, Sequence[Any]], columns: Sequence[Column], locale: str) -> list[tuple[str, Any, Any]]:
    """What a row would write, as the reader knows it: (title, old, new) with the titles of choices, in the list's order.

    What was empty and stays so is left out.
    """
    by_key, told = {column.key: column for column in columns}, translator(locale)
    order = {key: n for n, key in enumerate(by_key)}
    return [
        (told(column.title) if (column := by_key.get(key)) else key, *(_chosen(column, one, locale) for one in pair))
        for key, pair in sorted(fields.items(), key=lambda item: order.get(item[0], len(order)))
        if any(one not in (None, "") for one in pair)
    ]


def _chosen(column: Column | None, given: Any, locale: str) -> Any:
    title = next((title for key, title in column.choices if key == given), None) if column else None
    if title is None:
        return given
    return translator(locale)(title) if isinstance(title, str) else say(title, locale=locale)


def _told(words: Any, name: str, given: Any, locale: str) -> Any:
    if isinstance(given, list):
        return words(N_("、")).join(str(_told(words, name, one, locale)) for one in given)
    if isinstance(given, Mapping):
        return say(given, locale=locale)
    return words(given) if name in SAID and isinstance(given, str) else given
