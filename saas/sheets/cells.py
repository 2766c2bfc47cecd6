"""One cell as the column means it: what people type and what spreadsheets make of it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from saas.sheets.registry import Column, Problem
from saas.words import LOCALES, N_, say, translator

LONGEST = 2_000
SERIOUS_DIGITS = 15
EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)
LARGEST = Decimal(10) ** 15
YES = frozenset({"是", "有", "对", "yes", "y", "true", "1", "√", "✓"})
NO = frozenset({"否", "无", "不", "no", "n", "false", "0", "×", "x"})
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})")
FIGURE = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?(e[+-]?\d{1,2})?")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
Raw = Any


def value(column: Column, raw: Raw) -> Any | Problem:
    """The typed value of a raw cell of the child, None for an empty one, or what is wrong with it."""
    if raw is None:
        return None
    if isinstance(raw, dict) and (fault := _unreadable(column, raw)):
        return fault
    return READ[column.kind](column, raw)


def shown(raw: Raw) -> str:
    """A raw cell as text, for the report and for what was given."""
    if raw is None:
        return ""
    if not isinstance(raw, dict):
        return str(raw)
    if "m" in raw:
        return shown(raw.get("v"))
    return str(next(iter(raw.values()))) if "f" not in raw else ""


def folded(text: str) -> str:
    """How titles and choices are compared: width, case and outer spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", UNSEEN.sub("", text)).casefold().split())


def _unreadable(column: Column, raw: dict[str, Any]) -> Problem | None:
    if "e" in raw:
        return Problem(column.key, N_("这一格是错误值 %(error)s，请改正公式或直接填写。"), {"error": str(raw["e"])[:20]})
    if "f" in raw:
        return Problem(column.key, N_("这一格的公式没有算出结果，请在表格软件中打开并保存，或直接填写。"))
    if "m" in raw:
        return Problem(column.key, N_("这一格与旁边的栏合并（%(span)s），请取消合并后分别填写。"), {"span": raw["m"]})
    return None


def _text(column: Column, raw: Raw) -> str | Problem | None:
    if isinstance(raw, dict):
        if "n" in raw and len(raw["n"].lstrip("-").replace(".", "")) > SERIOUS_DIGITS:
            return Problem(column.key, N_("数字超过 15 位，表格软件已改动末尾。请把这一栏设为文本后重新填写。"))
        if "n" in raw and "e" in raw["n"]:
            return Problem(column.key, N_("请把这一栏设为文本后重新填写。"))
        return shown(raw)
    text = UNSEEN.sub("", raw).strip()
    if len(text) > LONGEST:
        return Problem(column.key, N_("最多 %(longest)s 个字。"), {"longest": LONGEST})
    return text or None


def _number(column: Column, raw: Raw) -> Decimal | Problem | None:
    wrong = Problem(column.key, N_("“%(given)s”不是数字。"), {"given": shown(raw)[:40]})
    if isinstance(raw, dict):
        return _figure(raw["n"], wrong) if "n" in raw else wrong
    text = unicodedata.normalize("NFKC", UNSEEN.sub("", raw)).replace("−", "-").replace(" ", "").casefold()
    text = text.strip("¥元")
    times = Decimal(1)
    if column.uom == "yuan" and text.endswith("万"):
        text, times = text[:-1], Decimal(10_000)
    if column.uom == "%" and text.endswith("%"):
        text = text[:-1]
    if not text:
        return None if not raw.strip() else wrong
    figure = _figure(text, wrong)
    return figure if isinstance(figure, Problem) else figure * times


def _figure(text: str, wrong: Problem) -> Decimal | Problem:
    if not FIGURE.fullmatch(text) or not any(letter.isdigit() for letter in text):
        return wrong
    try:
        figure = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return wrong
    return figure if abs(figure) < LARGEST else wrong


def _date(column: Column, raw: Raw) -> date | Problem | None:
    wrong = Problem(column.key, N_("“%(given)s”不是日期，请写成 2026-09-30。"), {"given": shown(raw)[:40]})
    try:
        day = _day(raw)
    except (ValueError, OverflowError, InvalidOperation):
        return wrong
    return day if day and FIRST <= day < LAST else wrong


def _day(raw: Raw) -> date | None:
    """A date of the spreadsheet, its serial number, or one of the ways dates are written here."""
    if isinstance(raw, dict):
        if "d" in raw:
            return datetime.fromisoformat(raw["d"]).date()
        return EPOCH + timedelta(days=int(Decimal(raw["n"]))) if "n" in raw else None
    found = DAY.fullmatch(unicodedata.normalize("NFKC", raw).strip())
    if not found:
        return None
    year, month, day = (part for part in found.groups() if part)
    return date(int(year), int(month), int(day))


def _choice(column: Column, raw: Raw) -> str | Problem | None:
    given = folded(shown(raw))
    if not given:
        return None
    for key, title in column.choices:
        if given in {folded(key), *(folded(_in(locale, title)) for locale in LOCALES)}:
            return key
    figures = {"given": shown(raw)[:40], "choices": [title for _, title in column.choices]}
    return Problem(column.key, N_("“%(given)s”不在可选的内容里，请选：%(choices)s。"), figures)


def _flag(column: Column, raw: Raw) -> bool | Problem | None:
    if isinstance(raw, dict) and "b" in raw:
        return bool(raw["b"])
    given = folded(shown(raw))
    if not given:
        return None
    if given in YES or given in NO:
        return given in YES
    return Problem(column.key, N_("请填“是”或“否”。"))


def _moment(column: Column, raw: Raw) -> None:
    """Moments are told, never read back."""


def _in(locale: str, title: Any) -> str:
    return translator(locale)(title) if isinstance(title, str) else say(title, locale=locale)


READ: dict[str, Callable[[Column, Raw], Any]] = {
    "text": _text, "number": _number, "date": _date, "choice": _choice, "flag": _flag, "moment": _moment,
}  # fmt: skip
