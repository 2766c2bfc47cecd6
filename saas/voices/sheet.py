"""What came in over a channel as a spreadsheet: a row a finding, rows of one number are one intake; out and in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from saas.calendar import business_date
from saas.findings.rules import SEVERITIES
from saas.refusals import Refused
from saas.sheets.reads import company
from saas.sheets.registry import Change, Column, Problem, Progress, Row, Sheet, Verdict, families
from saas.visit import Visit
from saas.voices.intake_reads import MINE, Channel
from saas.voices.intake_reads import channels as all_channels
from saas.voices.take_down import take_down
from saas.voices.taken import Point, Taken, check_taken
from saas.words import N_
from tenants import current, db

FAMILY, PREFIX = "intakes", "x_"
FRONT = (
    Column("number", N_("文号或编号"), required=True, note=N_("同一个编号的行是同一次受理。"), width=18),
    Column("held_on", N_("日期"), kind="date", required=True),
    Column("unit", N_("单元编码"), required=True, width=14),
)
BACK = (
    Column("title", N_("问题"), required=True, width=44),
    Column("note", N_("说明"), width=32),
    Column("severity", N_("严重程度"), kind="choice", choices=tuple(SEVERITIES.items())),
    Column("place", N_("在哪个单元"), width=14),
    Column("object", N_("对象编码"), width=14),
    Column("detail", N_("标准细节编码"), width=16),
)
SAME = {"number": "number", "date": "date"}
FIELDS = {"title": "title", "note": "note", "severity": "severity", "unit": "place", "object": "object", "detail": "detail"}
# $2 channel, $3 heads of lines and $4 the reader, who see what is theirs.
ROWS = f"""
    select i.number, i.held_on, w.code as unit, i.given, f.title, f.found ->> 'note' as note, f.severity, u.code as place,
           o.code as object, f.detail_code as detail
      from intakes i
      join units w on w.tenant_id = $1 and w.id = i.unit_id
      join intake_findings x on x.tenant_id = $1 and x.intake_id = i.id
      join findings f on f.tenant_id = $1 and f.id = x.finding_id
      join units u on u.tenant_id = $1 and u.id = f.unit_id
      left join objects o on o.tenant_id = $1 and o.id = f.object_id
     where i.tenant_id = $1 and i.channel_id = $4 and {MINE} order by i.held_on, i.number, i.id, x.position"""  # noqa: S608
KNOWN = "select i.number from intakes i where i.tenant_id = $1 and i.channel_id = $2 and i.number = any ($3)"
TOP = "select u.id from units u where u.tenant_id = $1 and u.parent_id is null"


async def of_channel(code: str) -> Sheet | None:
    """The list of one channel that is in use."""
    way = next((one for one in await all_channels() if one.code == code and not one.retired_on), None)
    if way is None:
        return None

    async def export(visit: Visit) -> list[Row]:
        rows = await db().fetch(ROWS, current(), visit.leads(), visit.member, way.id)
        return [_told(row, way, visit.locale) for row in rows]

    async def plan(rows: list[Row], today: date) -> list[Change]:
        return await _plan(rows, way, today)

    async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> None:
        _, zone = await company()
        leads = [row["id"] for row in await db().fetch(TOP, current())]
        for n, (number, lines) in enumerate(_by_number([change.target for change in changes]).items(), 1):
            taken = _taken(number, lines, way)
            await take_down(uuid4(), way.id, taken, leads=leads, by=by, today=business_date(now, zone), now=now)
            await progress(n)

    return Sheet(
        f"{FAMILY}-{code}", N_("受理"), permit="voice.follow", edit="voice.edit", columns=_columns(way), export=export,
        plan=plan, apply=apply, back="/intakes", scoped=True,
    )  # fmt: skip


def _columns(way: Channel) -> tuple[Column, ...]:
    """What its form asks, between the head of an intake and its points; photos do not fit into a cell."""
    return (*FRONT, *(_column(one) for one in way.fields if one["kind"] != "photos"), *BACK)


def _column(one: Mapping[str, Any]) -> Column:
    title = " / ".join(dict.fromkeys(one["text"][language] for language in ("zh", "en") if one["text"].get(language)))
    if one["kind"] == "choice":
        choices = tuple((str(n), option) for n, option in enumerate(one["options"]))
        return Column(PREFIX + one["code"], title, kind="choice", choices=choices, width=16)
    return Column(PREFIX + one["code"], title, kind=SAME.get(one["kind"], "text"), width=16)  # type: ignore[arg-type]


async def _plan(rows: list[Row], way: Channel, today: date) -> list[Change]:
    """Row by row; a number that was taken down before stays as it is, and what one row of a number lacks, all of them lack."""
    groups = _by_number(rows)
    known = {row["number"] for row in await db().fetch(KNOWN, current(), way.id, list(groups))}
    leads = [row["id"] for row in await db().fetch(TOP, current())]
    changes = {}
    for number, lines in groups.items():
        faults = {} if number in known else await _faults(number, lines, way, leads, today)
        for n, row in enumerate(lines, 1):
            problems = [*faults.get(0, ()), *faults.get(n, ())]
            verdict: Verdict = "same" if number in known else "refuse" if problems else "add"
            told = {key: (None, row[key]) for key in ("title", "severity", "detail") if row.get(key) and number not in known}
            changes[row["_row"]] = Change(
                row["_row"], verdict, f"{number} · {row.get('title') or ''}", told, problems, target=row
            )
    return [changes[row["_row"]] for row in rows]


async def _faults(number: str, lines: Sequence[Row], way: Channel, leads: list[UUID], today: date) -> dict[int, list[Problem]]:
    """What the verb would refuse: of the whole at 0, of the n-th line at n, each at its column."""
    if any(line.get("held_on") is None for line in lines):
        return {0: [Problem("held_on", N_("请填写日期。"))]}
    if len({(line["held_on"], line.get("unit")) for line in lines}) > 1:
        return {0: [Problem("number", N_("同一个编号的日期和单元要一样。"))]}
    try:
        await check_taken(_taken(number, lines, way), way.fields, leads=leads, today=today)
    except Refused as refused:
        found: dict[int, list[Problem]] = {}
        for one in refused.problems:
            n, column = _at(one.field)
            found.setdefault(n, []).append(Problem(column, one.message, one.params))
        return found
    return {}


def _at(field: str) -> tuple[int, str]:
    """f3_title → the third line's column; anything else concerns the whole."""
    head, _, name = field.partition("_")
    if head[:1] == "f" and head[1:].isdigit():
        return int(head[1:]), FIELDS[name]
    return 0, field


