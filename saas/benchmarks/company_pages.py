"""A company among companies of its industry: the agreement, and the means of groups that hide everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas import forms
from saas.benchmarks import company_reads as reads
from saas.benchmarks.companies import LIMIT
from saas.benchmarks.join import TERMS, join
from saas.benchmarks.leave import leave
from saas.benchmarks.measured import MEASURES, SHARED
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside


@page("/benchmarks/companies", permit="benchmark.compare")
async def companies(visit: Visit) -> View:
    return await _companies(visit, {})


@act("POST", "/benchmarks/companies/consent", permit="benchmark.share", alone=True)
async def post_consent(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    work = join(given.get("agreed") == "on", locale=visit.locale, by=visit.member, now=visit.now)
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/benchmarks/companies")
    async with inside(visit.tenant.id):
        return await _companies(visit, errors)


@act("POST", "/benchmarks/companies/withdrawal", permit="benchmark.share")
async def post_withdrawal(visit: Visit) -> Go:
    await leave(by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/benchmarks/companies")


async def _companies(visit: Visit, errors: Mapping[str, Any]) -> View:
    return View(
        "benchmarks/companies.html", status=422 if errors else 200, consents=await reads.consents(),
        quarters=await reads.quarters(), terms=TERMS, limit=LIMIT, errors=errors,
        measures=[(key, MEASURES[key]) for key in SHARED],
    )  # fmt: skip
