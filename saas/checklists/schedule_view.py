"""A timetable as its pages show it, whether it was asked for or a form was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID, uuid4

from saas.checklists import schedule_reads as reads
from saas.checklists.ahead import ahead, last_day
from saas.checklists.planned import fields_of
from saas.checklists.schedule_told import told
from saas.hours.calendars import calendars_around
from saas.visit import Visit
from saas.web import Go, View
from saas.words import say

ONE = "/schedules/{timetable}"


async def shown(
    visit: Visit, timetable: UUID, given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> View:
    """One timetable's page; with errors after a refused form."""
    of, one = await reads.timetable(timetable, visit.today)
    days = ahead([one], *await calendars_around(visit.today, last_day(visit.today)), visit.today)
    fields = given or fields_of(one.plan, _named(visit, one))
    return View(
        "checklists/schedule.html", status=422 if errors else 200, of=of, one=one, days=days, kind=one.plan.kind,
        choices=await reads.choices(), told=teller(visit), given=fields, errors=errors or {}, cause=uuid4(),
    )  # fmt: skip


def back_to(visit: Visit, checklist: UUID) -> Go:
    return Go(f"/{visit.tenant.slug}/checklists/{checklist}/schedules")


def teller(visit: Visit) -> Callable[[reads.Timetable], str]:
    return lambda one: told(one.plan, one.names, visit.locale)


def _named(visit: Visit, one: reads.Timetable) -> dict[str, str]:
    """What the form writes for each id: what is chosen from a list by its code, units and posts with the name behind."""
    plain = {str(chosen) for chosen in (one.plan.thing, one.plan.rotation, one.plan.territory, one.plan.process)}
    return {key: code if key in plain else f"{code} {say(name, locale=visit.locale)}" for key, (code, name) in one.names.items()}
