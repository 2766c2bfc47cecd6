"""Files from outside are read in a child with limits: what is broken or hostile is told, and nothing of ours ends with it."""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest

from saas.refusals import Refused
from saas.sheets import reader
from saas.sheets.reader import read
from tests.sheets import files

SPARSE = (
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>y</t></is></c></row></sheetData>'
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + ']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>&m;</t></is></c></row></sheetData></worksheet>'
)


async def test_values_come_as_a_person_sees_them():
    body = files.xlsx(
        [
            ["编码", "值"],
            ["001", 0.1 + 0.2],
            [" 空格 ", 12],
            [None, None],
            ["日期", date(2026, 9, 30)],
            ["刻", datetime.fromisoformat("2026-09-30T08:05")],
            ["是", True],
            ["#REF!", "=1/0"],
        ]
    )
    told = await read(body)
    assert told.lines == [
        (1, ["编码", "值"]), (2, ["001", {"n": "0.3"}]), (3, ["空格", {"n": "12"}]), (5, ["日期", {"d": "2026-09-30T00:00:00"}]),
        (6, ["刻", {"d": "2026-09-30T08:05:00"}]), (7, ["是", {"b": True}]), (8, [{"e": "#REF!"}, {"f": 1}]),
    ]  # fmt: skip


async def test_cells_merged_downwards_are_filled_and_across_are_told():
    body = files.xlsx(
        [["区", "编码", "名称"], ["一区", "1", "甲"], [None, "2", "乙"], [None, "3", "丙"], ["合计", None, "x"]],
        merge=("A2:A4", "A5:B5"),
    )
    told = await read(body)
    assert [line[0] for _, line in told.lines[1:4]] == ["一区", "一区", "一区"]
    assert told.lines[4][1][:2] == [{"m": "A5:B5", "v": "合计"}, {"m": "A5:B5", "v": "合计"}]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
async def test_text_files_in_the_charsets_of_this_country(charset):
    told = await read(files.csv([["编码", "名称"], ["001", "冰柜"], ["", ""]], charset))
    assert told.lines == [(1, ["编码", "名称"]), (2, ["001", "冰柜"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_text_files_with_another_delimiter(delimiter):
    assert (await read(f"a{delimiter}b\n1{delimiter}2".encode())).lines == [(1, ["a", "b"]), (2, ["1", "2"])]


async def test_two_cells_in_far_corners_cost_nothing():
    began = time.monotonic()
    told = await read(files.with_sheet(files.CELL_SHEET.format(SPARSE)))
    assert told.lines == [(1, ["x"])]
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old"),
        (b"PK\x03\x04 and then nothing", "broken"),
        (files.xlsx([["x"]])[:900], "broken"),
        (files.zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "other"),
        (files.zipped(**{"nested.zip": files.zipped(a=b"1" * 9999)}), "other"),
        (files.zipped(**{"xl/workbook.xml": b"<x/>", "../../evil": b"1"}), "broken"),
        (files.zipped(**{f"xl/{n}": b"" for n in range(2_100)}), "bomb"),
        (files.zipped(**{"xl/sheet": b"\0" * 120_000_000}), "bomb"),
        (files.with_sheet("<worksheet"), "broken"),
        (files.with_sheet(LAUGHS), "broken"),
        (b"%PDF-1.7 \0\0\0", "other"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "other"),
        (b"a,b\n\xff\xfe\xff,\x81", "charset"),
        (b"a\n" * 60_002, "rows"),
        (files.csv([["1"] * 200] * 4_001), "cells"),
        (b'a,"' + b"x" * 2_000_000, "broken"),
    ],
    # Zipped bytes differ by the second they were made in: they name nothing.
    ids=lambda given: given if isinstance(given, str) else "file",
)
async def test_what_cannot_be_read_says_what_to_do(body, code):
    with pytest.raises(Refused) as told:
        await read(body)
    assert (told.value.status, told.value.message) == (422, reader.FAULTS[code])


async def test_a_file_that_needs_too_much_memory_ends_the_child_only():
    body = files.xlsx([[f"{row} {at}" * 40 for at in range(40)] for row in range(1_500)])
    assert len((await read(body)).lines) == 1_500
    for memory in (30_000_000, 45_000_000):
        with pytest.raises(Refused) as told:
            await read(body, memory=memory)
        assert told.value.message == reader.FAULTS["memory"]


async def test_a_child_that_takes_too_long_is_ended():
    body = files.xlsx([["x"] * 50] * 3_000)
    began = time.monotonic()
    with pytest.raises(Refused) as told:
        await read(body, patience=0.2)
    assert told.value.message == reader.FAULTS["time"]
    assert time.monotonic() - began < 10


async def test_a_long_cell_stays_short_enough_to_be_told():
    (line,) = (await read(files.xlsx([["x" * 30_000]]))).lines
    assert len(line[1][0]) == 2_001
