"""Reads one spreadsheet that came from outside, in a process of its own: whatever it does, only this process ends.

Run as a file, isolated: it imports nothing of the house. Limits of memory, time and open files are set before the
first byte is read. It prints one JSON line for each row that is not blank, `[number, [cell, …]]`, then
`{"end": name of the worksheet}`; or one line `{"fault": code, …}`. A cell is null, a text, or one of
{"n": number} {"d": ISO date or moment} {"b": true} {"e": error such as #REF!} {"f": 1, a formula without a value}
{"m": range merged across columns}.
"""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from numbers import Real
from pathlib import Path
from typing import Any

MEGABYTE = 1 << 20
SECONDS = 40  # of processor time
ROWS, COLUMNS, CELLS, LONGEST = 60_000, 200, 800_000, 2_000
UNPACKED, RATIO, PARTS = 300 * MEGABYTE, 250, 2_000
OLD = b"\xd0\xcf\x11\xe0"  # the container of .xls and of files with a password
ERROR = re.compile(r"#(REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
SERIOUS_DIGITS = 15  # a spreadsheet keeps no more of a number

Cell = Any
Line = tuple[int, list[Cell]]


class Fault(Exception):
    """The file as a whole cannot be read; the parent has a sentence for each code."""

    def __init__(self, code: str, **figures: Any) -> None:
        super().__init__(code)
        self.told = {"fault": code} | figures


def main(path: str, memory: int) -> int:
    _limit(memory)
    out = sys.stdout
    try:
        name, lines = _read(Path(path).read_bytes())
        for number, cells in _bounded(lines):
            out.write(json.dumps([number, cells], ensure_ascii=True) + "\n")
        out.write(json.dumps({"end": name}) + "\n")
    except Fault as fault:
        out.write(json.dumps(fault.told) + "\n")
    except MemoryError:
        out.write(json.dumps({"fault": "memory"}) + "\n")
    except Exception:  # noqa: BLE001 – whatever a broken file makes of the reader
        out.write(json.dumps({"fault": "broken"}) + "\n")
    return 0


def _limit(memory: int) -> None:
    limits = {"AS": memory, "CPU": SECONDS, "FSIZE": 0, "NOFILE": 32, "CORE": 0}
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def _bounded(lines: Iterable[Line]) -> Iterator[Line]:
    """Rows that are not blank, as long as there are not too many."""
    rows = count = 0
    for number, cells in lines:
        filled = sum(cell is not None for cell in cells)
        rows, count = rows + (filled > 0), count + filled
        if rows > ROWS:
            raise Fault("rows", most=ROWS)
        if count > CELLS:
            raise Fault("cells", most=CELLS)
        if filled:
            yield number, cells


def _read(body: bytes) -> tuple[str, Iterable[Line]]:
    if not body.strip():
        raise Fault("empty")
    if body.startswith(OLD):
        raise Fault("old")
    if body.startswith(b"PK"):
        _check_zip(body)
        return _workbook(body)
    return "csv", _text(body)


def _check_zip(body: bytes) -> None:
    """Sizes are checked before anything is unpacked: a bomb is small on the outside."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(body)).infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError) as broken:
        raise Fault("broken") from broken
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS or unpacked > UNPACKED or (unpacked > 50 * MEGABYTE and unpacked > RATIO * len(body)):
        raise Fault("bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise Fault("old")
    if not any(part.filename.startswith("xl/") for part in parts):
        raise Fault("other")


def _workbook(body: bytes) -> tuple[str, list[Line]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        raise Fault("empty")
    return shown[0].title, _rows(book, shown[0])


def _rows(book: Any, sheet: Any) -> list[Line]:
    """Rows that are not blank. The list of merged cells stands behind the rows, so they are kept until then."""
    merged: list[str] = []
    with sheet._get_source() as source:
        lines = dict(_bounded((number, _line(cells)) for number, cells in _parsed(book, sheet, source, merged)))
    for span in merged[:ROWS]:
        _unmerge(lines, span)
    return sorted(lines.items())


def _parsed(book: Any, sheet: Any, source: Any, merged: list[str]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The rows by the parser of openpyxl, without the parts of a sheet that are not its content."""
    from xml.etree.ElementTree import iterparse

    from openpyxl.worksheet._reader import FORMULA_TAG, MERGE_TAG, ROW_TAG, WorkSheetParser

    class Parser(WorkSheetParser):  # type: ignore[misc]
        def parse_cell(self, element: Any) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                cell["value"], cell["data_type"] = True, "f"
            return cell

    parser = Parser(
        source, sheet._shared_strings, data_only=True, epoch=book.epoch,
        date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
    )  # fmt: skip
    for _, element in iterparse(source):  # noqa: S314 – limits of this process; entities are not fetched
        if element.tag == ROW_TAG:
            yield parser.parse_row(element)
            parser.row_dimensions.clear()
            element.clear()
        elif element.tag == MERGE_TAG:
            merged += [one.get("ref", "") for one in element]


def _line(cells: list[dict[str, Any]]) -> list[Cell]:
    line: list[Cell] = []
    for cell in cells:
        at = cell["column"]
        if at <= COLUMNS:
            line += [None] * (at - len(line))
            line[at - 1] = _cell(cell["value"], cell["data_type"])
    return line


def _cell(value: Any, kind: str) -> Cell:  # noqa: PLR0911 – one line a kind
    if value is None:
        return None
    if kind == "f":
        return {"f": 1}
    if kind == "e":
        return {"e": str(value)}
    if isinstance(value, bool):
        return {"b": value}
    if isinstance(value, Real):
        return {"n": _number(value)}
    if isinstance(value, datetime | date):
        return {"d": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    return _words(str(value))


def _number(value: Any) -> str:
    """As a person sees it: 0.1 + 0.2 is 0.3. Longer whole numbers have lost their last digits already."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 10**SERIOUS_DIGITS):
        return str(int(value))
    return f"{value:.{SERIOUS_DIGITS}g}"


def _words(text: str) -> Cell:
    text = text.strip()
    if ERROR.fullmatch(text):
        return {"e": text}
    return text[: LONGEST + 1] or None


def _unmerge(lines: dict[int, list[Cell]], span: str) -> None:
    """Cells merged down one column all say what the first says; merged across columns nobody knows what they say."""
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", span)
    if not found:
        return
    left, top, right, bottom = _column(found[1]), int(found[2]), _column(found[3]), int(found[4])
    first = lines.get(top, [])
    value = first[left - 1] if left <= len(first) else None
    if value is None:
        return
    for number in range(top, min(bottom, top + ROWS) + 1):
        line = lines.get(number)
        if line is None or (number == top and left == right):
            continue
        line += [None] * (min(right, COLUMNS) - len(line))
        for at in range(left, min(right, COLUMNS) + 1):
            line[at - 1] = value if left == right else {"m": span, "v": value}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _text(body: bytes) -> Iterator[Line]:
    text = _decoded(body)
    if "\0" in text:
        raise Fault("other")
    csv.field_size_limit(MEGABYTE)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
        yield number, [_words(cell) for cell in row[:COLUMNS]]


def _decoded(body: bytes) -> str:
    """UTF-8 and UTF-16 with or without their marks, or GB18030: what spreadsheets of this country write."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16")
    if b"\0" in body:  # UTF-16 without its mark: commas and ends of lines have their empty byte on one side
        return body.decode("utf-16-le" if body[1::2].count(0) > body[::2].count(0) else "utf-16-be", "replace")
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Fault("charset")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
