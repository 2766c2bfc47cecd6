"""Writes a list as xlsx: row after row into a file of its own, so that a long list needs no more memory than a short one.

Text is always written as text: whatever it begins with, no spreadsheet takes it for a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from saas.sheets.cells import UNSEEN
from saas.sheets.registry import Column, Row, Title
from saas.words import N_, say, translator

LONGEST = 32_000  # a cell takes 32,767
SERIOUS_DIGITS = 15
INLINE = 250  # a list of choices this long may stand in the rule itself
DEEP = 20_000  # rows below the head in which choices are offered
WIDTHS = {"text": 22, "number": 14, "date": 13, "choice": 14, "flag": 8, "moment": 18}
KINDS = {
    "text": N_("文字"), "number": N_("数字"), "date": N_("日期，如 2026-09-30"), "choice": N_("从列表中选"), "flag": N_("是或否"),
    "moment": N_("时间"),
}  # fmt: skip
PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
UOMS = {"yuan": N_("元")}


class Book:
    """One workbook being written: columns first, then rows from above, then `close`."""

    def __init__(
        self, path: Path, title: str, columns: Sequence[Column], *, locale: str, zone: str, offers: Mapping[str, Sequence[str]]
    ) -> None:
        self._say, self._locale, self._zone = translator(locale), locale, ZoneInfo(zone)
        self._book = xlsxwriter.Workbook(str(path), PLAIN)
        self._columns, self._offers = columns, offers
        self._formats, self._marked = self._forms(), self._forms(bg_color="#FBE9E7")
        self._row = 0
        self._sheet = self._book.add_worksheet(_name(self._say(title)))
        self._begin()

    def _begin(self) -> None:
        head = self._book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F0", "text_wrap": True, "valign": "top"})
        lists = self._lists()
        for at, column in enumerate(self._columns):
            form = self._formats.get("text" if column.kind in ("choice", "flag") else column.kind)
            self._sheet.set_column(at, at, column.width or WIDTHS[column.kind], form)
            self._sheet.write_string(0, at, self.title(column), head)
            if column.note:
                self._sheet.write_comment(0, at, self._say(column.note), {"width": 220, "font_size": 10})
            if at in lists:
                self._sheet.data_validation(1, at, DEEP, at, {"validate": "list", "source": lists[at], "error_type": "warning"})
        self._sheet.freeze_panes(1, 1)
        self._sheet.autofilter(0, 0, 0, len(self._columns) - 1)

    def _forms(self, **more: str) -> dict[str, Any]:
        kinds = (("text", "@"), ("number", "General"), ("date", "yyyy-mm-dd"), ("moment", "yyyy-mm-dd hh:mm"))
        return {kind: self._book.add_format({"num_format": form, "valign": "top"} | more) for kind, form in kinds}

    def title(self, column: Column) -> str:
        """The head of a column: its title, a star where it must be filled, its measure in brackets."""
        title = self._say(column.title) + (" *" if column.required and not column.told else "")
        uom = self._say(UOMS.get(column.uom, column.uom)) if column.uom else ""
        return f"{title} ({uom})" if uom else title

    def add(self, rows: Sequence[Row], marks: Sequence[bool] = ()) -> None:
        """The next rows, by column key; a key that is not there is an empty cell. Marked rows stand out."""
        for number, row in enumerate(rows):
            self._row += 1
            forms = self._marked if marks and marks[number] else self._formats
            for at, column in enumerate(self._columns):
                self._write(at, column, row.get(column.key), forms)

    def close(self) -> None:
        """The second worksheet says what each column means; then the file is written."""
        self._legend()
        self._book.close()

    def _write(self, at: int, column: Column, value: Any, forms: Mapping[str, Any]) -> None:
        if value is None or value == "":
            if forms is self._marked:
                self._sheet.write_blank(self._row, at, None, forms["text"])
        elif isinstance(value, datetime):
            local = value.astimezone(self._zone).replace(tzinfo=None)
            self._sheet.write_datetime(self._row, at, local, forms["moment"])
        elif isinstance(value, date):
            self._sheet.write_datetime(self._row, at, value, forms["date"])
        elif column.kind == "number" and _is_figure(value):
            self._sheet.write_number(self._row, at, value, forms["number"])
        else:
            self._sheet.write_string(self._row, at, self._words(column, value), forms["text"])

    def _words(self, column: Column, value: Any) -> str:
        if isinstance(value, bool):
            return self._say(N_("是")) if value else self._say(N_("否"))
        for key, title in column.choices if column.kind == "choice" else ():
            if key == value:
                return self._told(title)
        text = say(value, locale=self._locale) if isinstance(value, Mapping) else str(value)
        return UNSEEN.sub("", text)[:LONGEST]

    def _told(self, title: Title) -> str:
        return self._say(title) if isinstance(title, str) else say(title, locale=self._locale)

    def _lists(self) -> dict[int, Any]:
        """By place of the column: what may be chosen there, inline or as a range of a hidden worksheet."""
        chosen: dict[int, list[str]] = {}
        for at, column in enumerate(self._columns):
            if column.kind == "flag":
                chosen[at] = [self._say(N_("是")), self._say(N_("否"))]
            elif titles := [self._told(title) for _, title in column.choices] or list(self._offers.get(column.key, ())):
                chosen[at] = titles
        return {at: texts if _fits(texts) else self._range(at, texts) for at, texts in chosen.items()}

    def _range(self, at: int, texts: list[str]) -> str:
        hidden = self._book.add_worksheet(f"_{at}")
        for row, text in enumerate(texts[:DEEP]):
            hidden.write_string(row, 0, text)
        hidden.hide()
        return f"='_{at}'!$A$1:$A${min(len(texts), DEEP)}"

    def _legend(self) -> None:
        sheet, bold = self._book.add_worksheet(_name(self._say(N_("说明")))), self._book.add_format({"bold": True, "bottom": 1})
        wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        for at, (text, width) in enumerate(((N_("栏目"), 22), (N_("填法"), 22), (N_("必填"), 8), (N_("说明"), 70))):
            sheet.write_string(0, at, self._say(text), bold)
            sheet.set_column(at, at, width, wrap)
        for row, column in enumerate(self._columns, 1):
            must = N_("只供查看，导入时不读") if column.told else N_("是") if column.required else N_("否")
            for at, text in enumerate((self.title(column), self._say(KINDS[column.kind]), self._say(must), self._note(column))):
                sheet.write_string(row, at, text)

    def _note(self, column: Column) -> str:
        choices = " / ".join(self._told(title) for _, title in column.choices)
        return "\n".join(filter(None, (self._say(column.note) if column.note else "", choices)))


def _fits(texts: Sequence[str]) -> bool:
    return len(",".join(texts)) <= INLINE and not any(letter in text for text in texts for letter in ',"')


def _is_figure(value: Any) -> bool:
    """Longer numbers lose their last digits in a spreadsheet: those go as text."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return len(str(value).lstrip("-").replace(".", "")) <= SERIOUS_DIGITS


def _name(title: str) -> str:
    """What a worksheet may be called."""
    return "".join(" " if letter in "[]:*?/\\'" else letter for letter in title)[:31]
