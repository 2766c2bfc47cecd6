"""The lists as their editors see them: which there are, their versions, new ones, retirement."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from saas import forms
from saas.checklists import burden_pages, draft_pages, publish_pages, reads, schedule_act_pages, schedule_pages  # noqa: F401 – their addresses
from saas.checklists.begin import begin
from saas.checklists.create import create
from saas.checklists.difference import difference, sections_differ
from saas.checklists.drafted import DraftPoint
from saas.checklists.retire import retire
from saas.refusals import Refused
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside


@page("/checklists/drafts", permit="checklist.edit")
async def workbench(visit: Visit) -> View:
    return await _workbench(visit)


@act("POST", "/checklists", permit="checklist.edit", alone=True)
async def post_checklist(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    name = {language: given[f"name_{language}"] for language in ("zh", "en") if given.get(f"name_{language}")}
    like = forms.chosen(given.get("like"))
    made, errors = await forms.tried(visit, create(name, given.get("code", ""), like, by=visit.member, now=visit.now))
    if made is not None:
        return Go(f"/{visit.tenant.slug}/checklists/{made}/draft")
    async with inside(visit.tenant.id):
        return await _workbench(visit, errors=errors, given=given, status=422)


@act("POST", "/checklists/{checklist}/draft", permit="checklist.edit")
async def post_draft(visit: Visit, checklist: UUID) -> Go:
    await begin(checklist, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/checklists/{checklist}/draft")


@page("/checklists/{checklist}/versions", permit="checklist.read")
async def versions(visit: Visit, checklist: UUID) -> View:
    """?of=<version>: what it changed against the one before; the newest unless told."""
    one = await reads.checklist(checklist)
    found = await reads.versions(checklist)
    wanted = visit.request.query_params.get("of")
    place = next((n for n, each in enumerate(found) if str(each.id) == wanted), 0)
    after, before = (found[n] if n < len(found) else None for n in (place, place + 1))
    old, new = await _both(before, after)
    parts = sections_differ(before.sections, after.sections) if before and after else []
    return View(
        "checklists/versions.html", list=one, versions=found, shown=after, before=before, sections=parts,
        changes=difference(old, new) if before else [],
    )  # fmt: skip


@act("POST", "/checklists/{checklist}/retirement", permit="checklist.edit", alone=True)
async def post_retirement(visit: Visit, checklist: UUID) -> View | Go:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, _retire(visit, checklist, given))
    if not errors:
        return Go(f"/{visit.tenant.slug}/checklists/drafts")
    async with inside(visit.tenant.id):
        return await _workbench(visit, errors=errors, given=given | {"checklist": str(checklist)}, status=422)


async def _retire(visit: Visit, checklist: UUID, given: dict[str, str]) -> None:
    """`back` takes the list back into use."""
    await reads.checklist(checklist)
    on = None if given.get("back") else _day(given.get("on", ""))
    await retire(checklist, on, today=visit.today, why=given.get("why", ""), by=visit.member, now=visit.now)


async def _workbench(
    visit: Visit, *, errors: dict[str, Any] | None = None, given: dict[str, str] | None = None, status: int = 200
) -> View:
    rows = await reads.lists(visit.today)
    return View("checklists/workbench.html", status=status, lists=rows, errors=errors or {}, given=given or {})


async def _both(before: reads.Version | None, after: reads.Version | None) -> tuple[list[DraftPoint], list[DraftPoint]]:
    """Points of two versions, in one statement."""
    found = await reads.of_versions([each.id for each in (before, after) if each])
    return tuple(found.get(each.id, []) if each else [] for each in (before, after))  # type: ignore[return-value]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(422, N_("请填写日期。"), field="on") from None
