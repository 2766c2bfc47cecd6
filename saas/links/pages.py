"""Indicators and what should move them: the overview, one indicator with its links, and a look at the figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from saas import forms
from saas.links import reads
from saas.links.set_link import LONGEST_LAG, set_link
from saas.links.weigh import weigh
from saas.refusals import not_found
from saas.values import whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside


@page("/links", permit="link.read")
async def links(visit: Visit) -> View:
    return View("links/links.html", lines=await reads.overview())


@page("/links/{indicator}", permit="link.read")
async def link(visit: Visit, indicator: UUID) -> View:
    return await _link(visit, indicator, {}, {})


@act("POST", "/links/{indicator}/points", permit="link.edit", alone=True)
async def post_point(visit: Visit, indicator: UUID) -> View | Go:
    """`what`: a point or an activity; with `out` it should not move the indicator after all."""
    given = await forms.fields(visit)
    work = set_link(
        indicator, given.get("what", ""), whole(given.get("lag"), 1), given.get("why", ""), by=visit.member, now=visit.now,
        standing=not given.get("out"),
    )  # fmt: skip
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/links/{indicator}")
    async with inside(visit.tenant.id):
        return await _link(visit, indicator, given, errors)


@act("POST", "/links/{indicator}/weighing", permit="link.edit")
async def post_weighing(visit: Visit, indicator: UUID) -> Go:
    """Look now, not only at the end of the week."""
    if await reads.known(indicator) is None:
        raise not_found()
    await weigh(visit.today - timedelta(days=1), now=visit.now, only=indicator)
    return Go(f"/{visit.tenant.slug}/links/{indicator}")


async def _link(visit: Visit, indicator: UUID, given: Mapping[str, str], errors: Mapping[str, Any]) -> View:
    known = await reads.known(indicator)
    if known is None:
        raise not_found()
    told = {(each["kind"], each["process"], each["code"], each["lag"]): each for each in known.body or ()}
    rows = [(each, told.get((each["kind"], each["process"], each["code"], each["lag"]))) for each in known.links or ()]
    order = {"seen": 0, "other_way": 1, "none": 2, "few": 3}
    rows.sort(key=lambda row: order.get(row[1]["verdict"], 4) if row[1] else 4)
    return View(
        "links/link.html", status=422 if errors else 200, indicator=known, given=given, errors=errors,
        standing=[row for row in rows if row[0]["standing"]], out=[row[0] for row in rows if not row[0]["standing"]],
        choices=await reads.choices() if visit.may("link.edit") else [], usual=reads.USUAL_LAG, most=LONGEST_LAG,
    )  # fmt: skip
