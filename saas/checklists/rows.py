"""Rows of a spreadsheet as points of lists: what each would add, change or remove. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.checklists.drafted import DraftPoint
from saas.checklists.form import FIELDS, fields_of, point_from
from saas.sheets.registry import Change, Problem, Row
from saas.words import N_

NUMBERS = (
    "weight", "low", "high", "above", "below", "yellow_low", "yellow_high", "tolerance", "tolerance_percent", "minus",
)  # fmt: skip
GONE = "removed"


@dataclass(frozen=True)
class Listed:
    """A list as the rows meet it: its draft, else its newest version."""

    id: UUID
    code: str
    sections: tuple[str, ...]
    points: Mapping[str, DraftPoint]


@dataclass(frozen=True)
class Wish:
    """What one row asks for: `before` is None for a new point, `after` for one that goes."""

    listed: Listed
    before: DraftPoint | None
    after: DraftPoint | None


def cells_of(listed: Listed, point: DraftPoint) -> Row:
    """A point as a row."""
    fields = fields_of(point)
    row: Row = {name: fields[name] or None for name in FIELDS}
    row |= {name: Decimal(fields[name]) if fields[name] else None for name in NUMBERS}
    return row | {
        "list": listed.code, "code": point.code, "veto": True if point.veto else None, GONE: None,
        "options": fields["options"].replace("\n", "; ") or None,
    }  # fmt: skip


def wishes(rows: list[Row], known: Mapping[str, Listed]) -> list[Change]:
    """One change a row; a point that stands in the file twice is refused the second time."""
    told: set[tuple[str, str]] = set()
    return [_change(row, known, told) for row in rows]


def _change(row: Row, known: Mapping[str, Listed], told: set[tuple[str, str]]) -> Change:
    number, code = row["_row"], str(row.get("code") or "")
    listed = known.get(str(row.get("list") or ""))
    key = f"{row.get('list') or ''} {code}".strip()
    problems = _lost(listed, code, told)
    if problems or listed is None:
        return Change(number, "refuse", key, {}, problems)
    told.add((listed.code, code))
    before = listed.points.get(code)
    if before is not None and row.get(GONE):
        return Change(number, "change", key, {GONE: (None, True)}, (), Wish(listed, before, None))
    blank = before or DraftPoint(code="", section=listed.sections[0], text={})
    was = fields_of(blank)
    after, faults = point_from(was | _given(row), blank)
    problems = [Problem(fault.field, fault.message, fault.params) for fault in faults]
    if after.section not in listed.sections:
        problems.append(Problem("section", N_("这张检查表没有这个部分。")))
    if problems:
        return Change(number, "refuse", key, {}, problems)
    now = fields_of(after)
    fields = {name: (was[name] or None, now[name] or None) for name in FIELDS if before is None or was[name] != now[name]}
    verdict: Any = "add" if before is None else "change" if fields else "same"
    return Change(number, verdict, key, fields, (), Wish(listed, before, after))


def _lost(listed: Listed | None, code: str, told: set[tuple[str, str]]) -> list[Problem]:
    if listed is None:
        return [Problem("list", N_("没有这张检查表。"))]
    if code and code not in listed.points:
        return [Problem("code", N_("这张检查表没有编号 %(code)s。新的一项把编号空着。"), {"code": code})]
    if code and (listed.code, code) in told:
        return [Problem("code", N_("这一项在文件里出现了两次。"))]
    return []


def _given(row: Row) -> dict[str, str]:
    """The cells that the file has, as the form would send them."""
    given: dict[str, str] = {}
    for name in FIELDS:
        if name in row:
            cell = row[name]
            given[name] = f"{cell.normalize():f}" if isinstance(cell, Decimal) else "on" if cell is True else str(cell or "")
    if "options" in given:
        given["options"] = "\n".join(part.strip() for part in re.split(r"[;；\n]", given["options"]))
    if not given.get("kind"):
        given.pop("kind", None)
    if not given.get("section"):
        given.pop("section", None)
    return given
