"""Rulings and appraisals: what leaders decided by hand, each with its reason and signature."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from saas import forms
from saas.refusals import Refused
from saas.schemes import reads
from saas.schemes.rule import Wish, rule
from saas.schemes.take_back import take_back
from saas.values import NotANumber, parse_number
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside


@page("/rulings", permit="ruling.read")
async def rulings(visit: Visit) -> View:
    return await _shown(visit, {}, {})


@act("POST", "/rulings", permit="ruling.give", alone=True)
async def post_ruling(visit: Visit) -> View | Go:
    given = await forms.fields(visit)

    async def work() -> UUID:
        subject = forms.ident(given, "subject", N_("请选岗位或单元。"))
        wish = Wish(subject, given.get("code", ""), _mark(given.get("mark", "")), given.get("reason", ""))
        return await rule(wish, leads=list(visit.leads()), by=visit.member, now=visit.now, today=visit.today)

    made, errors = await forms.tried(visit, work())
    if made is not None:
        return Go(f"/{visit.tenant.slug}/rulings")
    async with inside(visit.tenant.id):
        return await _shown(visit, given, errors)


@act("POST", "/rulings/{ruling}/withdrawal", permit="ruling.give", alone=True)
async def post_withdrawal(visit: Visit, ruling: UUID) -> View | Go:
    given = await forms.fields(visit)
    work = take_back(ruling, why=given.get("why", ""), leads=list(visit.leads()), by=visit.member, now=visit.now)
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/rulings")
    async with inside(visit.tenant.id):
        return await _shown(visit, {"back": str(ruling)}, errors)


async def _shown(visit: Visit, given: Mapping[str, str], errors: Mapping[str, str]) -> View:
    leads = list(visit.leads())
    listed = await reads.rulings(leads)
    open_now = await reads.to_rule(leads, visit.today)
    return View("schemes/rulings.html", status=422 if errors else 200, rulings=listed, cycle=open_now, given=given, errors=errors)


def _mark(text: str) -> Decimal | None:
    """A mark as typed, None where nothing was. Refused 422 at its field."""
    try:
        return parse_number(text) if text else None
    except NotANumber:
        raise Refused(422, N_("“%(typed)s”不是数。"), field="mark", typed=text) from None
