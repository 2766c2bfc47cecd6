"""The editor of a draft: activities at the left, the form in the middle, what is wrong and the picture below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas import forms
from saas.processes import edit_head as head
from saas.processes import reads
from saas.processes.add_activity import add_activity
from saas.processes.asked import id_asked
from saas.processes.begin import begin
from saas.processes.choices import choices
from saas.processes.create import create
from saas.processes.discard import discard
from saas.processes.edit_activity import edit_activity
from saas.processes.edit_head import edit_head
from saas.processes.form import TITLES, VALUES, fields_of, with_ways
from saas.processes.gate import process_of
from saas.processes.picture import picture
from saas.processes.place_activity import place_activity
from saas.processes.remove_activity import remove_activity
from saas.processes.retire import retire
from saas.processes.rules import faults
from saas.processes.shown import told
from saas.processes.strand import strand
from saas.refusals import not_found
from saas.revisions import titles
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside

DRAFT = "/processes/{process}/draft"
ACTIVITY = "/processes/activities/{activity}"
titles("draft_activity", TITLES, word=N_("流程环节"), values=VALUES)
titles("process_draft", head.TITLES, word=N_("流程草稿"))


@act("POST", "/processes", permit="process.edit", alone=True)
async def post_process(visit: Visit) -> View | Go:
    """A new process, empty or like another."""
    given = await forms.fields(visit)
    name = {language: given[f"name_{language}"] for language in ("zh", "en") if given.get(f"name_{language}")}
    work = create(name, given.get("code", ""), forms.chosen(given.get("like")), by=visit.member, now=visit.now, today=visit.today)
    made, errors = await forms.tried(visit, work)
    if made is not None:
        return _to(visit, made)
    async with inside(visit.tenant.id):
        known = await reads.listed(visit.today)
    return View("processes/processes.html", status=422, mine=[], begins=[], processes=known, given=given, errors=errors)


@act("POST", "/processes/{process}/retirement", permit="process.edit", alone=True)
async def post_retirement(visit: Visit, process: UUID) -> View | Go:
    """Out of use from a day; with `back` into use again."""
    given = await forms.fields(visit)

    async def work() -> None:
        on = None if given.get("back") else forms.day(given, "on")
        await retire(process, on=on, why=given.get("why", ""), today=visit.today, by=visit.member, now=visit.now)

    _, errors = await forms.tried(visit, work())
    if not errors:
        return Go(f"/{visit.tenant.slug}/processes/{process}")
    async with inside(visit.tenant.id):
        found = await reads.process(process, visit.today)
    return View("processes/retirement.html", status=422, process=found, given=given, errors=errors)


@page(DRAFT, permit="process.edit")
async def draft(visit: Visit, process: UUID) -> View:
    """?activity=<id>: the activity that is edited; without one the head of the process."""
    return await _desk(visit, process, id_asked(visit, "activity"))


@act("POST", DRAFT, permit="process.edit")
async def post_draft(visit: Visit, process: UUID) -> Go:
    await begin(process, by=visit.member, now=visit.now)
    return _to(visit, process)


@act("POST", DRAFT + "/head", permit="process.edit", alone=True)
async def post_head(visit: Visit, process: UUID) -> View | Go:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, edit_head(process, given, seen=forms.edition(given), by=visit.member, now=visit.now))
    return await _again(visit, process, None, given, errors) if errors else _to(visit, process)


@act("POST", DRAFT + "/activities", permit="process.edit", alone=True)
async def post_activity(visit: Visit, process: UUID) -> View | Go:
    given = await forms.fields(visit)
    work = add_activity(process, after=forms.chosen(given.get("after")), by=visit.member, now=visit.now, today=visit.today)
    made, errors = await forms.tried(visit, work)
    return await _again(visit, process, None, None, errors) if errors else _to(visit, process, made)


@act("POST", DRAFT + "/removal", permit="process.edit")
async def post_discard(visit: Visit, process: UUID) -> Go:
    await discard(process, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/processes")


@act("POST", ACTIVITY, permit="process.edit", alone=True)
async def post_edit(visit: Visit, activity: UUID) -> View | Go:
    given = with_ways(await forms.fields(visit))
    work = edit_activity(activity, given, seen=forms.edition(given), by=visit.member, now=visit.now, today=visit.today)
    process, errors = await forms.tried(visit, work)
    if process is not None:
        return _to(visit, process, activity)
    async with inside(visit.tenant.id):
        process = await process_of(activity)
    return await _again(visit, process, activity, given, errors)


@act("POST", ACTIVITY + "/place", permit="process.edit")
async def post_place(visit: Visit, activity: UUID) -> Go:
    given = await forms.fields(visit)
    step: Any = "down" if given.get("step") == "down" else "up"
    return _to(visit, await place_activity(activity, step=step, by=visit.member, now=visit.now, today=visit.today), activity)


@act("POST", ACTIVITY + "/removal", permit="process.edit")
async def post_removal(visit: Visit, activity: UUID) -> Go:
    given = await forms.fields(visit)
    removed = remove_activity(activity, seen=forms.edition(given), by=visit.member, now=visit.now, today=visit.today)
    return _to(visit, await removed)


async def _desk(
    visit: Visit, process: UUID, chosen: UUID | None, given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> View:  # fmt: skip
    found = await reads.draft(process)
    if found is None:
        return View("processes/closed.html", process=await reads.process(process, visit.today))
    known = await reads.draft_activities(found.id, visit.today)
    one = next((each for each in known if each.id == chosen), None)
    if chosen and one is None:
        raise not_found()
    words = told(known, visit.locale)
    return View(
        "processes/draft.html", status=422 if errors else 200, draft=found, activities=known, one=one,
        given={**(fields_of(one) if one else head.head_of(found)), **(given or {})}, errors=errors or {}, faults=faults(known),
        told={each.code: each for each in words}, wide=picture(known, words), tall=strand(known, words),
        choices=await choices(visit.today) if one else None,
    )  # fmt: skip


async def _again(
    visit: Visit, process: UUID, activity: UUID | None, given: Mapping[str, str] | None, errors: Mapping[str, str]
) -> View:
    """The editor with what was typed and what is wrong with it; nothing was written."""
    async with inside(visit.tenant.id):
        return await _desk(visit, process, activity, given, errors)


def _to(visit: Visit, process: UUID, activity: UUID | None = None) -> Go:
    return Go(f"/{visit.tenant.slug}/processes/{process}/draft" + (f"?activity={activity}" if activity else ""))
