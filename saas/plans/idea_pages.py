"""An adopted suggestion is put into a plan."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.plans.idea_reads import choices
from saas.plans.take_idea import Idea, take_idea
from saas.refusals import not_found
from saas.suggestions import reads
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside


@page("/plans/ideas/{suggestion}", permit="plan.decide")
async def idea(visit: Visit, suggestion: UUID) -> View:
    return await _page(visit, suggestion)


@act("POST", "/plans/ideas/{suggestion}", permit="plan.decide", alone=True)
async def post_idea(visit: Visit, suggestion: UUID) -> View | Go:
    given = await forms.fields(visit)
    wanted = Idea(given.get("title", ""), as_id(given.get("unit")), as_id(given.get("measure")))
    work = take_idea(suggestion, wanted, locale=visit.locale, leads=visit.leads(), by=visit.member, now=visit.now)
    made, errors = await forms.tried(visit, work)
    if made is not None:
        return Go(f"/{visit.tenant.slug}/plans/{made[0]}#m-{made[1]}")
    async with inside(visit.tenant.id):
        return await _page(visit, suggestion, given, errors)


async def _page(
    visit: Visit, suggestion: UUID, given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> View:  # fmt: skip
    one = await reads.one(suggestion, visit.leads(), visit.member)
    if one is None or not one.led:
        raise not_found()
    units, measures = await choices(one.seen.unit_id, one.seen.list_code, one.seen.point_code, visit.leads())
    return View(
        "plans/idea.html", status=422 if errors else 200, one=one, s=one.seen, units=units, measures=measures,
        given=given or {}, errors=errors or {},
    )  # fmt: skip