def _by_number(rows: Sequence[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row.get("number") or "").strip(), []).append(row)
    return groups


def _taken(number: str, lines: Sequence[Row], way: Channel) -> Taken:
    """One intake as its lines tell it; the form's fields are those of the first line that fills them in."""
    points = [
        Point(**{name: str(line.get(column) or "").strip() for name, column in FIELDS.items()} | _grave(line)) for line in lines
    ]
    given = {}
    for one in way.fields:
        said = next((line[PREFIX + one["code"]] for line in lines if line.get(PREFIX + one["code"]) is not None), "")
        given[one["code"]] = said.isoformat() if isinstance(said, date) else str(said)
    return Taken(lines[0]["held_on"], str(lines[0].get("unit") or "").strip(), points, number, given)


def _grave(line: Row) -> dict[str, str]:
    return {"severity": line.get("severity") or "minor"}


def _told(row: Any, way: Channel, locale: str) -> Row:
    first, then = ("en", "zh") if locale == "en" else ("zh", "en")
    told = {key: row[key] for key in ("number", "held_on", "unit", "note", "severity", "place", "object", "detail")}
    told["title"] = row["title"].get(first) or row["title"].get(then)
    for one in way.fields:
        said = row["given"].get(one["code"])
        told[PREFIX + one["code"]] = _cell(one["kind"], said)
    return told


def _cell(kind: str, said: Any) -> Any:
    if said is None:
        return None
    if kind == "date":
        return date.fromisoformat(said)
    return str(said) if kind == "choice" else said


families[FAMILY] = of_channel
