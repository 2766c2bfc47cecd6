"""One line of the standards as a form and as a sheet know it: levels, fields, checks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from saas.refusals import Problem, Refused
from saas.revisions import titles
from saas.values import NotANumber, parse_number, whole
from saas.words import N_

LEVELS = ("system", "category", "item", "step", "detail")
OPS = ("ge", "le", "eq", "between")
LONGEST_CODE = 40
YEAR_DIGITS, FIRST_YEAR = 4, 1000
FIELDS = {
    "parent": N_("上级编码"), "name_zh": N_("名称"), "name_en": N_("英文名称"), "op": N_("判据"), "low": N_("下限"),
    "high": N_("上限"), "uom": N_("计量单位"), "principle_zh": N_("控制原则"), "principle_en": N_("控制原则（英文）"),
    "mark": N_("来源性质"), "source_zh": N_("规则名称"), "source_en": N_("规则名称（英文）"), "year": N_("年份"),
    "version": N_("版本号"), "clause_zh": N_("条款"), "clause_en": N_("条款（英文）"), "note_zh": N_("说明"),
    "note_en": N_("说明（英文）"), "unchecked_zh": N_("不设检查项的原因"), "unchecked_en": N_("不设检查项的原因（英文）"),
    "attachments": N_("附件"), "gone": N_("删除"),
}  # fmt: skip
titles("standard_node", FIELDS, word=N_("标准条目"))

NEED = {"ge": ("low",), "le": ("high",), "eq": ("low",), "between": ("low", "high")}
NEEDED = {"low": N_("请填写下限。"), "high": N_("请填写上限。")}


@dataclass(frozen=True)
class Content:
    """What is written at one line; a detail has a criterion or a principle, the levels above have neither.

    `unchecked`: why no point has to check the detail, where that is meant.
    """

    name: dict[str, str]
    criterion: dict[str, str] | None
    principle: dict[str, str] | None
    mark: dict[str, Any]
    unchecked: dict[str, str] | None = None


def above(level: str) -> str | None:
    """The level that a line of this level hangs on."""
    at = LEVELS.index(level)
    return LEVELS[at - 1] if at else None


def below(level: str) -> str | None:
    """The level of what hangs on a line of this level."""
    at = LEVELS.index(level)
    return LEVELS[at + 1] if at + 1 < len(LEVELS) else None


def flat(row: Mapping[str, Any], parent: str) -> dict[str, str]:
    """A line as the flat text fields of its form; `parent` is the code of the line it hangs on."""
    criterion, mark = row["criterion"] or {}, row["mark"] or {}
    principle, source, note = row["principle"] or {}, mark.get("source") or {}, mark.get("note") or {}
    clause, unchecked = mark.get("clause") or {}, row["unchecked"] or {}
    return {
        "parent": parent, **_both("name", row["name"]),
        **{name: _text(criterion.get(name)) for name in ("op", "low", "high", "uom")},
        **_both("principle", principle), "mark": mark.get("kind", ""), **_both("source", source),
        "year": _text(mark.get("year")), "version": _text(mark.get("version")), **_both("clause", clause), **_both("note", note),
        **_both("unchecked", unchecked),
    }  # fmt: skip


def content(level: str, given: Mapping[str, str]) -> Content:
    """The fields of a form as content. Raises Refused 422 naming every field that is wrong."""
    problems: list[Problem] = []
    name = _pair(given, "name")
    if not name:
        problems.append(Problem("name_zh", N_("请填写名称。")))
    if level != "detail":
        _stop(problems)
        return Content(name, None, None, {})
    criterion, principle = _criterion(given, problems), _pair(given, "principle") or None
    if criterion is None and principle is None and not problems:
        problems.append(Problem("op", N_("请写判据；不能量化的写控制原则。")))
    mark = _mark(given, problems)
    _stop(problems)
    return Content(name, criterion, principle, mark, _pair(given, "unchecked") or None)


def code(given: Mapping[str, str]) -> str:
    """The code of a new line. Raises Refused 422 at the field."""
    said = given.get("code", "").strip()
    if not said or len(said) > LONGEST_CODE or not all(c.isalnum() or c in ".-_/" for c in said):
        raise Refused(422, N_("请填写编码：字母、数字、点和短横，最多 %(most)s 个字。"), field="code", most=LONGEST_CODE)
    return said


def _criterion(given: Mapping[str, str], problems: list[Problem]) -> dict[str, str] | None:
    op = given.get("op", "").strip()
    if not op:
        return None
    if op not in OPS:
        problems.append(Problem("op", N_("请选择判据。")))
        return None
    figures = {name: _figure(given, name, problems) for name in NEED[op]}
    if op == "between" and None not in figures.values() and figures["low"] > figures["high"]:  # type: ignore[operator]
        problems.append(Problem("high", N_("上限不能小于下限。")))
    return {"op": op, "uom": given.get("uom", "").strip()[:20]} | {name: _text(x) for name, x in figures.items()}


def _figure(given: Mapping[str, str], name: str, problems: list[Problem]) -> Decimal | None:
    typed = given.get(name, "")
    try:
        return parse_number(typed)
    except NotANumber as wrong:
        said = NEEDED[name] if wrong.code == "empty" else N_("这里要填数字。")
        problems.append(Problem(name, said))
        return None


def _mark(given: Mapping[str, str], problems: list[Problem]) -> dict[str, Any]:
    """A public rule has name, year and version; everything else is the company's own or a suggestion."""
    note = _pair(given, "note")
    kept: dict[str, Any] = {"note": note} if note else {}
    if given.get("mark") != "rule":
        return {"kind": "suggestion"} | kept if given.get("mark") == "suggestion" else kept
    source, version = _pair(given, "source"), given.get("version", "").strip()[:60]
    year = whole(given.get("year", "").strip(), YEAR_DIGITS)
    if not source:
        problems.append(Problem("source_zh", N_("公开规则要写明名称。")))
    if not year or year < FIRST_YEAR:
        problems.append(Problem("year", N_("公开规则要写明年份，例如 2024。")))
    if not version:
        problems.append(Problem("version", N_("公开规则要写明版本号或文号。")))
    if problems:
        return kept
    clause = _pair(given, "clause")
    rule = {"kind": "rule", "source": source, "year": year, "version": version}
    return rule | ({"clause": clause} if clause else {}) | kept


def _pair(given: Mapping[str, str], name: str) -> dict[str, str]:
    both = {locale: given.get(f"{name}_{locale}", "").strip() for locale in ("zh", "en")}
    return {locale: text for locale, text in both.items() if text}


def _both(name: str, text: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{locale}": text.get(locale, "") for locale in ("zh", "en")}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _stop(problems: list[Problem]) -> None:
    if problems:
        raise Refused.all(problems)
