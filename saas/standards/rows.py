"""Rows of a sheet as wishes for a draft: added, changed, taken out, or refused, each with its reasons. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.refusals import Refused
from saas.sheets.registry import Change, Problem, Row
from saas.standards.lines import LEVELS, Content, above, code, content, flat
from saas.words import N_

GONE = "gone"


@dataclass(frozen=True)
class Known:
    """A line of the draft, or of the version it will be based on, as it stands."""

    id: UUID
    level: str
    fields: dict[str, str]
    gone: bool


@dataclass(frozen=True)
class Wish:
    """What one row asks for. `id` is None for a new line; `after` its form, `gone` whether it is taken out."""

    id: UUID | None
    level: str
    code: str
    parent: str
    content: Content
    gone: bool
    after: dict[str, str]


def wishes(rows: Sequence[Row], known: Mapping[str, Known]) -> list[Change]:
    """One change a row, in order. A parent may stand in the tree or anywhere in the same file."""
    named = [str(row.get("code") or "").strip() for row in rows]
    levels = {code: line.level for code, line in known.items() if not line.gone}
    levels |= {name: row["level"] for name, row in zip(named, rows, strict=True) if name not in known and row.get("level")}
    met: set[str] = set()
    changes = []
    for name, row in zip(named, rows, strict=True):
        changes.append(_change(name, row, known.get(name), levels, twice=name in met))
        met.add(name)
    return changes


def _change(name: str, row: Row, line: Known | None, levels: Mapping[str, str], *, twice: bool) -> Change:
    problems = [Problem("code", N_("编码“%(code)s”在表里出现了两次。"), {"code": name})] if twice else []
    level = line.level if line else row.get("level")
    if level is None:
        problems.append(Problem("level", N_("新的一条要写明层级。")))
    elif line and row.get("level") not in (None, level):
        problems.append(Problem("level", N_("层级不能改。")))
    if line is None:
        problems += _told(lambda: code({"code": name}))
    given = _given(row, line)
    gone = _gone(row, line)
    written = _written(level, given, problems) if level else None
    if level and not gone:
        problems += _parent(level, given.get("parent", ""), levels)
    if problems or written is None or level is None:
        return Change(row["_row"], "refuse", name, {}, problems)
    parent = given.get("parent", "") if above(level) else ""
    after = flat(written.__dict__, parent) | {GONE: "yes" if gone else ""}
    wish = Wish(line.id if line else None, level, name, parent, written, gone, after)
    fields = _fields(line, wish)
    return Change(row["_row"], "add" if line is None else "change" if fields else "same", name, fields, (), wish)


def _given(row: Row, line: Known | None) -> dict[str, str]:
    """The form of the line: what the file says, and where it has no such column what stands there."""
    told = {key: _text(value) for key, value in row.items() if key not in ("_row", "code", "level", GONE)}
    return (line.fields if line else {}) | told


def _gone(row: Row, line: Known | None) -> bool:
    return bool(row[GONE]) if row.get(GONE) is not None else bool(line and line.gone)


def _written(level: str, given: Mapping[str, str], problems: list[Problem]) -> Content | None:
    if level not in LEVELS:
        return None
    found: list[Content] = []
    problems += _told(lambda: found.append(content(level, given)))
    return found[0] if found else None


def _parent(level: str, parent: str, levels: Mapping[str, str]) -> list[Problem]:
    wanted = above(level)
    if wanted is None or levels.get(parent) == wanted:
        return []
    return [Problem("parent", N_("没有编码为“%(code)s”的上级。"), {"code": parent})]


def _told(work: Any) -> list[Problem]:
    """What a rule of the form has against it, at the columns of the sheet."""
    try:
        work()
    except Refused as refused:
        return [Problem(problem.field, problem.message, problem.params) for problem in refused.problems]
    return []


def _fields(line: Known | None, wish: Wish) -> dict[str, tuple[Any, Any]]:
    before = (line.fields | {GONE: "yes" if line.gone else ""}) if line else {}
    return {key: (before.get(key, ""), new) for key, new in wish.after.items() if _plain(before.get(key, "")) != _plain(new)}


def _plain(text: str) -> Any:
    """18.50 and 18.5 are the same figure."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
