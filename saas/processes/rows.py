"""Rows of a spreadsheet as activities of processes: what each would add, change or remove. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from saas.processes.flow import Activity
from saas.processes.form import FIELDS, activity_from, fields_of
from saas.sheets.registry import Change, Problem, Row
from saas.values import CODE
from saas.words import N_

GONE = "removed"


@dataclass(frozen=True)
class Listed:
    """A process as the rows meet it: its draft, else its newest version."""

    id: UUID
    code: str
    activities: Mapping[str, Activity]


@dataclass(frozen=True)
class Places:
    """Codes of the company's own: units and posts with their ids, job titles and checklists."""

    units: Mapping[str, UUID] = field(default_factory=dict)
    posts: Mapping[str, UUID] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wish:
    """What one row asks for: `before` is None for a new activity, `after` for one that goes."""

    listed: Listed
    before: Activity | None
    after: Activity | None


def cells_of(listed: Listed, activity: Activity, places: Places) -> Row:
    """An activity as a row; ids are told by their codes, ways by a semicolon between."""
    said = fields_of(activity)
    by_id = {str(value): code for known in (places.units, places.posts) for code, value in known.items()}
    row: Row = {name: said[name].replace("\n", "; ") or None for name in FIELDS}
    row |= {name: by_id.get(said[name]) for name in ("unit", "post")}
    starts = True if activity.starts else None
    return row | {"process": listed.code, "code": activity.code, "amount": activity.amount, "starts": starts, GONE: None}


def wishes(rows: list[Row], known: Mapping[str, Listed], places: Places) -> list[Change]:
    """One change a row; an activity that stands in the file twice is refused the second time."""
    told: set[tuple[str, str]] = set()
    return [_change(row, known, places, told) for row in _in_order(rows, known)]


def _in_order(rows: list[Row], known: Mapping[str, Listed]) -> list[Row]:
    """A file without the column of what comes next: a new activity is followed by the next one in the file."""
    following: dict[str, str] = {}
    made: list[Row] = []
    for row in reversed(rows):
        process, code = str(row.get("process") or ""), str(row.get("code") or "")
        listed = known.get(process)
        new = listed is not None and code not in listed.activities and "ahead" not in row
        made.append(row | {"ahead": following[process]} if new and process in following else row)
        if not row.get(GONE):
            following[process] = code
    return made[::-1]


def _change(row: Row, known: Mapping[str, Listed], places: Places, told: set[tuple[str, str]]) -> Change:
    number, code = row["_row"], str(row.get("code") or "")
    listed = known.get(str(row.get("process") or ""))
    problems = _lost(listed, code, told)
    if problems or listed is None:
        return Change(number, "refuse", code, {}, problems)
    told.add((listed.code, code))
    before = listed.activities.get(code)
    if row.get(GONE):
        if before is None:
            return Change(number, "same", code)
        return Change(number, "change", code, {GONE: (None, True)}, (), Wish(listed, before, None))
    return _edited(row, listed, before, places)


def _edited(row: Row, listed: Listed, before: Activity | None, places: Places) -> Change:
    number, code = row["_row"], str(row["code"])
    blank = before or Activity(code, {}, position=len(listed.activities) + number)
    given, problems = _given(row, places)
    after, faults = activity_from(given, blank)
    problems += [Problem(one.field, one.message, one.params) for one in faults]
    if problems:
        return Change(number, "refuse", code, {}, problems)
    was = cells_of(listed, blank, places) if before else {}
    now = cells_of(listed, after, places)
    fields = {name: (was.get(name), now[name]) for name in FIELDS if was.get(name) != now[name]}
    verdict: Any = "add" if before is None else "change" if fields else "same"
    return Change(number, verdict, code, fields, (), Wish(listed, before, msgspec.structs.replace(after, code=code)))


def _lost(listed: Listed | None, code: str, told: set[tuple[str, str]]) -> list[Problem]:
    if listed is None:
        return [Problem("process", N_("没有这个流程。先新建流程，再导入环节。"))]
    if not CODE.fullmatch(code):
        return [Problem("code", N_("编号用字母、数字、点或横线。"))]
    if (listed.code, code) in told:
        return [Problem("code", N_("这个环节在文件里出现了两次。"))]
    return []


def _given(row: Row, places: Places) -> tuple[dict[str, str], list[Problem]]:
    """The cells that the file has, as the form would send them; codes become ids."""
    given: dict[str, str] = {}
    for name in FIELDS:
        if name in row:
            cell = row[name]
            given[name] = f"{cell.normalize():f}" if isinstance(cell, Decimal) else "on" if cell is True else str(cell or "")
    problems = []
    for name, ids in (("unit", places.units), ("post", places.posts)):
        if given.get(name):
            problems += [] if given[name] in ids else [Problem(name, N_("没有编号 %(code)s。"), {"code": given[name]})]
            given[name] = str(ids.get(given[name], ""))
    for name, codes in (("job_title", places.titles), ("checklist", places.lists)):
        if given.get(name) and given[name] not in codes:
            problems.append(Problem(name, N_("没有编号 %(code)s。"), {"code": given[name]}))
    return given, problems
