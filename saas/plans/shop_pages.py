"""What measures are chosen from: the library with its lessons, the hours of posts, and the models that tell money."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.plans import money_reads
from saas.plans import shop_reads as reads
from saas.plans.end_link import end_link
from saas.plans.keep_entry import keep_entry
from saas.plans.set_capacity import set_capacity
from saas.plans.set_link import set_link
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside


@page("/plans/library", permit="plan.read")
async def library(visit: Visit) -> View:
    return await _library(visit)


@act("POST", "/plans/library", permit="plan.edit", alone=True)
async def keep(visit: Visit) -> View | Go:
    given, form = await forms.fields(visit), await visit.request.form()
    points = [str(point) for point in form.getall("points", [])]
    code, errors = await forms.tried(visit, keep_entry(given, points, by=visit.member, now=visit.now))
    if errors:
        async with inside(visit.tenant.id):
            return await _library(visit, status=422, errors=errors, given=given | {"points": points})
    return Go(f"/{visit.tenant.slug}/plans/library#{code}")


@page("/plans/capacity", permit="plan.read")
async def capacity(visit: Visit) -> View:
    return await _capacity(visit)


@act("POST", "/plans/capacity", permit="plan.edit", alone=True)
async def set_usual(visit: Visit) -> View | Go:
    return await _set(visit, None)


@act("POST", "/plans/capacity/{post}", permit="plan.decide", alone=True)
async def set_of_post(visit: Visit, post: UUID) -> View | Go:
    return await _set(visit, post)


@page("/plans/money", permit="plan.read")
async def money(visit: Visit) -> View:
    return await _money(visit)


@act("POST", "/plans/money", permit="plan.edit", alone=True)
async def link(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, set_link(given, by=visit.member, now=visit.now))
    if errors:
        async with inside(visit.tenant.id):
            return await _money(visit, status=422, errors=errors, given=given)
    return Go(f"/{visit.tenant.slug}/plans/money")


@act("POST", "/plans/money/{link}/end", permit="plan.edit")
async def end(visit: Visit, link: UUID) -> Go:
    await end_link(link, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/plans/money")


async def _library(visit: Visit, *, status: int = 200, **more: Any) -> View:
    state: dict[str, Any] = {"errors": {}, "given": None} | more
    return View("plans/library.html", status=status, library=await reads.library(), **state)


async def _set(visit: Visit, post: UUID | None) -> View | Go:
    given = await forms.fields(visit)
    work = set_capacity(post, given.get("hours", ""), leads=visit.leads(), by=visit.member, now=visit.now)
    _, errors = await forms.tried(visit, work)
    if errors:
        async with inside(visit.tenant.id):
            return await _capacity(visit, status=422, errors=errors, at=post)
    return Go(f"/{visit.tenant.slug}/plans/capacity")


async def _capacity(visit: Visit, *, status: int = 200, **more: Any) -> View:
    every = visit.request.query_params.get("every") == "1"
    rows, usual = await reads.hours(visit.leads(), every=every)
    state: dict[str, Any] = {"errors": {}, "at": None} | more
    return View("plans/capacity.html", status=status, rows=rows, usual=usual, every=every, **state)


async def _money(visit: Visit, *, status: int = 200, **more: Any) -> View:
    choices = await money_reads.choices() if visit.may("plan.edit") else None
    state: dict[str, Any] = {"errors": {}, "given": {}} | more
    return View("plans/money.html", status=status, links=await money_reads.links(), choices=choices, **state)
