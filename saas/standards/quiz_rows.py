"""The quiz of a version as rows of a sheet, and rows back into the form of the editor. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from saas.refusals import Refused
from saas.sheets.registry import Change, Problem, Row, Verdict
from saas.standards.quiz import MOST, OPTIONS, Asked, written
from saas.words import N_

LONGEST = 300
TEXTS = ("text_zh", "text_en", "code", *(f"option{m}_{locale}" for m in range(1, OPTIONS + 1) for locale in ("zh", "en")))
OTHERS = N_("别的题还有问题。小测要整份一起改好再导入。")
FIELD = re.compile(r"(text|code|right|option)-(\d)(?:-(\d))?(?:-(zh|en))?")


def told(quiz: Sequence[Asked]) -> list[Row]:
    """One row a question, numbered from 1; so are the options."""
    return [_told(n, asked) for n, asked in enumerate(quiz, 1)]


def planned(given: Sequence[Row], quiz: Sequence[Asked]) -> list[Change]:
    """What each row would do to the quiz as it stands: all of it or nothing, for a quiz is valid as a whole."""
    known = {int(row["number"]): row for row in told(quiz)}
    changes = [_change(row, known.get(_number(row) or 0), given[:at]) for at, row in enumerate(given)]
    if not any(change.problems for change in changes):
        changes = _held(changes, written_from(changes, quiz)[1])
    if any(change.problems for change in changes):
        return [change if change.problems else _refuse(change, "", OTHERS) for change in changes]
    return changes


def written_from(changes: Sequence[Change], quiz: Sequence[Asked]) -> tuple[list[Asked], dict[str, Problem]]:
    """The quiz as it would be, or what is wrong with it by field of the form."""
    rows = {int(row["number"]): row for row in told(quiz)} | {change.target["number"]: change.target for change in changes}
    try:
        return written(form([row for row in rows.values() if not row.get("gone")])), {}
    except Refused as refused:
        return [], {one.field: Problem("", one.message, {name: str(told) for name, told in one.params.items()})
                    for one in refused.problems}  # fmt: skip


def form(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The fields in which the editor sends a quiz."""
    given: dict[str, str] = {}
    for row in rows:
        n = int(row["number"]) - 1
        said = {name: str(row.get(name) or "") for name in TEXTS}
        given |= {f"text-{n}-zh": said["text_zh"], f"text-{n}-en": said["text_en"], f"code-{n}": said["code"]}
        given |= {
            f"option-{n}-{m}-{locale}": said[f"option{m + 1}_{locale}"] for m in range(OPTIONS) for locale in ("zh", "en")
        }
        right = row.get("right")
        given[f"right-{n}"] = str(int(right) - 1) if right is not None and right == int(right) else ""
    return given


def _told(n: int, asked: Asked) -> Row:
    options = {
        f"option{m}_{locale}": asked["options"][m - 1].get(locale) if m <= len(asked["options"]) else None
        for m in range(1, OPTIONS + 1) for locale in ("zh", "en")
    }  # fmt: skip
    text = asked["text"]
    return {"number": n, "text_zh": text.get("zh"), "text_en": text.get("en"), "code": asked["code"] or None,
            "right": asked["right"] + 1, **options, "gone": False}  # fmt: skip


def _number(row: Row) -> int | None:
    said = row.get("number")
    return int(said) if said is not None and said == int(said) and 1 <= said <= MOST else None


def _change(row: Row, was: Row | None, above: Sequence[Row]) -> Change:
    n = _number(row)
    names = ("text_zh", "text_en", "code", "right", *TEXTS[3:], "gone")
    wanted = {name: row[name] if name in row else (was or {}).get(name) for name in names}
    change = Change(row["_row"], "add", str(n or ""), target={"number": n} | wanted)
    if n is None:
        return _refuse(change, "number", N_("题号是 1 到 %(most)s 的整数。"), most=MOST)
    if any(_number(other) == n for other in above):
        return _refuse(change, "number", N_("同一项在文件里出现了两次。"))
    if long := next((name for name in TEXTS if len(str(wanted[name] or "")) > LONGEST), None):
        return _refuse(change, long, N_("最多 %(longest)s 个字。"), longest=LONGEST)
    if wanted["gone"] and was is None:
        return _refuse(change, "gone", N_("没有这道题，不用删除。"))
    pairs = {name: ((was or {}).get(name) or None, wanted[name] or None) for name in names}
    differs = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    verdict: Verdict = "add" if was is None else "change" if differs else "same"
    return Change(row["_row"], verdict, str(n), differs, target=change.target)


def _held(changes: Sequence[Change], problems: Mapping[str, Problem]) -> list[Change]:
    """Each fault of the whole at its row and cell; one at no row of the file stands at the last."""
    held = list(changes)
    for field, problem in problems.items():
        found = FIELD.fullmatch(field)
        n, column = (int(found[2]) + 1, _column(found)) if found else (0, "")
        at = next((at for at, change in enumerate(changes) if change.target["number"] == n), None)
        if at is None:
            at, column = len(held) - 1, ""
        held[at] = _refuse(held[at], column, problem.message, **problem.params)
    return held


def _column(found: re.Match[str]) -> str:
    word, _, option, locale = found.groups()
    if word == "option":
        return f"option{int(option) + 1}_{locale or 'zh'}"
    return f"{word}_{locale}" if locale else word


def _refuse(change: Change, column: str, message: str, **params: Any) -> Change:
    problems = [*change.problems, Problem(column, message, params)]
    return Change(change.row_number, "refuse", change.key, problems=problems, target=change.target)
