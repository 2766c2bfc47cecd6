"""What is taken down of an intake, and whether it can be: every fault at its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from saas.findings.rules import SEVERITIES
from saas.refusals import Problem, Refused
from saas.voices.rules import MOST_PHOTOS, PLACED, TEXT_LONGEST, TITLE_LONGEST, Wrong, written
from saas.words import N_
from tenants import current, db

Known = dict[tuple[str, str], tuple[Any, Any]]
MOST, NUMBER_LONGEST, YEAR = 20, 40, timedelta(days=366)
NOT_YOURS = N_("没有这个编码，或者不归你管。")
# $2 heads of the lines of whoever takes it down; a code stands for an open unit, a used object or a detail of the standards.
NAMED = """
    select 'unit' as noun, u.code, u.id, u.id as unit from units u
     where u.tenant_id = $1 and u.closed_on is null and u.code = any ($3) and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($2))
    union all
    select 'object', o.code, o.id, o.unit_id from objects o
     where o.tenant_id = $1 and o.retired_on is null and o.code = any ($4) and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = any ($2))
    union all
    select distinct 'detail', n.code, null::uuid, null::uuid from standard_nodes n
     where n.tenant_id = $1 and n.level = 'detail' and n.code = any ($5)"""
PHOTOS = "select count(*) from photos where tenant_id = $1 and id = any ($2) and membership_id = $3"


@dataclass(frozen=True)
class Point:
    """One thing that was found; unit, object and detail by code, the unit of the whole where none is named."""

    title: str
    note: str = ""
    unit: str = ""
    object: str = ""
    detail: str = ""
    severity: str = "minor"


@dataclass(frozen=True)
class Taken:
    """`given`: code of a field → what was written. Faults of the n-th point stand at f1_title, f1_unit and so on."""

    held_on: date
    unit: str
    points: Sequence[Point]
    number: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    photos: Sequence[UUID] = ()


async def check_taken(
    taken: Taken, fields: Sequence[Mapping[str, Any]], *, leads: Sequence[UUID], today: date, by: UUID | None = None
) -> tuple[dict[str, Any], Known]:
    """The values of the form, and (noun, code) → (id, unit) of what is named in it. Photos are those of `by`; a spreadsheet
    has none. Raises Refused 422 with every fault at its field.
    """
    known = await _known(taken, fields, leads)
    wrong, said = list(_faults(taken, known, today)), {}
    for one in fields:
        try:
            said[one["code"]] = _value(one, taken, known, by)
        except Wrong as fault:
            wrong.append(Problem("photo0" if one["kind"] == "photos" else f"x_{one['code']}", fault.message))
    if taken.photos and await db().fetchval(PHOTOS, current(), list(taken.photos), by) != len(taken.photos):
        wrong.append(Problem("photo0", N_("照片还没有传到，请等照片传完再提交。")))
    if wrong:
        raise Refused.all(wrong)
    return {code: value for code, value in said.items() if value is not None}, known


def _value(one: Mapping[str, Any], taken: Taken, known: Known, by: UUID | None) -> Any:
    """Of one field. Raises Wrong."""
    if one["kind"] == "photos":
        if one.get("required") and by and not taken.photos:
            raise Wrong(N_("请拍一张照片。"))
        return None
    said = written(one, taken.given.get(one["code"], ""))
    if said and one["kind"] in PLACED and (one["kind"], said) not in known:
        raise Wrong(NOT_YOURS)
    return said


async def _known(taken: Taken, fields: Sequence[Mapping[str, Any]], leads: Sequence[UUID]) -> Known:
    """Everything that is named anywhere in it."""
    named: dict[str, set[str]] = {noun: {getattr(point, noun) for point in taken.points} for noun in PLACED}
    named["unit"].add(taken.unit)
    for one in fields:
        if one["kind"] in PLACED:
            named[one["kind"]].add(taken.given.get(one["code"], "").strip())
    rows = await db().fetch(NAMED, current(), list(leads), *(list(named[noun]) for noun in PLACED))
    return {(row["noun"], row["code"]): (row["id"], row["unit"]) for row in rows}


def _faults(taken: Taken, known: Known, today: date) -> Iterator[Problem]:
    if ("unit", taken.unit) not in known:
        yield Problem("unit", N_("请从列表中选择。"))
    if not today - YEAR <= taken.held_on <= today:
        yield Problem("held_on", N_("日期在一年以内，不晚于今天。"))
    if len(taken.number) > NUMBER_LONGEST or not taken.number.isprintable():
        yield Problem("number", N_("请写短一些，最多 %(longest)s 字。"), {"longest": NUMBER_LONGEST})
    if len(taken.photos) > MOST_PHOTOS:
        yield Problem("photo0", N_("最多 3 张照片。"))
    if len(taken.points) > MOST:
        yield Problem("f1_title", N_("一次最多 %(most)s 条问题。"), {"most": MOST})
    for n, point in enumerate(taken.points, 1):
        yield from _point(n, point, known)


def _point(n: int, point: Point, known: Known) -> Iterator[Problem]:
    if not 0 < len(point.title) <= TITLE_LONGEST * 2:
        yield Problem(f"f{n}_title", N_("请写清楚是什么问题，最多 120 字。"))
    if len(point.note) > TEXT_LONGEST:
        yield Problem(f"f{n}_note", N_("请写短一些，最多 500 字。"))
    if point.severity not in SEVERITIES:
        yield Problem(f"f{n}_severity", N_("请从列表中选择。"))
    for noun in PLACED:
        if getattr(point, noun) and (noun, getattr(point, noun)) not in known:
            yield Problem(f"f{n}_{noun}", NOT_YOURS)
