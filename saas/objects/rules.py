"""What a kind says of its objects, and what a form says of one: attributes, conditions, values. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from saas.refusals import Problem
from saas.words import N_

Text = dict[str, str]
Data = dict[str, Any]

KINDS = ("text", "number", "date", "choice", "flag", "object", "post")
LONGEST = 200
FIGURE_MOST = Decimal(10) ** 15
FIGURE = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
# Words a figure of a condition stands behind; what is none of them is a list of values or yes/no.
BOUNDS = ("low", "high", "above", "below")
YES, NO = frozenset({"1", "on", "yes", "true", "是", "有"}), frozenset({"0", "off", "no", "false", "否", "无"})


@dataclass(frozen=True)
class Attribute:
    """One attribute of a kind. `options`: key → name, of a choice. `counted`: a count asks for it, within `tolerance`."""

    code: str
    name: Text
    kind: str
    uom: str = ""
    options: Mapping[str, Text] | None = None
    required: bool = False
    unique: bool = False
    counted: bool = False
    tolerance: Decimal = Decimal(0)


def attributes(told: Sequence[Data]) -> list[Attribute]:
    """The attributes as the table keeps them."""
    return [
        Attribute(
            one["code"], one["name"], one["kind"], one.get("uom") or "",
            {o["key"]: o["name"] for o in one.get("options") or ()} or None, bool(one.get("required")),
            bool(one.get("unique")), bool(one.get("counted")), Decimal(one.get("tolerance") or 0),
        )
        for one in told
    ]  # fmt: skip


def value(attribute: Attribute, said: Any) -> tuple[Any, str | None]:
    """What is kept for what was typed or read from a cell, and the sentence that refuses it. Nothing typed is None."""
    if said is None or said == "":
        return None, N_("必填。") if attribute.required else None
    match attribute.kind:
        case "number":
            return _number(said)
        case "date":
            return _day(said)
        case "flag":
            return _flag(said)
        case "choice":
            return _chosen(attribute, str(said).strip())
        case _:
            text = str(said).strip()
            wrong = len(text) > LONGEST or not text.isprintable()
            return (None, N_("最多 200 个字，不含特殊字符。")) if wrong else (text, None)


def values(wanted: Sequence[Attribute], said: Mapping[str, Any], prefix: str = "") -> tuple[Data, list[Problem]]:
    """All of them: code → value without what is empty, and what is wrong at the field `prefix` + code."""
    kept, problems = {}, []
    for one in wanted:
        found, wrong = value(one, said.get(prefix + one.code))
        if wrong:
            problems.append(Problem(prefix + one.code, wrong))
        elif found is not None:
            kept[one.code] = found
    return kept, problems


def plain(figure: Decimal) -> str:
    """1.50 and 1.5 are the same figure."""
    return f"{figure.normalize():f}" if figure else "0"


def _number(said: Any) -> tuple[str | None, str | None]:
    try:
        figure = Decimal(str(said).replace(",", "").replace(",", "").strip())
    except InvalidOperation:
        return None, N_("请填写数字。")
    if not figure.is_finite() or abs(figure) > FIGURE_MOST or not FIGURE.fullmatch(plain(figure)):
        return None, N_("数字太大，或小数超过六位。")
    return plain(figure), None


def _day(said: Any) -> tuple[str | None, str | None]:
    if isinstance(said, date):
        return said.isoformat(), None
    try:
        return date.fromisoformat(str(said).strip()).isoformat(), None
    except ValueError:
        return None, N_("请填写日期。")


def _flag(said: Any) -> tuple[bool | None, str | None]:
    if isinstance(said, bool):
        return said, None
    word = str(said).strip().lower()
    return (word in YES, None) if word in YES | NO else (None, N_("请填写是或否。"))


def _chosen(attribute: Attribute, said: str) -> tuple[str | None, str | None]:
    """By key, or by its name in either language."""
    for key, name in (attribute.options or {}).items():
        if said == key or said in name.values():
            return key, None
    return None, N_("请从列表中选择。")


def conditions(form: Mapping[str, str], known: Mapping[str, Attribute], rows: int) -> tuple[list[Data], list[Problem]]:
    """`when` as packs write it, from rows of a form: c1_attribute, c1_op (is, low, high, above, below), c1_value, …"""
    kept: list[Data] = []
    problems: list[Problem] = []
    for n in range(1, rows + 1):
        attribute, op, said = (form.get(f"c{n}_{part}", "") for part in ("attribute", "op", "value"))
        if not attribute:
            continue
        found = known.get(attribute)
        made, wrong = _condition(found, op, said) if found else (None, N_("没有这个属性。"))
        if wrong:
            problems.append(Problem(f"c{n}_value", wrong))
        elif made:
            kept.append({"attribute": attribute} | made)
    return kept, problems


def _condition(attribute: Attribute, op: str, said: str) -> tuple[Data | None, str | None]:
    if attribute.kind == "number":
        figure, wrong = _number(said) if said else (None, N_("请填写数字。"))
        return (None, wrong) if wrong else ({op if op in BOUNDS else "low": figure}, None)
    if attribute.kind == "flag":
        yes, wrong = _flag(said) if said else (None, N_("请填写是或否。"))
        return (None, wrong) if wrong else ({"flag": yes}, None)
    found = [value(attribute, part) for part in re.split(r"[,,、;;]", said) if part.strip()]
    wrong = next((one for _, one in found if one), None if found else N_("请填写至少一个值。"))
    return (None, wrong) if wrong else ({"any_of": [one for one, _ in found]}, None)


def rows_of(when: Sequence[Data], known: Mapping[str, Attribute]) -> Iterator[Data]:
    """The same conditions as rows of the form; one with two bounds takes two rows."""
    for one in when:
        attribute = known.get(one["attribute"])
        if one.get("any_of"):
            names = [(attribute.options or {}).get(key, {}).get("zh", key) if attribute else key for key in one["any_of"]]
            yield {"attribute": one["attribute"], "op": "is", "value": "、".join(names)}
        elif one.get("flag") is not None:
            yield {"attribute": one["attribute"], "op": "is", "value": "是" if one["flag"] else "否"}
        for op in BOUNDS:
            if one.get(op) is not None:
                yield {"attribute": one["attribute"], "op": op, "value": str(one[op])}
