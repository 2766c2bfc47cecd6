"""How the company treats its findings, on one page: days, steps up the line, causes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from saas import forms
from saas.findings import rules
from saas.findings.drop_step import drop_step
from saas.findings.rule_reads import settings
from saas.findings.set_cause import set_cause
from saas.findings.set_rules import set_rules
from saas.findings.set_step import set_step
from saas.org.given import Given
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

Work = Callable[[dict[str, str]], Awaitable[object]]


@page("/findings/rules", permit="finding.rules")
async def rules_page(visit: Visit) -> View:
    return await _page(visit)


@act("POST", "/findings/rules", permit="finding.rules", alone=True)
async def post_rules(visit: Visit) -> View | Go:
    return await _done(visit, "rules", lambda given: set_rules(given, by=visit.member, now=visit.now))


@act("POST", "/findings/rules/steps", permit="finding.rules", alone=True)
async def post_step(visit: Visit) -> View | Go:
    return await _done(visit, "step", lambda given: set_step(given, by=visit.member, now=visit.now))


@act("POST", "/findings/rules/steps/{step}/removal", permit="finding.rules")
async def post_no_step(visit: Visit, step: UUID) -> Go:
    await drop_step(step, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/findings/rules")


@act("POST", "/findings/rules/causes", permit="finding.rules", alone=True)
async def post_cause(visit: Visit) -> View | Go:
    work: Work = lambda given: set_cause(None, Given(given), by=visit.member, now=visit.now, today=visit.today)  # noqa: E731
    return await _done(visit, "cause", work)


@act("POST", "/findings/rules/causes/{cause}", permit="finding.rules", alone=True)
async def post_changed_cause(visit: Visit, cause: UUID) -> View | Go:
    work: Work = lambda given: set_cause(cause, Given(given), by=visit.member, now=visit.now, today=visit.today)  # noqa: E731
    return await _done(visit, str(cause), work)


async def _done(visit: Visit, form: str, work: Work) -> View | Go:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, work(given))
    if not errors:
        return Go(f"/{visit.tenant.slug}/findings/rules")
    async with inside(visit.tenant.id):
        return await _page(visit, form, given, errors)


async def _page(
    visit: Visit, form: str = "", given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> View:  # fmt: skip
    """`form`: which of the forms came back."""
    return View(
        "findings/rules.html", status=422 if errors else 200, set=await settings(), severities=rules.SEVERITIES,
        form_of=form, given=given or {}, errors=errors or {},
    )  # fmt: skip
