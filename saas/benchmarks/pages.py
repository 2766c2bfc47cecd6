"""Units among their peers: the board, one unit with what the best do, the rules, and companies among companies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas import forms
from saas.benchmarks import company_pages, reads, shown
from saas.benchmarks.copy_list import copy_list
from saas.benchmarks.copy_measure import copy_measure
from saas.benchmarks.rules import ALL, ranks
from saas.benchmarks.set_rules import set_rules
from saas.refusals import not_found
from saas.values import whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

__all__ = ["company_pages"]
PAGE = 50
DIGITS = 3


@page("/benchmarks", permit="benchmark.read")
async def benchmarks(visit: Visit) -> View:
    """?of=<measure>, ?cycle=, ?layer=, ?page=."""
    asked = visit.request.query_params
    frame = await reads.frame()
    measure = _measure(frame, asked.get("of"), "score")
    rows = await reads.board(visit.leads(), forms.chosen(asked.get("cycle")))
    layers = {row.layer_id: row.layer for row in rows if row.seen and row.grouping is not None}
    layer = forms.chosen(asked.get("layer")) or next(reversed(layers), None)
    lines = [line for line in shown.lines(rows, frame, measure) if line.row.layer_id == layer]
    at = forms.page_number(visit)
    return View(
        "benchmarks/benchmarks.html", frame=frame, measure=measure, layers=layers, layer=layer, total=len(lines), at=at,
        lines=lines[PAGE * (at - 1) : PAGE * at], pages=forms.pages(len(lines), PAGE), cycle=rows[0] if rows else None,
        ranking=ranks(frame.rules, measure.key), any_rows=bool(rows),
    )  # fmt: skip


@page("/benchmarks/rules", permit="benchmark.edit")
async def rules(visit: Visit) -> View:
    return await _rules(visit, {}, {})


@act("POST", "/benchmarks/rules", permit="benchmark.edit", alone=True)
async def post_rules(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    least = whole(given.get("least"), DIGITS)
    work = set_rules(
        given.get("subject", ALL), given.get("ranking") == "on", least, given.get("why", ""), by=visit.member, now=visit.now
    )
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/benchmarks/rules")
    async with inside(visit.tenant.id):
        return await _rules(visit, given, errors)


@page("/benchmarks/{unit}", permit="benchmark.read")
async def unit(visit: Visit, unit: UUID) -> View:
    """?of=<measure>, ?cycle=, ?across= and ?down=: the two measures of the plane."""
    return await _unit(visit, unit, {})


@act("POST", "/benchmarks/{unit}/lists/{checklist}", permit="checklist.edit")
async def post_list(visit: Visit, unit: UUID, checklist: UUID) -> Go:
    """The list as a draft of one's own."""
    await _seen(visit, unit)
    made = await copy_list(checklist, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/checklists/{made}/draft")


@act("POST", "/benchmarks/{unit}/measures/{measure}", permit="plan.decide", alone=True)
async def post_measure(visit: Visit, unit: UUID, measure: UUID) -> View | Go:
    """The measure into the unit's open plan."""

    async def work() -> UUID:
        await _seen(visit, unit)
        return await copy_measure(measure, unit, leads=visit.leads(), by=visit.member, now=visit.now)

    plan, errors = await forms.tried(visit, work())
    if plan is not None:
        return Go(f"/{visit.tenant.slug}/plans/{plan}")
    async with inside(visit.tenant.id):
        return await _unit(visit, unit, {str(measure): next(iter(errors.values()))})


async def _unit(visit: Visit, unit: UUID, errors: Mapping[str, str]) -> View:
    asked = visit.request.query_params
    rows = await reads.peers(unit, visit.leads())
    if not any(row.unit_id == unit and row.seen for row in rows):
        raise not_found()
    frame = await reads.frame(unit)
    measure = _measure(frame, asked.get("of"), "score")
    course = shown.cycles(rows, unit, frame, measure)
    now = next((one for one in course if str(one.id) == asked.get("cycle")), course[0])
    held = shown.held_in(rows, now.id)
    across, down = _measure(frame, asked.get("across"), "on_time"), _measure(frame, asked.get("down"), "checks")
    models = shown.exemplars(held, unit, frame, measure)
    return View(
        "benchmarks/unit.html", status=422 if errors else 200, frame=frame, measure=measure, course=course, now=now,
        likes=shown.likes(held, unit), across=across, down=down, models=models, errors=errors,
        by_id={row.unit_id: row for row in held}, ranking=ranks(frame.rules, measure.key),
        both=ranks(frame.rules, across.key, down.key), plane=shown.field(held, unit, frame, across, down),
        working=await reads.working(models, now.id), told=_told(rows, frame), unit=unit,
    )  # fmt: skip


def _told(rows: list[reads.Row], frame: reads.Frame) -> list[reads.Measure]:
    """Measures that anybody among the peers has a figure of."""
    known = {key for row in rows for key in row.figures}
    return [measure for key, measure in frame.measures.items() if key in known]


async def _rules(visit: Visit, given: Mapping[str, str], errors: Mapping[str, Any]) -> View:
    frame = await reads.frame()
    return View("benchmarks/rules.html", status=422 if errors else 200, frame=frame, given=given, errors=errors)


async def _seen(visit: Visit, unit: UUID) -> None:
    """404 unless the unit is in the person's lines and in a snapshot."""
    if not any(row.unit_id == unit and row.seen for row in await reads.peers(unit, visit.leads())):
        raise not_found()


def _measure(frame: reads.Frame, key: str | None, usual: str) -> reads.Measure:
    if key and key not in frame.measures:
        raise not_found()
    return frame.measures[key or usual]


