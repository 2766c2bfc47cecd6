"""What is done to a timetable beside changing it: end, pause, resume, ask for the list now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from uuid import UUID

from saas import forms
from saas.checklists import schedule_reads as reads
from saas.checklists.call import call
from saas.checklists.end_schedule import end_schedule
from saas.checklists.pause import pause
from saas.checklists.resume import resume
from saas.checklists.schedule_view import ONE, back_to, shown
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import Go, View, act
from tenants import inside

Given = Mapping[str, str]


@act("POST", ONE + "/end", permit="checklist.edit", alone=True)
async def post_end(visit: Visit, timetable: UUID) -> View | Go:
    async def work(given: Given) -> UUID:
        last, seen = forms.day(given, "to_date"), forms.edition(given)
        why = given.get("why", "")
        return await end_schedule(timetable, last, seen=seen, why=why, by=visit.member, now=visit.now, today=visit.today)

    return await _done(visit, timetable, work)


@act("POST", ONE + "/pause", permit="checklist.edit", alone=True)
async def post_pause(visit: Visit, timetable: UUID) -> View | Go:
    async def work(given: Given) -> UUID:
        first, last = forms.day(given, "pause_from"), _maybe(given, "pause_to")
        return await pause(timetable, first, last, why=given.get("reason", ""), by=visit.member, now=visit.now, today=visit.today)

    return await _done(visit, timetable, work)


@act("POST", ONE + "/resumption", permit="checklist.edit", alone=True)
async def post_resumption(visit: Visit, timetable: UUID) -> View | Go:
    async def work(_: Given) -> UUID:
        return await resume(timetable, by=visit.member, now=visit.now, today=visit.today)

    return await _done(visit, timetable, work)


@act("POST", ONE + "/calls", permit="checklist.call", alone=True)
async def post_call(visit: Visit, timetable: UUID) -> View | Go:
    async def work(given: Given) -> UUID:
        of, _ = await reads.timetable(timetable, visit.today)
        cause = forms.chosen(given.get("cause"))
        if cause is None:
            raise not_found()
        post, thing = forms.chosen(given.get("post")), given.get("thing", "")
        await call(timetable, cause, post=post, thing=thing, by=visit.member, now=visit.now, today=visit.today)
        return of.id

    return await _done(visit, timetable, work)


async def _done(visit: Visit, timetable: UUID, work: Callable[[Given], Awaitable[UUID]]) -> View | Go:
    """Back to the list's timetables, or this one with what has to be mended."""
    given = await forms.fields(visit)
    checklist, errors = await forms.tried(visit, _known(visit, timetable, work, given))
    if checklist is not None:
        return back_to(visit, checklist)
    async with inside(visit.tenant.id):
        return await shown(visit, timetable, None, errors)


async def _known(visit: Visit, timetable: UUID, work: Callable[[Given], Awaitable[UUID]], given: Given) -> UUID:
    """What is not there is not found, whatever the form says."""
    await reads.timetable(timetable, visit.today)
    return await work(given)


def _maybe(given: Given, name: str) -> date | None:
    return forms.day(given, name) if given.get(name) else None
