"""Segments, stages, overlaps and plays of a kind as rows of a spreadsheet, and back as their form sends them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from saas.objects.parts import ROWS
from saas.objects.rules import Attribute, Data, rows_of
from saas.refusals import Problem
from saas.words import N_

SIGNS = {"is": "=", "low": "≥", "high": "≤", "above": ">", "below": "<"}
# As typed on a Latin or a Chinese keyboard.
OPS = {"=": "is", "≥": "low", ">=": "low", "≤": "high", "<=": "high", ">": "above", "<": "below"}
WIDE = str.maketrans({"\uff1d": "=", "\uff1e": ">", "\uff1c": "<", "\uff1b": ";"})
CONDITION = re.compile(r"(\S+?)\s*(>=|<=|[=≥≤><])\s*(.+)")
APART = re.compile(r"[\s,;\uff0c\uff1b\u3001]+")
MANY = ("after", "same", "stages", "checklists", "measures", "standards")
Known = Mapping[str, Attribute]


def told(part: str, kind: str, place: int, one: Data, known: Known) -> dict[str, Any]:
    """One entry as a row."""
    words = one["text"] if part == "playbook" else one["name"]
    name = "text" if part == "playbook" else "name"
    lists = {key: "、".join(one.get(key) or ()) or None for key in MANY}
    strategy = one.get("strategy") or {}
    return {
        "of": kind, "code": one["code"], f"{name}_zh": words.get("zh"), f"{name}_en": words.get("en"),
        "when": "\n".join(_lines(one.get("when") or (), known)) or None, "join": one.get("join") or "all",
        "periods": Decimal(one.get("periods") or 1), "strategy_zh": strategy.get("zh"), "strategy_en": strategy.get("en"),
        "segment": one.get("segment"), "stage": one.get("stage"), **lists, "place": Decimal(place), "gone": False,
    }  # fmt: skip


def codes(said: str) -> list[str]:
    return [one for one in APART.split(said) if one]


def conditions(said: str, known: Known) -> tuple[dict[str, str], list[Problem]]:
    """The cell as rows of the form: c1_attribute, c1_op, c1_value, …"""
    fields: dict[str, str] = {}
    lines = [line.strip() for line in re.split(r"[\n;]", said.translate(WIDE)) if line.strip()]
    if len(lines) > ROWS:
        return {}, [Problem("when", N_("条件最多 %(most)s 个。"), {"most": ROWS})]
    for n, line in enumerate(lines, 1):
        found = CONDITION.fullmatch(line)
        if not found:
            return {}, [Problem("when", N_("“%(line)s”不是条件。请每行写一个，例如：area ≥ 300。"), {"line": line[:40]})]
        code = next((code for code, one in known.items() if found[1] == code or found[1] in one.name.values()), None)
        if code is None:
            return {}, [Problem("when", N_("没有属性“%(name)s”。"), {"name": found[1][:40]})]
        fields |= {f"c{n}_attribute": code, f"c{n}_op": OPS[found[2]], f"c{n}_value": found[3]}
    return fields, []


def unknown(fields: Mapping[str, str], allowed: Mapping[str, Sequence[str]]) -> list[Problem]:
    """Codes that name nothing: the page offers only what is there, a cell takes anything."""
    return [
        Problem(column, N_("没有编码 %(code)s。"), {"code": code})
        for column, there in allowed.items() for code in codes(fields.get(column, "")) if code not in there
    ][:5]  # fmt: skip


def _lines(when: Sequence[Data], known: Known) -> Iterator[str]:
    for row in rows_of(when, known):
        yield f"{row['attribute']} {SIGNS[row['op']]} {row['value']}"
