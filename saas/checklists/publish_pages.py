"""Before a draft is published: what changes, what it costs whom, from which day and why."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from saas import forms
from saas.checklists import reads
from saas.checklists.difference import difference
from saas.checklists.faults import faults
from saas.checklists.publish import publish
from saas.checklists.shown import in_words
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

PUBLICATION = "/checklists/{checklist}/draft/publication"


@page(PUBLICATION, permit="checklist.publish")
async def publication(visit: Visit, checklist: UUID) -> View:
    return await _publication(visit, checklist)


@act("POST", PUBLICATION, permit="checklist.publish", alone=True)
async def post_publication(visit: Visit, checklist: UUID) -> View | Go:
    given = await forms.fields(visit)
    made, errors = await forms.tried(visit, _publish(visit, checklist, given))
    if made is not None:
        return Go(f"/{visit.tenant.slug}/checklists/{checklist}/versions")
    async with inside(visit.tenant.id):
        return await _publication(visit, checklist, given, errors)


async def _publish(visit: Visit, checklist: UUID, given: Mapping[str, str]) -> UUID:
    day = forms.day(given, "effective_from")
    return await publish(
        checklist, effective_from=day, today=visit.today, why=given.get("why", ""), by=visit.member, now=visit.now,
        signed=given.get("signed", ""),
    )


async def _publication(
    visit: Visit, checklist: UUID, given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> View:
    draft, before = await reads.draft_and_base(checklist)
    if draft is None:
        return View("checklists/closed.html", list=await reads.checklist(checklist))
    points = await reads.points(draft.id, visit.today)
    costs = await reads.what_it_costs(checklist, len(points), len(before), visit.today)
    told = in_words(faults(draft, points), visit.locale)
    return View(
        "checklists/publication.html", status=422 if errors else 200, draft=draft, points=points, costs=costs, told=told,
        changes=difference(before, points) if draft.base else [], given=given or {}, errors=errors or {},
    )  # fmt: skip
