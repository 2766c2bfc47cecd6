"""Rhythms: which kinds of cycles the company has beside each other."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from saas import forms
from saas.cycles.end_rhythm import end_rhythm
from saas.cycles.rhythms import EVERY, rhythm, rhythms
from saas.cycles.set_rhythm import add_rhythm, set_rhythm
from saas.org.given import Given
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside


@page("/rhythms", permit="cycle.read")
async def all_rhythms(visit: Visit) -> View:
    return await _rhythms(visit, "", {}, {})


@act("POST", "/rhythms", permit="cycle.edit", alone=True)
async def post_rhythm(visit: Visit) -> View | Go:
    given = Given(await forms.fields(visit))
    return await _done(visit, "new", given, add_rhythm(given, by=visit.member, now=visit.now))


@act("POST", "/rhythms/{rhythm}", permit="cycle.edit", alone=True)
async def post_changed(visit: Visit, rhythm: UUID) -> View | Go:
    async with inside(visit.tenant.id):
        await _known(rhythm)
    given = Given(await forms.fields(visit))
    return await _done(visit, str(rhythm), given, set_rhythm(rhythm, given, by=visit.member, now=visit.now))


@act("POST", "/rhythms/{rhythm}/ending", permit="cycle.edit", alone=True)
async def post_ending(visit: Visit, rhythm: UUID) -> View | Go:
    async with inside(visit.tenant.id):
        await _known(rhythm)
    return await _done(visit, "", Given({}), end_rhythm(rhythm, by=visit.member, now=visit.now))


async def _known(of: UUID) -> None:
    if await rhythm(of) is None:
        raise not_found()


async def _done(visit: Visit, form: str, given: Given, work: Awaitable[object]) -> View | Go:
    """Back to the page, or the one form again with what has to be mended."""
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/rhythms")
    async with inside(visit.tenant.id):
        return await _rhythms(visit, form, dict(given.fields), errors)


async def _rhythms(_visit: Visit, form: str, given: dict[str, str], errors: dict[str, Any]) -> View:
    """`form`: which of the forms came back."""
    return View(
        "cycles/rhythms.html", status=422 if errors else 200, rhythms=await rhythms(), every=EVERY, form_of=form, given=given,
        errors=errors,
    )  # fmt: skip
