"""Spot checks: what waits, the list filled in blind, both sides afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.checks.take_form import take_form
from saas.checks.versions import Published, load, phone_part
from saas.refusals import Refused, not_found
from saas.reviews import spot_reads as reads
from saas.reviews.begin_spot import begin_spot
from saas.reviews.drop_spot import drop_spot
from saas.reviews.fill_spot import fill_spot
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

FORM_LARGEST = 60_000_000


@page("/spots", permit="review.read")
async def spots(visit: Visit) -> View:
    waiting = await reads.open_spots(visit.member, visit.posts, visit.today)
    ready = await reads.ready(visit.today, visit.posts, decides(visit)) if visit.may("review.decide") else []
    done = await reads.done_spots(visit.member, visit.posts, visit.leads(), visit.now)
    return View("reviews/spots.html", waiting=waiting, ready=ready, done=done)


@act("POST", "/spots", permit="review.decide")
async def post_spot(visit: Visit) -> Go:
    due = as_id((await forms.fields(visit)).get("due"))
    if due is None:
        raise not_found()
    spot = await begin_spot(due, by=visit.member, decides=decides(visit), posts=visit.posts, now=visit.now)
    return Go(f"/{visit.tenant.slug}/spots/{spot}")


@page("/spots/{spot}", permit="review.read")
async def spot(visit: Visit, spot: UUID) -> View:
    found = await reads.spot(spot, visit.member, visit.posts, visit.leads())
    published = await load(found.version_id)
    if found.state == "open":
        return _form(visit, found, published)
    return View("reviews/spot_sides.html", spot=found, sections=published.sections, sides=await reads.sides(spot))


@act("POST", "/spots/{spot}/answers", permit="review.decide", alone=True, limit=FORM_LARGEST)
async def post_answers(visit: Visit, spot: UUID) -> View | Go:
    """Photos come with the form and are kept first; faults come back with everything that was filled in."""
    async with inside(visit.tenant.id):
        found = await reads.spot(spot, visit.member, visit.posts, visit.leads())
        published = await load(found.version_id)
    visit.due = {"unit_id": str(found.unit_id)}
    filled = await take_form(visit, published)
    if filled.problems:
        return _form(visit, found, published, filled.answers, forms.errors(visit, Refused.all(filled.problems)))
    try:
        async with inside(visit.tenant.id):
            await fill_spot(spot, filled.answers, by=visit.member, posts=visit.posts, now=visit.now)
    except Refused as refused:
        if refused.status != 422:  # noqa: PLR2004
            raise
        return _form(visit, found, published, filled.answers, forms.errors(visit, refused))
    return Go(f"/{visit.tenant.slug}/spots/{spot}")


@act("POST", "/spots/{spot}/removal", permit="review.decide", alone=True)
async def post_removal(visit: Visit, spot: UUID) -> View | Go:
    async with inside(visit.tenant.id):
        found = await reads.spot(spot, visit.member, visit.posts, visit.leads())
        published = await load(found.version_id)
    reason = (await forms.fields(visit)).get("reason", "")
    _, errors = await forms.tried(visit, drop_spot(spot, reason=reason, by=visit.member, posts=visit.posts, now=visit.now))
    if errors:
        return _form(visit, found, published, dropping=errors.get("reason") or errors.get("form"))
    return Go(f"/{visit.tenant.slug}/spots")


def decides(visit: Visit) -> list[UUID]:
    """The units in whose lines this person decides."""
    return [unit for role in ("leader", "executive") for unit in visit.role_units.get(role, ())]


def _form(
    visit: Visit, spot: reads.Spot, published: Published, answers: dict[str, Any] | None = None,
    wrong: dict[str, str] | None = None, dropping: str | None = None,
) -> View:  # fmt: skip
    """The same list, empty: nothing of the self-check is read for it."""
    part = phone_part(visit.tenant.id, published, visit.locale, answers, wrong)
    return View(
        "reviews/spot.html", status=422 if wrong or dropping else 200, spot=spot, published=published, points=part,
        errors=wrong or {}, dropping=dropping,
    )  # fmt: skip
