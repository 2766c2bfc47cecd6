"""Attributes, segments, stages, overlaps and plays of a kind, from their forms to what packs write. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from saas.objects.rules import KINDS, LONGEST, Attribute, Data, conditions, value
from saas.org.given import Given
from saas.values import CODE, whole
from saas.words import N_

ROWS = 12  # conditions of one form at most
MOST = 60  # entries of one part at most
PARTS = ("attributes", "segments", "stages", "overlaps", "playbook")
COLUMN = {"overlaps": "needs"}  # how the table calls it, where that differs


@dataclass(frozen=True)
class Around:
    """The kind that the entry belongs to: its attributes by code, and codes of its segments and stages."""

    attributes: Mapping[str, Attribute]
    segments: Sequence[str]
    stages: Sequence[str]


Many = Callable[[str], Sequence[str]]


def read(part: str, given: Given, many: Many, around: Around, was: Data, taken: Sequence[str]) -> Data:
    """One entry. What no form says (marks, notes) stays as it was. Raises Refused 422 with every fault at its field."""
    made: Data = {"code": was.get("code") or _code(part, given, taken)}
    if part == "playbook":
        made |= _play(given, many, around)
    else:
        made |= {"name": given.name()} | READ[part](given, many, around, was)
    given.done()
    return {key: one for key, one in (was | made).items() if one not in (None, [], "")}


def _code(part: str, given: Given, taken: Sequence[str]) -> str:
    """As typed, or the next of its letter."""
    said = given.code()
    if said in taken:
        given.wrong("code", N_("这个编码已经用过，请换一个。"))
    letter = part[0]
    return said or next(f"{letter}{n}" for n in range(1, MOST + 2) if f"{letter}{n}" not in taken)


def _attribute(given: Given, _: Many, __: Around, ___: Data) -> Data:
    kind = given.text("kind")
    if kind not in KINDS:
        given.wrong("kind", N_("请从列表中选择。"))
    options = _options(given) if kind == "choice" else []
    figure, wrong = value(Attribute("", {}, "number"), given.text("tolerance")) if kind == "number" else (None, None)
    if wrong or (figure is not None and Decimal(figure) < 0):
        given.wrong("tolerance", N_("请填写不小于 0 的数字。"))
    uom = given.text("uom")[:12] if kind == "number" else ""
    flags = {name: bool(given.text(name)) for name in ("required", "unique")}
    counted = kind == "number" and bool(given.text("counted"))
    return {"kind": kind, "uom": uom or None, "options": options, **flags, "counted": counted, "tolerance": figure}


def _options(given: Given) -> list[Data]:
    """One a line: `key 中文 / English`; the key may be left out."""
    made: list[Data] = []
    for n, line in enumerate([one.strip() for one in given.text("options").splitlines() if one.strip()], 1):
        key, text = f"o{n}", line
        if found := re.fullmatch(rf"({CODE.pattern})\s*[::=]\s*(.+)", line):
            key, text = found[1], found[2]
        zh, _, en = text.partition("/")
        made.append({"key": key, "name": {lang: word.strip()[:60] for lang, word in (("zh", zh), ("en", en)) if word.strip()}})
    if not made or len({one["key"] for one in made}) < len(made) or len(made) > MOST:
        given.wrong("options", N_("请每行写一个选项，不重复，最多 60 个。"))
    return made


def _segment(given: Given, _: Many, around: Around, __: Data) -> Data:
    return {"when": _when(given, around), "join": _join(given)}


def _stage(given: Given, many: Many, around: Around, was: Data) -> Data:
    periods = whole(given.text("periods") or "1", 2) or 0
    if not 1 <= periods <= 24:  # noqa: PLR2004 – two years of months
        given.wrong("periods", N_("请填写 1 到 24 之间的整数。"))
    return {
        "when": _when(given, around), "join": _join(given), "periods": periods, "strategy": _words(given, "strategy"),
        "after": [code for code in many("after") if code in around.stages and code != was.get("code")],
    }  # fmt: skip


def _overlap(given: Given, many: Many, around: Around, _: Data) -> Data:
    same = [code for code in many("same") if code in around.attributes]
    if not same:
        given.wrong("same", N_("请至少选择一个属性：这些属性都相同，就是同一需要。"))
    return {"same": same, "stages": [code for code in many("stages") if code in around.stages]}


def _play(given: Given, many: Many, around: Around) -> Data:
    text = _words(given, "text")
    if not text:
        given.wrong("text_zh", N_("请写明做什么。"))
    named = {part: [code for code in many(part) if CODE.fullmatch(code)][:MOST] for part in ("checklists", "measures")}
    # Details are many: they are named by code.
    named["standards"] = [code for code in re.split(r"[\s,,、;;]+", given.text("standards")) if code][:MOST]
    if not all(CODE.fullmatch(code) for code in named["standards"]):
        given.wrong("standards", N_("请填写细节的编码，用顿号隔开。"))
    segment, stage = given.text("segment"), given.text("stage")
    return {
        "text": text, "segment": segment if segment in around.segments else None,
        "stage": stage if stage in around.stages else None, **named,
    }  # fmt: skip


def _words(given: Given, name: str) -> dict[str, str] | None:
    said = {language: given.text(f"{name}_{language}") for language in ("zh", "en")}
    for language, text in said.items():
        if len(text) > LONGEST:
            given.wrong(f"{name}_{language}", N_("请写短一些，最多 %(longest)s 字。"), longest=LONGEST)
    return {language: text for language, text in said.items() if text} or None


def _when(given: Given, around: Around) -> list[Data]:
    kept, problems = conditions(given.fields, around.attributes, ROWS)
    given.problems += problems
    return kept


def _join(given: Given) -> str:
    return "any" if given.text("join") == "any" else "all"


READ: dict[str, Callable[[Given, Many, Around, Data], Data]] = {
    "attributes": _attribute, "segments": _segment, "stages": _stage, "overlaps": _overlap,
}  # fmt: skip


def named_by(part: str, code: str, kind: Mapping[str, Sequence[Data]]) -> bool:
    """Whether another entry of the kind names this one."""
    if part == "attributes":
        conditions_ = [c for name in ("segments", "stages") for one in kind[name] for c in one.get("when", ())]
        return any(c["attribute"] == code for c in conditions_) or any(code in one["same"] for one in kind["overlaps"])
    if part == "segments":
        return any(one.get("segment") == code for one in kind["playbook"])
    if part == "stages":
        named: list[Any] = [one.get("after", ()) for one in kind["stages"]] + [one.get("stages", ()) for one in kind["overlaps"]]
        return any(code in one for one in named) or any(one.get("stage") == code for one in kind["playbook"])
    return False
