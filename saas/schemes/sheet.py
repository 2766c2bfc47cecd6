"""The weights of a scheme as a spreadsheet: one line for each job title or layer. They come back into the draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.schemes import reads
from saas.schemes.begin import begin
from saas.schemes.edit_draft import edit_draft
from saas.schemes.gate import open_draft
from saas.schemes.raw import raw_of
from saas.schemes.written import Written
from saas.scores.labels import COMPONENTS
from saas.scores.scheme import EVERYONE, SEAT
from saas.sheets.registry import Change, Column, Problem, Progress, Row, Sheet, Verdict, register
from saas.words import N_

TITLE = "title"
COLUMNS = (
    Column(TITLE, N_("职务"), required=True, width=20, note=N_("职务编号；* 是其余职务，@ 加层级编号是那一层的单元自己。")),
    *(Column(key, label, kind="number", required=False) for key, label in COMPONENTS.items()),
    Column("indicators_of", N_("指标权重"), required=False, width=36, note=N_("例如 K01 30，K02 20")),
    Column("share", N_("本级占比"), kind="number", required=False),
)


async def rows() -> list[Row]:
    """Of the draft where one is open, else of the newest version."""
    return [_numbers(_line(row)) for row in raw_of(await _body(), "zh")["t"]]


async def plan(given: list[Row], today: date) -> list[Change]:
    """Line by line against what stands there; titles that are not in the sheet stay as they are."""
    body, known = await _body(), await reads.known(today)
    now = {row[TITLE]: row for row in map(_line, raw_of(body, "zh")["t"])}
    titles = {*known.titles, EVERYONE, *(SEAT + code for code in known.layers)}
    return [
        _change(number, row, now.get(str(row.get(TITLE) or "")), titles, body)
        for number, row in ((row["_row"], row) for row in given)
    ]


def _change(number: int, row: Row, was: Mapping[str, Any] | None, titles: set[str], body: Mapping[str, Any]) -> Change:
    title = str(row.get(TITLE) or "")
    new = {column.key: _text(row.get(column.key)) for column in COLUMNS}
    old = {column.key: _text((was or {}).get(column.key)) for column in COLUMNS}
    raw = raw_of(body, "zh") | {"t": [_cells(new)]}
    wrong = [
        Problem(_column(p.field), p.message, p.params) for p in Written(raw, body, "zh").problems if p.field.startswith("t.")
    ]
    if title not in titles:
        wrong.append(Problem(TITLE, N_("没有“%(title)s”这个职务或层级。"), {"title": title}))
    fields = {key: (old[key], new[key]) for key in new if new[key] != old[key]}
    verdict: Verdict = "refuse" if wrong else "add" if was is None else "change" if fields else "same"
    return Change(number, verdict, title, fields, wrong, new)


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    """Into the draft, opened where there is none: publishing stays a step of its own."""
    await begin(by=by, now=now)
    draft = await open_draft()
    raw = raw_of(draft.body, "zh")
    lines = {row["title"]: row for row in raw["t"]}
    for change in changes:
        if change.verdict in ("add", "change"):
            cells = _cells(change.target)
            lines[cells["title"]] = cells
    made = Written(raw | {"t": list(lines.values())}, draft.body, "zh")
    if made.body is not None:
        await edit_draft(draft.name, made.body, seen=draft.edition, by=by, now=now)
    await progress(len(changes))
    return None


async def _body() -> dict[str, Any]:
    draft = await reads.draft()
    if draft:
        return draft.body
    versions = await reads.versions()
    return versions[0].body if versions else {}


def _line(row: Mapping[str, str]) -> Row:
    return {TITLE: row["title"], "indicators_of": row["measured"], "share": row["share"]} | {
        key: row[key] for key in COMPONENTS
    }


def _numbers(row: Row) -> Row:
    """Weights as figures of the spreadsheet."""
    return row | {key: Decimal(row[key]) if row[key] else None for key in (*COMPONENTS, "share")}


def _cells(row: Mapping[str, str]) -> dict[str, str]:
    return {"title": row[TITLE], "measured": row["indicators_of"], "share": row["share"]} | {
        key: row[key] for key in COMPONENTS
    }


def _column(field: str) -> str:
    name = field.rsplit(".", 1)[-1]
    return "indicators_of" if name == "measured" else name


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


SHEET = Sheet(
    "scheme_weights", N_("考核方案的权重"), permit="scheme.read", edit="scheme.edit", columns=COLUMNS, export=rows, plan=plan,
    apply=apply, back="/schemes",
)  # fmt: skip
register(SHEET)
