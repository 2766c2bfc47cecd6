"""The rollout: where it has got to, each gate with its evidence, how far the units are, and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas import forms
from saas.org.given import Given
from saas.refusals import not_found
from saas.rollout import edit_pages, page_reads, reads
from saas.rollout.adoption import adoption
from saas.rollout.begin import begin
from saas.rollout.course import course
from saas.rollout.decide import Wish, decide
from saas.rollout.drop_date import drop_date
from saas.rollout.end import end
from saas.rollout.gates import gates
from saas.rollout.give_back import give_back
from saas.rollout.judge import Side, opens, print_of
from saas.rollout.measures import MEASURES
from saas.rollout.note_criterion import note_criterion
from saas.rollout.set_date import KINDS, set_date
from saas.rollout.slogans import grouped
from saas.rollout.stuck import helps
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

__all__ = ["edit_pages"]
PAGE = 50


@page("/rollout", permit="rollout.read")
async def rollout(visit: Visit) -> View:
    return await _rollout(visit)


@act("POST", "/rollout/beginning", permit="rollout.decide", alone=True)
async def post_beginning(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    work = begin(forms.chosen(given.get("stage")), by=visit.member, today=visit.today, now=visit.now)
    return await _went(visit, await forms.tried(visit, work), given, "beginning")


@act("POST", "/rollout/ending", permit="rollout.decide", alone=True)
async def post_ending(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    work = end(given.get("why", ""), by=visit.member, today=visit.today, now=visit.now)
    return await _went(visit, await forms.tried(visit, work), given, "ending")


@page("/rollout/stages/{stage}", permit="rollout.follow")
async def stage(visit: Visit, stage: UUID) -> View:
    return await _stage(visit, stage)


@act("POST", "/rollout/stages/{stage}/entry", permit="rollout.decide", alone=True)
async def post_entry(visit: Visit, stage: UUID) -> View | Go:
    return await _decided(visit, stage, "entry")


@act("POST", "/rollout/stages/{stage}/exit", permit="rollout.decide", alone=True)
async def post_exit(visit: Visit, stage: UUID) -> View | Go:
    return await _decided(visit, stage, "exit")


@act("POST", "/rollout/stages/{stage}/return", permit="rollout.decide", alone=True)
async def post_return(visit: Visit, stage: UUID) -> View | Go:
    given = await forms.fields(visit)
    work = give_back(stage, _wish(given), by=visit.member, today=visit.today, now=visit.now)
    return await _again(visit, stage, await forms.tried(visit, work), given, "return")


@act("POST", "/rollout/criteria/{criterion}/note", permit="rollout.edit", alone=True)
async def post_note(visit: Visit, criterion: UUID) -> View | Go:
    given = await forms.fields(visit)
    async with inside(visit.tenant.id):
        stage = await page_reads.stage_of(criterion)
    work = note_criterion(criterion, met=given.get("met") == "yes", note=given.get("note", ""), by=visit.member, now=visit.now)
    return await _again(visit, stage, await forms.tried(visit, work), given, str(criterion))


@page("/rollout/adoption", permit="rollout.follow")
async def taken_up(visit: Visit) -> View:
    """Those who are stuck first; then the signs, each with the units where it shows."""
    rows = await adoption(visit.leads(), today=visit.today, now=visit.now)
    units = sorted(((unit, helps(unit)) for unit, _ in rows), key=lambda one: -len(one[1]))
    seen = [one for _, one in rows]
    at = forms.page_number(visit)
    return View(
        "rollout/adoption.html", units=units[(at - 1) * PAGE : at * PAGE], total=len(units), at=at, signs=grouped(seen),
        pages=forms.pages(len(units), PAGE), all=[unit for unit, _ in rows],
    )  # fmt: skip


@page("/rollout/calendar", permit="rollout.read")
async def calendar(visit: Visit) -> View:
    return await _calendar(visit, {}, {})


@act("POST", "/rollout/calendar", permit="rollout.edit", alone=True)
async def post_date(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, set_date(Given(given), by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/rollout/calendar")
    async with inside(visit.tenant.id):
        return await _calendar(visit, given, errors)


@act("POST", "/rollout/calendar/{date}/removal", permit="rollout.edit")
async def post_date_removal(visit: Visit, date: UUID) -> Go:
    await drop_date(date, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/rollout/calendar")


async def _rollout(
    visit: Visit, given: Mapping[str, str] | None = None, errors: dict[str, Any] | None = None, form: str = ""
) -> View:  # fmt: skip
    """`form`: which of the forms came back."""
    told = await reads.programme()
    here = told.here
    side = here.side if here and told.begun else None
    asked = [(here, side)] if here and side and visit.may("rollout.follow") else []
    judged = await gates(told, asked, today=visit.today, now=visit.now)
    return View(
        "rollout/rollout.html", status=422 if errors else 200, programme=told, here=here, side=side,
        gate=judged.get((here.code, side)) if here and side else None, opens=opens, measures=MEASURES,
        mine=await page_reads.mine(visit.post_units, max(visit.today, told.begun.from_date)) if told.begun else [],
        given=given or {}, errors=errors or {}, form_of=form,
    )  # fmt: skip


async def _went(visit: Visit, tried: tuple[Any, dict[str, Any]], given: Mapping[str, str], form: str) -> View | Go:
    if not tried[1]:
        return Go(f"/{visit.tenant.slug}/rollout")
    async with inside(visit.tenant.id):
        return await _rollout(visit, given, tried[1], form)


async def _decided(visit: Visit, stage: UUID, side: Side) -> View | Go:
    given = await forms.fields(visit)
    work = decide(stage, side, _wish(given), by=visit.member, today=visit.today, now=visit.now)
    return await _again(visit, stage, await forms.tried(visit, work), given, side)


async def _again(visit: Visit, stage: UUID, tried: tuple[Any, dict[str, Any]], given: Mapping[str, str], form: str) -> View | Go:
    if not tried[1]:
        return Go(f"/{visit.tenant.slug}/rollout/stages/{stage}")
    async with inside(visit.tenant.id):
        return await _stage(visit, stage, given, tried[1], form)


async def _stage(
    visit: Visit, stage: UUID, given: Mapping[str, str] | None = None, errors: dict[str, Any] | None = None, form: str = ""
) -> View:  # fmt: skip
    """`form`: which of the forms came back."""
    told = await reads.programme()
    one = told.stage(stage)
    if one is None:
        raise not_found()
    sides: tuple[Side, Side] = ("entry", "exit")
    judged = await gates(told, [(one, side) for side in sides], today=visit.today, now=visit.now)
    return View(
        "rollout/stage.html", status=422 if errors else 200, programme=told, stage=one,
        gates={side: judged[one.code, side] for side in sides}, opens=opens, measures=MEASURES, given=given or {},
        errors=errors or {}, form_of=form, same={str(each.id): print_of(each.figures) == each.hash for each in one.decisions},
    )  # fmt: skip


async def _calendar(visit: Visit, given: Mapping[str, str], errors: dict[str, str]) -> View:
    told = await reads.programme()
    entries = course(told, await page_reads.calendar(visit.today), visit.today)
    return View(
        "rollout/calendar.html", status=422 if errors else 200, entries=entries, kinds=KINDS, given=given, errors=errors,
        programme=told, units=await page_reads.units() if visit.may("rollout.edit") else [],
    )  # fmt: skip


def _wish(given: Mapping[str, str]) -> Wish:
    return Wish(given.get("signature", ""), given.get("reason", ""), bool(given.get("force")))
