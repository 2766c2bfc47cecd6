"""Closing the day: what is open, with whom and since when; reasons; closings and their history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from saas import forms
from saas.days import reads
from saas.days.close_day import close_day
from saas.days.give_reason import Giver, Thing, give_reason
from saas.days.reopen_day import reopen_day
from saas.people.briefing import briefed
from saas.refusals import Refused, not_found
from saas.reviews.supervision_reads import due_today
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside

KINDS = ("check", "handover", "reading")


@page("/days", permit="day.read")
async def days(visit: Visit) -> View:
    return await _day(visit, _asked_day(visit), forms.chosen(visit.request.query_params.get("unit")))


@page("/days/morning", permit="day.read")
async def morning(visit: Visit) -> View:
    """The part of today's page with which a day begins: what yesterday left, and what the plan of supervision asks for."""
    yesterday = visit.today - timedelta(days=1)
    own = await reads.left(None, visit.posts, yesterday, visit.now) if visit.posts else 0
    led = await reads.left(visit.leads(), None, yesterday, visit.now) if visit.leads() else 0
    looks, spots = await due_today(visit.posts, visit.today) if visit.may("supervision.read") else (0, 0)
    # Leaders find it in the tabs of their signals; line staff are asked where their day begins.
    told = bool(visit.leads()) or await briefed(visit.member) is not None
    return View("days/_morning.html", told=told, yesterday=yesterday, own=own, led=led, looks=looks, spots=spots)


@act("POST", "/days/reasons", permit="day.read", alone=True)
async def post_reason(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    thing, day, unit = as_id(given.get("thing")), _day_in(given.get("day")), as_id(given.get("unit"))
    if thing is None or day is None or given.get("kind") not in KINDS:
        raise not_found()
    _, errors = await forms.tried(visit, _explain(visit, given, thing, day))
    if not errors:
        return Go(_address(visit, day, unit))
    async with inside(visit.tenant.id):
        return await _day(visit, day, unit, wrong=(thing, as_id(given.get("post")), errors, given))


@act("POST", "/days/closures", permit="day.close", alone=True)
async def post_closure(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    unit, day = as_id(given.get("unit")), _day_in(given.get("day"))
    if unit is None or day is None:
        raise not_found()
    work = close_day(unit, day, by=visit.member, heads=_decides(visit), today=visit.today, now=visit.now)
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(_address(visit, day, unit))
    async with inside(visit.tenant.id):
        return await _day(visit, day, unit, refused=next(iter(errors.values())))


@act("POST", "/days/reopenings", permit="day.close", alone=True)
async def post_reopening(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    unit, day = as_id(given.get("unit")), _day_in(given.get("day"))
    if unit is None or day is None:
        raise not_found()
    work = reopen_day(unit, day, given.get("reason", ""), by=visit.member, heads=_decides(visit), now=visit.now)
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(_address(visit, day, unit))
    async with inside(visit.tenant.id):
        return await _day(visit, day, unit, again=errors)


@page("/days/closures", permit="day.follow")
async def closures(visit: Visit) -> View:
    at, unit = forms.page_number(visit), forms.chosen(visit.request.query_params.get("unit"))
    rows = await reads.history(visit.leads(), unit, at)
    total = rows[0]["total_rows"] if rows else 0
    return View("days/closures.html", rows=rows, at=at, unit=unit, total=total, pages=forms.pages(total, reads.PAGE))


async def _explain(visit: Visit, given: dict[str, str], thing: UUID, day: date) -> UUID:
    until = forms.day(given, "until") if given.get("until") else None
    by = Giver(visit.member, visit.posts, _decides(visit))
    named = Thing(given["kind"], thing, as_id(given.get("post")), day)
    return await give_reason(named, given.get("reason", ""), until=until, by=by, now=visit.now)


async def _day(
    visit: Visit, day: date, unit: UUID | None, *, wrong: Any = None, refused: str | None = None,
    again: dict[str, str] | None = None,
) -> View:  # fmt: skip
    """A leader's unit, or the own posts of everybody else. `wrong`: the reason that came back, at its thing; `again`: what is
    wrong with opening the day again.
    """
    at, leads = forms.page_number(visit), visit.leads()
    own = unit is None and not (leads and not visit.posts) and (not leads or visit.request.query_params.get("own") == "1")
    if own:
        told, things = None, await reads.open_things(None, visit.posts, day, visit.now, at)
    else:
        unit = unit or leads[0] if leads else unit
        if unit is None:
            raise not_found()
        told = await reads.day_of(unit, day, visit.now, leads)
        things = await reads.open_things([unit], None, day, visit.now, at)
    reopened = await reads.reopened(unit, day) if told and unit else []
    total = things[0].total if things else 0
    status = 422 if wrong or refused or again else 200
    return View(
        "days/day.html", status=status, day=day, told=told, things=things, own=own, at=at, total=total,
        pages=forms.pages(total, reads.PAGE), wrong=wrong, refused=refused, leads=bool(leads),
        reopened=reopened, again=again or {},
    )  # fmt: skip


def _asked_day(visit: Visit) -> date:
    asked = visit.request.query_params.get("day")
    day = _day_in(asked) if asked else visit.today
    if day is None or day > visit.today:
        raise Refused(422, N_("这一天还没有到。")) if day else not_found()
    return day


def _day_in(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _address(visit: Visit, day: date, unit: UUID | None) -> str:
    return f"/{visit.tenant.slug}/days?day={day}" + (f"&unit={unit}" if unit else "&own=1")


def _decides(visit: Visit) -> list[UUID]:
    return [unit for role in ("leader", "executive") for unit in visit.role_units.get(role, ())]
