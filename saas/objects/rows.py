"""Objects of one kind as rows of a spreadsheet: what each row would do, judged against the whole file. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.objects.rules import Attribute, Data, value
from saas.org.given import NAME_LONGEST
from saas.sheets.registry import Change, Problem, Row
from saas.values import CODE
from saas.words import N_

PREFIX = "a_"
PLAIN = ("name_zh", "name_en", "unit", "territory")
Fields = dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class ObjectRow:
    """An object as a row has it: unit and territory by code (several territories with 、 between), attributes as kept."""

    code: str
    name_zh: str = ""
    name_en: str = ""
    unit: str = ""
    territory: str = ""
    attributes: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Known:
    """`others`: codes of objects of other kinds and of retired ones. `grounds`: code → codes of the units in its line."""

    rows: Mapping[str, ObjectRow]
    ids: Mapping[str, UUID]
    editions: Mapping[str, int]
    others: frozenset[str]
    units: Mapping[str, UUID]
    grounds: Mapping[str, frozenset[str]]
    posts: frozenset[str]
    wanted: Sequence[Attribute]
    exclusive: bool
    untold: Mapping[str, Data]


def changes(rows: Sequence[Row], known: Known) -> list[Change]:
    """One change a row, in the order of the file."""
    read = [_read(row, known) for row in rows]
    after = known.rows.keys() | {one.code for one, _ in read} | known.others
    codes = Counter(one.code for one, _ in read)
    unique = _taken([one for one, _ in read], known)
    made = []
    for row, (one, problems) in zip(rows, read, strict=True):
        faults = [*problems, *_faults(one, known, after), *_twice(one, unique)]
        if codes[one.code] > 1:
            faults.append(Problem("code", N_("这个编码在表格里出现了两次。")))
        made.append(_change(row, one, known, faults))
    return made


def _read(row: Row, known: Known) -> tuple[ObjectRow, list[Problem]]:
    """A column that is not in the file stays as it is."""
    code = str(row.get("code") or "")
    was = known.rows.get(code) or ObjectRow(code, attributes={})
    plain = {name: str(row[name] or "") for name in PLAIN if name in row}
    values, problems = dict(was.attributes or {}), []
    for one in known.wanted:
        key = PREFIX + one.code
        if key not in row:
            if one.required and one.code not in values:
                problems.append(Problem(key, N_("必填。")))
            continue
        found, wrong = value(one, row[key])
        values[one.code] = found
        if wrong:
            problems.append(Problem(key, wrong))
    return replace(was, code=code, **plain, attributes={k: v for k, v in values.items() if v is not None}), problems


def _faults(one: ObjectRow, known: Known, after: frozenset[str] | set[str]) -> list[Problem]:
    found = []
    if not CODE.fullmatch(one.code):
        found.append(Problem("code", N_("编码用字母、数字、点、横线和下划线，以字母或数字开头，最多 40 位。")))
    if one.code in known.others:
        found.append(Problem("code", N_("这个编码已用于另一类对象，或已停用。")))
    if not one.name_zh and not one.name_en:
        found.append(Problem("name_zh", N_("请填写名称。")))
    found += [
        Problem(field, N_("名称最多 %(longest)s 个字，不含特殊字符。"), {"longest": NAME_LONGEST})
        for field in ("name_zh", "name_en")
        if len(getattr(one, field)) > NAME_LONGEST or not getattr(one, field).isprintable()
    ]
    if one.unit not in known.units:
        found.append(Problem("unit", N_("没有编码为 %(code)s 的单元。"), {"code": one.unit or "—"}))
    return [*found, *_ground(one, known), *_links(one, known, after)]


def _ground(one: ObjectRow, known: Known) -> list[Problem]:
    codes = grounds_of(one.territory)
    if known.exclusive and len(codes) > 1:
        return [Problem("territory", N_("这类对象只能归一块区域。"))]
    for code in codes:
        if code not in known.grounds:
            return [Problem("territory", N_("没有编码为 %(code)s 的区域，或它不管这类对象。"), {"code": code})]
        if one.unit in known.units and one.unit not in known.grounds[code]:
            return [Problem("territory", N_("区域 %(code)s 不在它的单元之内。"), {"code": code})]
    return []


def _links(one: ObjectRow, known: Known, after: frozenset[str] | set[str]) -> list[Problem]:
    there = {"object": after, "post": known.posts}
    return [
        Problem(PREFIX + wanted.code, N_("没有这个编码。"))
        for wanted in known.wanted
        if wanted.kind in there and (link := (one.attributes or {}).get(wanted.code)) and link not in there[wanted.kind]
    ]


def _taken(read: Sequence[ObjectRow], known: Known) -> dict[str, Counter[str]]:
    """Per attribute that must be unique: how often each value would stand once the file is in."""
    after = dict(known.rows) | {one.code: one for one in read}
    return {
        wanted.code: Counter(str(said) for one in after.values() if (said := (one.attributes or {}).get(wanted.code)))
        for wanted in known.wanted if wanted.unique
    }  # fmt: skip


def _twice(one: ObjectRow, taken: Mapping[str, Counter[str]]) -> list[Problem]:
    return [
        Problem(PREFIX + code, N_("同类对象里已经有这个值，它不能重复。"))
        for code, counts in taken.items()
        if (said := (one.attributes or {}).get(code)) and counts[str(said)] > 1
    ]


def _change(row: Row, one: ObjectRow, known: Known, problems: list[Problem]) -> Change:
    was = known.rows.get(one.code)
    fields: Fields = {} if problems else _fields(one, was, known)
    verdict: Any = "refuse" if problems else "add" if was is None else "change" if fields else "same"
    return Change(row["_row"], verdict, one.code, fields, problems, target=one)


def _fields(one: ObjectRow, was: ObjectRow | None, known: Known) -> Fields:
    found: Fields = {}
    for name in PLAIN:
        old, new = getattr(was, name) if was else None, getattr(one, name)
        if (was is None and new) or (was is not None and old != new):
            found[name] = (old, new)
    for wanted in known.wanted:
        old, new = ((of.attributes or {}).get(wanted.code) if of else None for of in (was, one))
        if cell(wanted, old) != cell(wanted, new):
            found[PREFIX + wanted.code] = (cell(wanted, old), cell(wanted, new))
    return found


def cell(wanted: Attribute, kept: Any) -> Any:
    """A kept value as the registry's kinds have it."""
    if kept is None:
        return None
    if wanted.kind == "number":
        return Decimal(str(kept))
    if wanted.kind == "date":
        try:
            return date.fromisoformat(str(kept))
        except ValueError:
            return None
    return kept


def grounds_of(text: str) -> list[str]:
    return [code for code in re.split(r"[、,，;；\s]+", text) if code]
