"""Cycles made ahead, for the owner of the programme: draft, change, open, discard."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from saas import forms
from saas.cycles import reads
from saas.cycles.begin_draft import begin_draft
from saas.cycles.discard_draft import discard_draft
from saas.cycles.edit_draft import edit_draft
from saas.cycles.open_draft import open_draft
from saas.org.given import Given
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside


@act("POST", "/rhythms/{rhythm}/draft", permit="cycle.edit")
async def post_draft(visit: Visit, rhythm: UUID) -> Go:
    made = await begin_draft(rhythm, by=visit.member, now=visit.now, today=visit.today)
    return Go(f"/{visit.tenant.slug}/cycles/{made}/draft")


@page("/cycles/{cycle}/draft", permit="cycle.edit")
async def draft(visit: Visit, cycle: UUID) -> View | Go:
    return await _draft(visit, cycle, {}, {})


@act("POST", "/cycles/{cycle}/draft", permit="cycle.edit", alone=True)
async def post_edited(visit: Visit, cycle: UUID) -> View | Go:
    given = Given(await forms.fields(visit))
    work: Awaitable[None] = edit_draft(cycle, given, by=visit.member, now=visit.now)
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/cycles/{cycle}")
    async with inside(visit.tenant.id):
        return await _draft(visit, cycle, dict(given.fields), errors)


@act("POST", "/cycles/{cycle}/opening", permit="cycle.edit")
async def post_opening(visit: Visit, cycle: UUID) -> Go:
    await open_draft(cycle, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/cycles/{cycle}")


@act("POST", "/cycles/{cycle}/discarding", permit="cycle.edit")
async def post_discarded(visit: Visit, cycle: UUID) -> Go:
    await discard_draft(cycle, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/cycles")


async def _draft(visit: Visit, cycle: UUID, given: dict[str, str], errors: dict[str, Any]) -> View | Go:
    """What was opened meanwhile can no longer be changed: its own page says so."""
    chosen = await reads.cycle(cycle)
    if chosen is None:
        raise not_found()
    if chosen.state != "draft":
        return Go(f"/{visit.tenant.slug}/cycles/{cycle}")
    return View("cycles/draft.html", status=422 if errors else 200, cycle=chosen, given=given, errors=errors)
