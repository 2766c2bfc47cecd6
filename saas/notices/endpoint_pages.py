"""Endpoints of other systems: their list, one with its deliveries, and the button that tries it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.notices import reads
from saas.notices.close_endpoint import close_endpoint
from saas.notices.deliver import Outcome, Way
from saas.notices.keep_endpoint import Kept, keep_endpoint
from saas.notices.kinds import KINDS
from saas.notices.send_again import send_again
from saas.notices.shapes import SHAPES
from saas.notices.try_endpoint import try_endpoint
from saas.org.given import Given
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

HERE = "/notices/endpoints"


@page(HERE, permit="notice.edit")
async def endpoints(visit: Visit) -> View:
    return await _list(visit)


@act("POST", HERE, permit="notice.edit", alone=True)
async def addition(visit: Visit) -> View | Go:
    fields, kinds, kept, errors = await _keep(visit, None)
    async with inside(visit.tenant.id):
        if kept is None:
            return await _list(visit, fields | {"kinds": kinds}, errors)
        if kept.secret is None:
            return Go(f"/{visit.tenant.slug}{HERE}/{kept.id}")
        return await _one(visit, kept.id, secret=kept.secret)


@page(HERE + "/{endpoint}", permit="notice.edit")
async def endpoint(visit: Visit, endpoint: UUID) -> View:
    return await _one(visit, endpoint)


@act("POST", HERE + "/{endpoint}", permit="notice.edit", alone=True)
async def change(visit: Visit, endpoint: UUID) -> View | Go:
    fields, kinds, kept, errors = await _keep(visit, endpoint)
    if kept is not None and kept.secret is None:
        return Go(f"/{visit.tenant.slug}{HERE}/{endpoint}")
    async with inside(visit.tenant.id):
        if kept is not None:
            return await _one(visit, endpoint, secret=kept.secret)
        return await _one(visit, endpoint, given=fields | {"kinds": kinds}, errors=errors)


@act("POST", HERE + "/{endpoint}/trial", permit="notice.edit", alone=True)
async def trial(visit: Visit, endpoint: UUID) -> View:
    outcome = await try_endpoint(visit.tenant.id, endpoint, way=_way(visit), by=visit.member, now=visit.now)
    async with inside(visit.tenant.id):
        return await _one(visit, endpoint, outcome=outcome)


@act("POST", HERE + "/{endpoint}/closure", permit="notice.edit")
async def closure(visit: Visit, endpoint: UUID) -> Go:
    await close_endpoint(endpoint, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}{HERE}")


@act("POST", "/notices/deliveries/{delivery}/retry", permit="notice.edit")
async def retry(visit: Visit, delivery: UUID) -> Go:
    return Go(f"/{visit.tenant.slug}{HERE}/{await send_again(delivery, by=visit.member, now=visit.now)}")


async def _keep(visit: Visit, endpoint: UUID | None) -> tuple[dict[str, str], list[str], Kept | None, dict[str, Any]]:
    fields, way = await forms.fields(visit), _way(visit)
    kinds = [str(kind) for kind in (await visit.request.form()).getall("kinds", [])]
    work = keep_endpoint(
        endpoint, Given(fields), kinds, key=way.secret, allowed=way.allowed, by=visit.member, now=visit.now
    )  # fmt: skip
    kept, errors = await forms.tried(visit, work)
    return fields, kinds, kept, errors


async def _list(visit: Visit, given: dict[str, Any] | None = None, errors: dict[str, Any] | None = None) -> View:
    return View(
        "notices/endpoints.html", status=422 if errors else 200, endpoints=await reads.endpoints(), units=await reads.units(),
        kinds=KINDS, shapes=SHAPES, given=given or {"locale": visit.locale, "kinds": list(KINDS)}, errors=errors or {},
    )  # fmt: skip


async def _one(
    visit: Visit, endpoint: UUID, *, secret: str | None = None, outcome: Outcome | None = None,
    given: dict[str, Any] | None = None, errors: dict[str, Any] | None = None,
) -> View:  # fmt: skip
    """`secret`: made just now, to be shown this once; `outcome` of the try."""
    at = forms.page_number(visit)
    one = await reads.endpoint(endpoint)
    rows, total = await reads.deliveries(endpoint, at, visit.locale)
    return View(
        "notices/endpoint.html", status=422 if errors else 200, one=one, rows=rows, total=total, page=at,
        pages=forms.pages(total, reads.PAGE), units=await reads.units(), kinds=KINDS, shapes=SHAPES, given=given or dict(one),
        errors=errors or {}, secret=secret, outcome=outcome,
    )  # fmt: skip


def _way(visit: Visit) -> Way:
    ours = visit.request.app.state.settings
    return Way(ours.secret, ours.origin, ours.webhook_allow)
