"""From draft to version: what it changes, what that touches, and the answer of a reviewer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.standards import compare
from saas.standards import draft_reads as reads
from saas.standards.answer import answer
from saas.standards.difference import counted, touched
from saas.standards.gate import writable
from saas.standards.propose import propose
from saas.standards.publish import publish
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside


@page("/standards/drafts/{draft}/difference", permit="standard.approve")
async def draft_difference(visit: Visit, draft: UUID) -> View:
    return await _difference(visit, draft)


@act("POST", "/standards/drafts/{draft}/proposals", permit="standard.edit", alone=True)
async def put_forward(visit: Visit, draft: UUID) -> View | Go:
    given, form = await forms.fields(visit), await visit.request.form()
    readers = [str(kind) for kind in form.getall("readers", [])]
    _, errors = await forms.tried(visit, _propose(visit, draft, given, readers))
    if errors:
        async with inside(visit.tenant.id):
            return await _difference(visit, draft, status=422, errors=errors, given=given | {"readers": readers})
    return Go(f"/{visit.tenant.slug}/standards/drafts/{draft}/difference")


@act("POST", "/standards/proposals/{proposal}/withdrawal", permit="standard.edit")
async def withdraw(visit: Visit, proposal: UUID) -> Go:
    draft = await answer(proposal, None, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/standards/drafts/{draft}")


@act("POST", "/standards/proposals/{proposal}/return", permit="standard.approve")
async def send_back(visit: Visit, proposal: UUID) -> Go:
    reason = (await forms.fields(visit)).get("reason", "")
    draft = await answer(proposal, reason, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/standards/drafts/{draft}/difference")


@act("POST", "/standards/proposals/{proposal}/approval", permit="standard.approve")
async def approve(visit: Visit, proposal: UUID) -> Go:
    made = await publish(proposal, today=visit.today, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/standards/versions/{made}/difference")


async def _propose(visit: Visit, draft: UUID, given: dict[str, str], readers: list[str]) -> None:
    await writable(draft)
    start = forms.day(given, "effective_from")
    await propose(draft, given.get("why", ""), start, readers, today=visit.today, by=visit.member, now=visit.now)


async def _difference(visit: Visit, draft: UUID, *, status: int = 200, **more: Any) -> View:
    """`given`: what stands in the form of the proposal."""
    found = await reads.draft(draft, visit.member)
    changes = await compare.of_draft(draft)
    touches = await compare.touches(touched(changes), visit.today)
    state: dict[str, Any] = {"errors": {}, "given": {}} | more
    return View(
        "standards/proposal.html", status=status, draft=found, changes=changes, counts=counted(changes), touches=touches, **state
    )
