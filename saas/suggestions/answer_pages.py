"""One suggestion: its answer and what it belongs to."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from saas import forms
from saas.refusals import not_found
from saas.suggestions import reads
from saas.suggestions.answer import answer
from saas.suggestions.join import Place, join
from saas.suggestions.rules import DECISIONS, GAINS, STANDS
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside


@page("/suggestions/{suggestion}", permit="suggestion.tell")
async def suggestion(visit: Visit, suggestion: UUID) -> View:
    return await _shown(visit, suggestion)


@act("POST", "/suggestions/{suggestion}/answer", permit="suggestion.answer", alone=True)
async def post_answer(visit: Visit, suggestion: UUID) -> View | Go:
    given = await forms.fields(visit)
    heads = decides(visit)
    work = answer(
        suggestion, given.get("decision", ""), given.get("text", ""), heads=heads, by=visit.member, now=visit.now
    )  # fmt: skip
    return await _done(visit, suggestion, "answer", given, work)


@act("POST", "/suggestions/{suggestion}/place", permit="suggestion.answer", alone=True)
async def post_place(visit: Visit, suggestion: UUID) -> View | Go:
    given = await forms.fields(visit)
    place = Place(given.get("point", ""), given.get("finding", ""), given.get("detail", ""))
    return await _done(
        visit, suggestion, "place", given, join(suggestion, place, heads=decides(visit), by=visit.member, now=visit.now)
    )


def decides(visit: Visit) -> list[UUID]:
    """Heads of the lines led as leader or executive."""
    return [unit for role in ("leader", "executive") for unit in visit.role_units.get(role, ())]


async def _done(visit: Visit, suggestion: UUID, form: str, given: dict[str, str], work: Awaitable[object]) -> View | Go:
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/suggestions/{suggestion}")
    async with inside(visit.tenant.id):
        return await _shown(visit, suggestion, form, given, errors)


async def _shown(
    visit: Visit, suggestion: UUID, form: str = "", given: dict[str, str] | None = None, errors: dict[str, Any] | None = None
) -> View:  # fmt: skip
    """`form`: which of the forms came back."""
    one = await reads.one(suggestion, visit.leads(), visit.member)
    if one is None:
        raise not_found()
    leads = one.led and visit.may("suggestion.answer")
    choices = await reads.choices(one.seen.unit_id, visit.now) if leads and one.seen.stands in ("waiting", "adopted") else None
    return View(
        "suggestions/suggestion.html", status=422 if errors else 200, one=one, s=one.seen, leads=leads, choices=choices,
        own=one.seen.membership_id == visit.member, decisions=DECISIONS, gains=GAINS, states=STANDS, form_of=form,
        given=given or {}, errors=errors or {},
    )  # fmt: skip
