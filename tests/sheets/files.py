"""Spreadsheets as people make them, and as nobody should."""

from __future__ import annotations

import io
import zipfile

import openpyxl

CELL_SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def xlsx(rows, *, merge=(), formats=None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for span in merge:
        sheet.merge_cells(span)
    for at, form in (formats or {}).items():
        sheet[at].number_format = form
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(rows, charset="utf-8") -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode(charset)


def with_sheet(xml: str, *, body: bytes | None = None) -> bytes:
    """A workbook whose first worksheet is this XML."""
    return replaced(body or xlsx([["x"]]), "xl/worksheets/sheet1.xml", xml.encode())


def replaced(body: bytes, name: str, content: bytes) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(body)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, content if part == name else source.read(part))
        if name not in source.namelist():
            target.writestr(name, content)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def grid(body: bytes) -> list[list[object]]:
    """The first worksheet read back, formulas as formulas."""
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True)]
