"""A printed report read back: its list of sources, what its structure says."""

from __future__ import annotations

import io
import re
from typing import Any

import pdfplumber
import pypdf

COLUMNS = {"zh-CN": ("印出", "出处编号"), "en": ("Printed", "Source id")}
GROUP = re.compile(r"(.+)\.\{(.+)\}")


def sources(body: bytes, locale: str) -> dict[str, str]:
    """Key → as it is printed, from the list at the end; an id that runs over two lines is put together."""
    rows: list[list[str]] = []
    with pdfplumber.open(io.BytesIO(body)) as file:
        for page in file.pages:
            rows += _rows(page.extract_words(keep_blank_chars=True, x_tolerance=2, y_tolerance=2), locale)
    return {key: text for printed, name in rows for key, text in zip(expanded(name), printed.split(" · "), strict=True)}


def _rows(words: list[Any], locale: str) -> list[list[str]]:
    """Of one page: what stands in the columns under the two heads, row by row from a number on."""
    heads = {each["text"]: each for each in words if each["text"] in COLUMNS[locale]}
    if len(heads) < 2:
        return []
    (printed, name), rows = (heads[each]["x0"] for each in COLUMNS[locale]), []
    left, top = min(each["x0"] for each in words), max(each["top"] for each in heads.values())
    for word in words:
        if word["top"] > top and abs(word["x0"] - left) < 1 and word["text"].isdigit():
            rows.append(["", ""])
        elif rows and word["top"] > top and abs(word["x0"] - printed) < 1:
            rows[-1][0] += word["text"]
        elif rows and word["top"] > top and abs(word["x0"] - name) < 1:
            rows[-1][1] += word["text"].replace(" ", "")
    return rows


def expanded(name: str) -> list[str]:
    """The keys that a printed id stands for."""
    if found := GROUP.fullmatch(name):
        return [f"{found[1]}.{end}" for end in found[2].split(",")]
    return name.split(",")


def figures(body: bytes) -> list[Any]:
    """What stands in the structure as a picture."""
    return tagged(body, "/Figure")


def tagged(body: bytes, kind: str) -> list[Any]:
    """What stands in the structure as this."""
    root = pypdf.PdfReader(io.BytesIO(body)).trailer["/Root"]
    found, waiting = [], [root["/StructTreeRoot"]]
    while waiting:
        at = waiting.pop()
        at = at.get_object() if hasattr(at, "get_object") else at
        if isinstance(at, list):
            waiting += at
        elif isinstance(at, dict):
            if at.get("/S") == kind:
                found.append(at)
            waiting += [at["/K"]] if "/K" in at else []
    return found


def outline(body: bytes) -> list[str]:
    def flat(entries: list[Any]) -> list[str]:
        return [title for one in entries for title in (flat(one) if isinstance(one, list) else [one.title])]

    return flat(pypdf.PdfReader(io.BytesIO(body)).outline)
