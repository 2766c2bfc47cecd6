"""The short quiz of a version: two to five questions with one right answer each, written in the draft. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from saas.refusals import Problem, Refused
from saas.words import N_

READERS = ("responsible", "supporting", "reviewing", "informed")
FEWEST, MOST, OPTIONS = 2, 5, 4
Asked = dict[str, Any]


def written(given: Mapping[str, str]) -> list[Asked]:
    """The form of the editor as a quiz; empty where nothing was written. Raises Refused 422 naming the fields.

    Fields by number n: text-n-zh, text-n-en, code-n, right-n, option-n-m-zh, option-n-m-en.
    """
    problems: list[Problem] = []
    quiz = [one for n in range(MOST) if (one := _asked(given, n, problems))]
    if quiz and len(quiz) < FEWEST:
        problems.append(Problem(f"text-{len(quiz)}-zh", N_("至少 %(few)s 道题；不要小测就全部清空。"), {"few": FEWEST}))
    if problems:
        raise Refused.all(problems)
    return quiz


def wrong(quiz: Sequence[Asked], given: Mapping[str, str]) -> list[int]:
    """Numbers of the questions that were not answered rightly: an answer is the option's number under `q-n`."""
    return [n for n, asked in enumerate(quiz) if given.get(f"q-{n}") != str(asked["right"])]


def _asked(given: Mapping[str, str], n: int, problems: list[Problem]) -> Asked | None:
    text = _pair(given, f"text-{n}")
    options = [(m, _pair(given, f"option-{n}-{m}")) for m in range(OPTIONS)]
    kept = [(m, words) for m, words in options if words]
    if not text and not kept:
        return None
    if not text:
        problems.append(Problem(f"text-{n}-zh", N_("请写题目。")))
    if len(kept) < FEWEST:
        problems.append(Problem(f"option-{n}-0-zh", N_("每题至少两个选项。")))
    right = next((at for at, (m, _) in enumerate(kept) if str(m) == given.get(f"right-{n}")), None)
    if right is None:
        problems.append(Problem(f"right-{n}", N_("请选出正确的选项。")))
    code = given.get(f"code-{n}", "").strip()[:40]
    return {"text": text, "code": code, "options": [words for _, words in kept], "right": right}


def _pair(given: Mapping[str, str], name: str) -> dict[str, str]:
    both = {locale: given.get(f"{name}-{locale}", "").strip()[:300] for locale in ("zh", "en")}
    return {locale: text for locale, text in both.items() if text}
