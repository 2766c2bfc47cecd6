"""The lines of a form that a company makes for itself: of a survey, of a channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from saas.org.given import Given
from saas.voices.rules import MOST_OPTIONS
from saas.words import N_

LONGEST = 120


def lines(given: Given, kinds: Mapping[str, str], known: Sequence[Mapping[str, Any]], *, most: int) -> list[dict[str, Any]]:
    """Fields p1_zh, p1_en, p1_kind, p1_options, p1_detail, p1_required, p1_code and so on; a line without text is left out.

    A line keeps the code it had; a new one gets the next that nothing had. What is wrong is noted at the line's text.
    """
    codes = {one["code"] for one in known}
    told = []
    for n in range(1, most + 1):
        text = _both(given, f"p{n}")
        if not text:
            continue
        kind = given.text(f"p{n}_kind")
        if kind not in kinds:
            given.wrong(f"p{n}_kind", N_("请从列表中选择。"))
            continue
        code = given.text(f"p{n}_code")
        line: dict[str, Any] = {"code": code if code in codes else "", "text": text, "kind": kind}
        if kind == "choice":
            line["options"] = _options(given, f"p{n}")
        if given.text(f"p{n}_detail"):
            line["detail"] = given.text(f"p{n}_detail").split(maxsplit=1)[0][:40]
        if given.text(f"p{n}_required"):
            line["required"] = True
        told.append(line)
    taken = codes | {line["code"] for line in told}
    for line in told:
        if not line["code"]:
            line["code"] = next(f"p{n}" for n in range(1, len(taken) + most + 2) if f"p{n}" not in taken)
            taken.add(line["code"])
    return told


def _both(given: Given, name: str) -> dict[str, str]:
    said = {language: given.text(f"{name}_{language}") for language in ("zh", "en")}
    if any(len(one) > LONGEST for one in said.values()):
        given.wrong(f"{name}_zh", N_("请写短一些，最多 %(longest)s 字。"), longest=LONGEST)
    return {language: one for language, one in said.items() if one}


def _options(given: Given, name: str) -> list[dict[str, str]]:
    """One a line, both languages with a slash between them."""
    options = []
    for line in given.text(f"{name}_options").splitlines():
        zh, _, en = (part.strip() for part in line.partition("/"))
        if zh or en:
            options.append({language: one for language, one in (("zh", zh), ("en", en)) if one})
    if not 1 < len(options) <= MOST_OPTIONS:
        given.wrong(f"{name}_zh", N_("选项写 2 到 %(most)s 个，一行一个。"), most=MOST_OPTIONS)
    return options
