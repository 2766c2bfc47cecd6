"""The head of a draft and the fields of its form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from saas.checklists.drafted import Draft
from saas.refusals import Problem
from saas.values import ZERO, NotANumber, parse_number
from saas.words import N_

SCORINGS = ("weighted", "deduction", "levels")
SECTIONS_MOST = 12
TITLES: Mapping[str, str] = {
    "name_zh": N_("名称"), "name_en": N_("英文名称"), "scoring": N_("记分"), "sections": N_("部分与权重"),
}  # fmt: skip


def head_of(name: Mapping[str, str], scoring: str, sections: list[dict[str, Any]]) -> dict[str, str]:
    """The head as a reader would know it, for the history."""
    told = "；".join(f"{part['name'].get('zh') or part['name'].get('en', '')} {part['weight']}" for part in sections)
    return {"name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "scoring": scoring, "sections": told}


def head_from(given: Mapping[str, str], draft: Draft) -> tuple[dict[str, str], str, list[dict[str, Any]], list[Problem]]:
    """Name, scoring and sections as the form (s1_zh, s1_en, s1_weight, …) says them, with what cannot be taken."""
    name = {language: given[f"name_{language}"] for language in ("zh", "en") if given.get(f"name_{language}")}
    problems = [] if name else [Problem("name_zh", N_("请写名称。"))]
    scoring = given.get("scoring", "")
    sections = [part for n in range(1, SECTIONS_MOST + 1) if (part := _section(given, n, draft, problems))]
    if not sections:
        problems.append(Problem("s1_zh", N_("至少要有一个部分。")))
    return name or draft.name, scoring if scoring in SCORINGS else draft.scoring, sections, problems


def _section(given: Mapping[str, str], n: int, draft: Draft, problems: list[Problem]) -> dict[str, Any] | None:
    zh, en = given.get(f"s{n}_zh", ""), given.get(f"s{n}_en", "")
    if not zh and not en:
        return None
    try:
        weight = parse_number(given.get(f"s{n}_weight", ""))
    except NotANumber:
        weight = Decimal(-1)
    if weight < ZERO:
        problems.append(Problem(f"s{n}_weight", N_("请填 0 以上的权重。")))
    code = draft.sections[n - 1]["code"] if n <= len(draft.sections) else _free(draft, n)
    text = {language: said for language, said in (("zh", zh), ("en", en)) if said}
    return {"code": code, "name": text, "weight": f"{weight.normalize():f}"}


def _free(draft: Draft, n: int) -> str:
    used = {section["code"] for section in draft.sections}
    while f"S{n}" in used:
        n += 100
    return f"S{n}"
