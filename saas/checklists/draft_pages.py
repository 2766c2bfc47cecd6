"""The editor of a draft: points at the left, the form in the middle, the phone at the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas import forms
from saas.checklists import difference, head, reads
from saas.checklists.add_point import add_point
from saas.checklists.balance import balance
from saas.checklists.discard import discard
from saas.checklists.edit_head import edit_head
from saas.checklists.edit_point import edit_point
from saas.checklists.form import with_options
from saas.checklists.gate import draft_of
from saas.checklists.place_point import place_point
from saas.checklists.remove_point import remove_point
from saas.checklists.shown import desk
from saas.revisions import titles
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside

LIST = "/checklists/{checklist}/draft"
POINT = "/draft-points/{point}"
titles("draft_point", difference.TITLES, word=N_("检查项"))
titles("checklist_draft", head.TITLES, word=N_("检查表草稿"))


@page(LIST, permit="checklist.edit")
async def draft(visit: Visit, checklist: UUID) -> View:
    """?point=<id>: the point that is edited; without one the head of the list."""
    return await _desk(visit, checklist, _asked(visit))


@act("POST", LIST + "/head", permit="checklist.edit", alone=True)
async def post_head(visit: Visit, checklist: UUID) -> View | Go:
    given = await forms.fields(visit)
    work = edit_head(checklist, given, seen=forms.edition(given), by=visit.member, now=visit.now)
    _, errors = await forms.tried(visit, work)
    return await _again(visit, checklist, None, given, errors) if errors else _to(visit, checklist)


@act("POST", LIST + "/points", permit="checklist.edit", alone=True)
async def post_point(visit: Visit, checklist: UUID) -> View | Go:
    """A new point behind `after`, a copy of `like`, or one at the end of `section`."""
    given = await forms.fields(visit)
    kind, section = given.get("kind", "pass_fail"), given.get("section", "")
    like, after = (forms.chosen(given.get(name)) for name in ("like", "after"))
    work = add_point(checklist, section=section, kind=kind, after=after, like=like, by=visit.member, now=visit.now)
    made, errors = await forms.tried(visit, work)
    return await _again(visit, checklist, None, None, errors) if errors else _to(visit, checklist, made)


@act("POST", POINT, permit="checklist.edit", alone=True)
async def post_edit(visit: Visit, point: UUID) -> View | Go:
    given = with_options(await forms.fields(visit))
    work = edit_point(point, given, seen=forms.edition(given), by=visit.member, now=visit.now)
    checklist, errors = await forms.tried(visit, work)
    if checklist is not None:
        return _to(visit, checklist, point)
    async with inside(visit.tenant.id):
        checklist = await draft_of(point)
    return await _again(visit, checklist, point, given, errors)


@act("POST", POINT + "/preview", permit="checklist.edit")
async def post_preview(visit: Visit, point: UUID) -> View:
    """The phone and the faults as they would be with what is typed; nothing is written."""
    given = await forms.fields(visit)
    return await _desk(visit, await draft_of(point), point, given, template="checklists/_live.html")


@act("POST", POINT + "/place", permit="checklist.edit")
async def post_place(visit: Visit, point: UUID) -> Go:
    given = await forms.fields(visit)
    before = forms.chosen(given.get("before"))
    step: Any = given.get("step") if given.get("step") in ("up", "down") else None
    return _to(visit, await place_point(point, step=step, before=before, by=visit.member, now=visit.now), point)


@act("POST", POINT + "/removal", permit="checklist.edit")
async def post_removal(visit: Visit, point: UUID) -> Go:
    given = await forms.fields(visit)
    return _to(visit, await remove_point(point, seen=forms.edition(given), by=visit.member, now=visit.now))


@act("POST", LIST + "/balance", permit="checklist.edit")
async def post_balance(visit: Visit, checklist: UUID) -> Go:
    await balance(checklist, by=visit.member, now=visit.now)
    return _to(visit, checklist, _asked(visit))


@act("POST", LIST + "/removal", permit="checklist.edit")
async def post_discard(visit: Visit, checklist: UUID) -> Go:
    await discard(checklist, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/checklists/drafts")


@page("/checklists/details", permit="checklist.edit")
async def details(visit: Visit) -> View:
    """?detail=…: details of the standard in force to choose from."""
    wanted = visit.request.query_params.get("detail", "").strip()[:60]
    found = await reads.details(wanted, visit.today) if wanted else []
    return View("checklists/_details.html", found=found, wanted=wanted)


async def _desk(
    visit: Visit, checklist: UUID, point: UUID | None, given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None, *, template: str = "checklists/draft.html", status: int = 200,
) -> View:  # fmt: skip
    found = await reads.draft(checklist)
    if found is None:
        return View("checklists/closed.html", list=await reads.checklist(checklist))
    points = await reads.points(found.id, visit.today)
    shown = desk(found, points, point, visit.locale, given)
    known = await reads.attributes() if shown.chosen and shown.chosen.kind == "ledger" else []
    return View(template, status=status, desk=shown, attributes=known, errors=errors or {})


async def _again(
    visit: Visit, checklist: UUID, point: UUID | None, given: Mapping[str, str] | None, errors: Mapping[str, str]
) -> View:
    """The editor with what was typed and what is wrong with it; nothing was written."""
    async with inside(visit.tenant.id):
        return await _desk(visit, checklist, point, given, errors, status=422)


def _to(visit: Visit, checklist: UUID, point: UUID | None = None) -> Go:
    return Go(f"/{visit.tenant.slug}/checklists/{checklist}/draft" + (f"?point={point}" if point else ""))


def _asked(visit: Visit) -> UUID | None:
    return as_id(visit.request.query_params.get("point"))
