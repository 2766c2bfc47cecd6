"""The burden: minutes of checks a post and day, budgets a job title, and what is asked twice."""

from __future__ import annotations

from collections.abc import Mapping

from saas import forms
from saas.checklists import load
from saas.checklists.burden import MEASURED_LEAST
from saas.checklists.set_budget import set_budget
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside


@page("/burden", permit="burden.read")
async def burden(visit: Visit) -> View:
    return await _burden(visit)


@act("POST", "/burden/budgets", permit="burden.edit", alone=True)
async def post_budget(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, set_budget(given, by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/burden#budgets")
    async with inside(visit.tenant.id):
        return await _burden(visit, given, errors)


async def _burden(visit: Visit, given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> View:
    number = forms.page_number(visit)
    rows = await load.posts(visit.leads(), visit.today, number)
    titles, excesses = await load.budgets()
    total = rows[0]["total"] if rows else 0
    return View(
        "checklists/burden.html", status=422 if errors else 200, posts=rows, twice=await load.twice(visit.today), titles=titles,
        excesses=excesses, page=number, pages=forms.pages(total, load.PAGE), total=total, given=given or {}, errors=errors or {},
        least=MEASURED_LEAST,
    )  # fmt: skip
