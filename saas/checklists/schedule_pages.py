"""When a list is done and by whom: its timetables, a form for each, and the days to come."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from saas import forms
from saas.checklists import schedule_reads as reads
from saas.checklists.ahead import ahead, last_day
from saas.checklists.planned import KINDS
from saas.checklists.reschedule import reschedule
from saas.checklists.schedule import schedule
from saas.checklists.schedule_view import ONE, back_to, shown, teller
from saas.hours.calendars import calendars_around
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

LIST = "/checklists/{checklist}/schedules"
USUAL = {"workdays_only": "on"} | {f"d{n}": "on" for n in range(1, 6)}


@page(LIST, permit="checklist.edit")
async def schedules(visit: Visit, checklist: UUID) -> View:
    """?kind=week|month|rotation|event: what the form for a new one asks."""
    return await _list(visit, checklist)


@act("POST", LIST, permit="checklist.edit", alone=True)
async def post_schedule(visit: Visit, checklist: UUID) -> View | Go:
    given = await forms.fields(visit)
    made, errors = await forms.tried(visit, schedule(checklist, given, by=visit.member, now=visit.now, today=visit.today))
    if made is not None:
        return back_to(visit, checklist)
    async with inside(visit.tenant.id):
        return await _list(visit, checklist, given, errors)


@page(ONE, permit="checklist.edit")
async def one_schedule(visit: Visit, timetable: UUID) -> View:
    return await shown(visit, timetable)


@act("POST", ONE, permit="checklist.edit", alone=True)
async def post_reschedule(visit: Visit, timetable: UUID) -> View | Go:
    given = await forms.fields(visit)
    work = reschedule(timetable, given, seen=forms.edition(given), by=visit.member, now=visit.now, today=visit.today)
    checklist, errors = await forms.tried(visit, work)
    if checklist is not None:
        return back_to(visit, checklist)
    async with inside(visit.tenant.id):
        return await shown(visit, timetable, given, errors)


async def _list(
    visit: Visit, checklist: UUID, given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> View:
    of = await reads.of_list(checklist, visit.today)
    kind = (given or {}).get("kind") or visit.request.query_params.get("kind", "week")
    days = ahead(of.timetables, *await calendars_around(visit.today, last_day(visit.today)), visit.today)
    return View(
        "checklists/schedules.html", status=422 if errors else 200, of=of, days=days, choices=await reads.choices(),
        kind=kind if kind in KINDS else "week", told=teller(visit), given=given or USUAL,
        errors=errors or {}, new=given is not None,
    )  # fmt: skip
