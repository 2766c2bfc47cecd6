"""What came in over a channel is taken down: its form, and each point of it as a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas import trail
from saas.findings.open_one import Found, open_one
from saas.findings.rules import SEVERITIES
from saas.refusals import Problem, Refused, not_found
from saas.voices.rules import MOST_PHOTOS, PLACED, TEXT_LONGEST, TITLE_LONGEST, Wrong, written
from saas.words import N_
from tenants import current, db

MOST, NUMBER_LONGEST = 20, 40
CHANNEL = "select * from channels where tenant_id = $1 and id = $2 and retired_on is null"
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


async def take_down(
    intake: UUID, channel: UUID, taken: Taken, *, leads: Sequence[UUID], by: UUID, today: date, now: datetime
) -> list[UUID]:
    """The findings, in the order of the points; nothing for an id that was kept before. Raises 404, 422 at the fields."""
    way = await db().fetchrow(CHANNEL, current(), channel)
    if way is None:
        raise not_found()
    known = await _known(taken, way["fields"], leads)
    said = await _check(taken, way["fields"], known, by, today)
    kept = await db().execute(
        """insert into intakes (tenant_id, id, channel_id, number, held_on, unit_id, fields, given, photos, membership_id,
                                taken_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (tenant_id, id) do nothing""",
        current(), intake, channel, taken.number, taken.held_on, known["unit", taken.unit][1], way["fields"], said,
        list(taken.photos), by, now,
    )  # fmt: skip
    if kept != "INSERT 0 1":
        return []
    found = []
    for n, point in enumerate(taken.points, 1):
        opened = await open_one(_found(intake, n, point, taken, way, known, by, now), now=now)
        found.append(opened.id)
    await db().execute(
        """insert into intake_findings (tenant_id, intake_id, position, finding_id)
           select $1, $2, x.n, x.id from unnest($3::uuid[]) with ordinality x (id, n)""",
        current(), intake, found,
    )  # fmt: skip
    await trail.record("take_down", "intake", intake, by=by, now=now, findings=len(found))
    return found


async def _known(
    taken: Taken, fields: Sequence[Mapping[str, Any]], leads: Sequence[UUID]
) -> dict[tuple[str, str], tuple[Any, Any]]:
    """(noun, code) → (id, unit) of everything that is named anywhere in it."""
    named: dict[str, set[str]] = {noun: {getattr(point, noun) for point in taken.points} for noun in PLACED}
    named["unit"].add(taken.unit)
    for one in fields:
        if one["kind"] in PLACED:
            named[one["kind"]].add(taken.given.get(one["code"], "").strip())
    rows = await db().fetch(NAMED, current(), list(leads), *(list(named[noun]) for noun in PLACED))
    return {(row["noun"], row["code"]): (row["id"], row["unit"]) for row in rows}


async def _check(
    taken: Taken, fields: Sequence[Mapping[str, Any]], known: Mapping[tuple[str, str], Any], by: UUID, today: date
) -> dict[str, Any]:  # fmt: skip
    """The values of the form. Raises Refused 422 with every fault at its field."""
    wrong = list(_faults(taken, known, today))
    said: dict[str, Any] = {}
    for one in fields:
        code = one["code"]
        if one["kind"] == "photos":
            if one.get("required") and not taken.photos:
                wrong.append(Problem("photo0", N_("请拍一张照片。")))
            continue
        try:
            said[code] = written(one, taken.given.get(code, ""))
        except Wrong as fault:
            wrong.append(Problem(f"x_{code}", fault.message))
            continue
        if said[code] and one["kind"] in PLACED and (one["kind"], said[code]) not in known:
            wrong.append(Problem(f"x_{code}", N_("没有这个编码，或者不归你管。")))
    if taken.photos and await db().fetchval(PHOTOS, current(), list(taken.photos), by) != len(taken.photos):
        wrong.append(Problem("photo0", N_("照片还没有传到，请等照片传完再提交。")))
    if taken.number and await db().fetchval(
        "select true from intakes where tenant_id = $1 and number = $2 limit 1", current(), taken.number
    ):
        wrong.append(Problem("number", N_("这个编号已经受理过。")))
    if wrong:
        raise Refused.all(wrong)
    return {code: value for code, value in said.items() if value is not None}


def _faults(taken: Taken, known: Mapping[tuple[str, str], Any], today: date) -> Iterator[Problem]:
    if ("unit", taken.unit) not in known:
        yield Problem("unit", N_("请从列表中选择。"))
    if not today - timedelta(days=366) <= taken.held_on <= today:
        yield Problem("held_on", N_("日期在一年以内，不晚于今天。"))
    if len(taken.number) > NUMBER_LONGEST or not taken.number.isprintable():
        yield Problem("number", N_("请写短一些，最多 %(longest)s 字。"), {"longest": NUMBER_LONGEST})
    if len(taken.photos) > MOST_PHOTOS:
        yield Problem("photo0", N_("最多 3 张照片。"))
    if len(taken.points) > MOST:
        yield Problem("f1_title", N_("一次最多 %(most)s 条问题。"), {"most": MOST})
    for n, point in enumerate(taken.points, 1):
        yield from _point(n, point, known)


def _point(n: int, point: Point, known: Mapping[tuple[str, str], Any]) -> Iterator[Problem]:
    if not 0 < len(point.title) <= TITLE_LONGEST * 2:
        yield Problem(f"f{n}_title", N_("请写清楚是什么问题，最多 120 字。"))
    if len(point.note) > TEXT_LONGEST:
        yield Problem(f"f{n}_note", N_("请写短一些，最多 500 字。"))
    if point.severity not in SEVERITIES:
        yield Problem(f"f{n}_severity", N_("请从列表中选择。"))
    for noun in PLACED:
        if getattr(point, noun) and (noun, getattr(point, noun)) not in known:
            yield Problem(f"f{n}_{noun}", N_("没有这个编码，或者不归你管。"))


def _found(
    intake: UUID, n: int, point: Point, taken: Taken, way: Any, known: Mapping[tuple[str, str], Any], by: UUID, now: datetime
) -> Found:  # fmt: skip
    """Days of the channel count from the day it was held; without them its severity tells."""
    thing, unit = known["object", point.object] if point.object else (None, known["unit", point.unit or taken.unit][1])
    customers = way["source"] in ("customer", "call_back")
    return Found(
        way["source"], point.severity, {"zh": point.title, "en": point.title}, unit, now,  # type: ignore[arg-type]
        kind="complaint" if customers else "deviation", found_by=by, note=point.note, photos=taken.photos, object=thing,
        detail=point.detail or None, found_on=taken.held_on, origin=f"intake:{intake}:{n}",
        due_on=None if way["days"] is None else max(taken.held_on + timedelta(days=way["days"]), taken.held_on),
    )  # fmt: skip
