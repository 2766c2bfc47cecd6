"""The head of a file: which line holds the titles, which column each title means, what is missing. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from saas.refusals import Problem as Fault
from saas.refusals import Refused
from saas.sheets.cells import folded, shown
from saas.sheets.registry import Column
from saas.words import LOCALES, N_, translator

DEEPEST = 15  # lines above the titles: a name, a date, a blank
PROBLEMS = N_("要改的地方")  # the column that a report adds
TAIL = re.compile(r"\s*(\*|\([^()]*\)|\[[^\[\]]*\])$")
Line = tuple[int, list[Any]]


@dataclass(frozen=True)
class Head:
    """`keys`: by place in the row, the column's key or None; `titles`: as they stand in the file."""

    row_number: int
    titles: list[str]
    keys: list[str | None]
    unknown: list[str]


def find_head(columns: Sequence[Column], lines: Sequence[Line]) -> Head:
    """Titles are known in both languages and by key, in any order. Raises Refused 422 with every required one missing."""
    names = _names(columns)
    number, cells = max(lines[:DEEPEST], key=lambda line: len(_known(names, line[1])), default=(0, []))
    titles = [shown(cell) for cell in cells]
    keys = [_meant(names, title) for title in titles]
    if not any(keys):
        raise Refused(422, N_("没有找到表头。第一行应是各栏的名称，可以先下载当前表格再填。"), field="file")
    _check(columns, keys)
    told = {column.key for column in columns if column.told}
    unknown = [title for title, key in zip(titles, keys, strict=True) if title and key is None and not _ours(title)]
    return Head(number, titles, [None if key in told else key for key in keys], unknown)


def _check(columns: Sequence[Column], keys: list[str | None]) -> None:
    faults = [
        Fault("file", N_("缺少“%(title)s”一栏。"), {"title": column.title})
        for column in columns if column.required and not column.told and column.key not in keys
    ] + [
        Fault("file", N_("“%(title)s”一栏出现了两次。"), {"title": column.title})
        for column in columns if keys.count(column.key) > 1 and not column.told
    ]  # fmt: skip
    if faults:
        raise Refused.all(faults)


def _names(columns: Sequence[Column]) -> dict[str, str]:
    names = {folded(column.key): column.key for column in columns}
    for column in columns:
        names |= {folded(translator(locale)(column.title)): column.key for locale in LOCALES}
    return names


def _known(names: dict[str, str], cells: list[Any]) -> set[str]:
    return {key for cell in cells if (key := _meant(names, shown(cell)))}


def _meant(names: dict[str, str], title: str) -> str | None:
    """As written, or without what we or others hang on: a star, a measure in brackets, or both."""
    given = folded(title)
    while given not in names and (shorter := TAIL.sub("", given)) != given:
        given = shorter
    return names.get(given)


def _ours(title: str) -> bool:
    return folded(title) in {folded(translator(locale)(PROBLEMS)) for locale in LOCALES}
