"""Before a draft is published: what changes, what is wrong, from which day and why."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from saas import forms
from saas.processes import reads
from saas.processes.difference import difference
from saas.processes.publish import publish
from saas.processes.rules import faults
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

PUBLICATION = "/processes/{process}/draft/publication"


@page(PUBLICATION, permit="process.publish")
async def publication(visit: Visit, process: UUID) -> View:
    return await _publication(visit, process)


@act("POST", PUBLICATION, permit="process.publish", alone=True)
async def post_publication(visit: Visit, process: UUID) -> View | Go:
    given = await forms.fields(visit)
    made, errors = await forms.tried(visit, _publish(visit, process, given))
    if made is not None:
        return Go(f"/{visit.tenant.slug}/processes/{process}?of={made}")
    async with inside(visit.tenant.id):
        return await _publication(visit, process, given, errors)


async def _publish(visit: Visit, process: UUID, given: Mapping[str, str]) -> UUID:
    day = forms.day(given, "effective_from")
    return await publish(process, effective_from=day, today=visit.today, why=given.get("why", ""), by=visit.member, now=visit.now)


async def _publication(
    visit: Visit, process: UUID, given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> View:
    draft = await reads.draft(process)
    if draft is None:
        return View("processes/closed.html", process=await reads.process(process, visit.today))
    after, before = await reads.draft_and_base(draft, visit.today)
    return View(
        "processes/publication.html", status=422 if errors else 200, draft=draft, activities=after,
        faults=faults(after), changes=difference(before, after) if draft.base else [], given=given or {}, errors=errors or {},
    )  # fmt: skip
