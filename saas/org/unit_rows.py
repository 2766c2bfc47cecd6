"""Units as rows of a spreadsheet: what each row would do, judged against the tree that the whole file would make. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.org.given import NAME_LONGEST, WEIGHT_MOST
from saas.sheets.registry import Change, Problem, Row
from saas.values import CODE
from saas.words import N_

FIELDS = ("name_zh", "name_en", "layer", "parent", "weight", "external")


@dataclass(frozen=True)
class UnitRow:
    """A unit as a row has it; layer and parent are codes."""

    code: str
    name_zh: str
    name_en: str
    layer: str
    parent: str | None
    weight: Decimal
    external: bool


@dataclass(frozen=True)
class Known:
    """What stands there: units by code with their id and edition, layers by code, units with a role that sees all."""

    units: Mapping[str, UnitRow]
    ids: Mapping[str, UUID]
    editions: Mapping[str, int]
    layers: Mapping[str, UUID]
    inner: frozenset[str]


def unit_changes(rows: Sequence[Row], known: Known) -> list[Change]:
    """One change a row, in the order of the file."""
    wanted = [_wanted(row, known) for row in rows]
    after = {code: unit.parent for code, unit in known.units.items()} | {one.code: one.parent for one in wanted}
    outside = {one.code for one in (*known.units.values(), *wanted) if one.external}
    seen: set[str] = set()
    changes = []
    for row, one in zip(rows, wanted, strict=True):
        problems = [*_faults(one, known), *_place(one, known, after, outside)]
        if one.code in seen:
            problems.append(Problem("code", N_("这个编码在表格里出现了两次。")))
        seen.add(one.code)
        changes.append(_change(row, one, known.units.get(one.code), problems))
    return changes


def _change(row: Row, one: UnitRow, was: UnitRow | None, problems: list[Problem]) -> Change:
    fields: dict[str, tuple[Any, Any]] = {}
    if not problems:
        fields = {
            name: (getattr(was, name) if was else None, getattr(one, name))
            for name in FIELDS if was is None or getattr(was, name) != getattr(one, name)
        }  # fmt: skip
    verdict: Any = "refuse" if problems else "add" if was is None else "change" if fields else "same"
    return Change(row["_row"], verdict, one.code, fields, problems, target=one)


def _wanted(row: Row, known: Known) -> UnitRow:
    """A column that is not in the file stays as it is."""
    code = row.get("code") or ""
    was = known.units.get(code) or UnitRow(code, "", "", "", None, Decimal(1), False)

    def said(name: str, empty: Any) -> Any:
        return (row[name] if row[name] is not None else empty) if name in row else getattr(was, name)

    return UnitRow(
        code, said("name_zh", ""), said("name_en", ""), said("layer", ""), said("parent", None), said("weight", Decimal(1)),
        said("external", False),
    )  # fmt: skip


def _faults(one: UnitRow, known: Known) -> list[Problem]:
    found = []
    if not CODE.fullmatch(one.code):
        found.append(Problem("code", N_("编码用字母、数字、点、横线和下划线，以字母或数字开头，最多 40 位。")))
    found += name_faults(one.name_zh, one.name_en)
    if one.layer not in known.layers:
        found.append(Problem("layer", N_("没有编码为 %(code)s 的层级。"), {"code": one.layer or "—"}))
    if not 0 <= one.weight <= WEIGHT_MOST:
        found.append(Problem("weight", N_("权重是 0 到 %(most)s 之间的数字。"), {"most": WEIGHT_MOST}))
    return found


def name_faults(zh: str, en: str) -> list[Problem]:
    if not zh and not en:
        return [Problem("name_zh", N_("请填写名称。"))]
    return [
        Problem(field, N_("名称最多 %(longest)s 个字，不含特殊字符。"), {"longest": NAME_LONGEST})
        for field, text in (("name_zh", zh), ("name_en", en))
        if len(text) > NAME_LONGEST or not text.isprintable()
    ]


def _place(one: UnitRow, known: Known, after: Mapping[str, str | None], outside: set[str]) -> list[Problem]:
    """The way up must end at the one top there is, and pass no external unit where executives stand."""
    top = next((code for code, unit in known.units.items() if unit.parent is None), None)
    if one.code == top:
        return _top(one)
    if one.parent is None:
        return [Problem("parent", N_("请填写上级单元的编码；最上层只能有一个单元。"))]
    if one.parent not in after:
        return [Problem("parent", N_("没有编码为 %(code)s 的单元。"), {"code": one.parent})]
    way, at = [one.code], after[one.code]
    while at is not None and at not in way:
        way.append(at)
        at = after.get(at)
    if at is not None:
        return [Problem("parent", N_("不能移到自己或自己的下级之下。"))]
    inner = one.code in known.inner and outside & set(way)
    return [Problem("external", N_("外部单元之下不能有高管或管理员。请先调整他们的角色。"))] if inner else []


def _top(one: UnitRow) -> list[Problem]:
    if one.external:
        return [Problem("external", N_("最上层的单元不能是外部单元。"))]
    return [Problem("parent", N_("最上层的单元不能移动。"))] if one.parent else []
