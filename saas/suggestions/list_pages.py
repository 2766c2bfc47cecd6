"""Suggestions as a list and as a board; the days an answer may take."""

from __future__ import annotations

from saas import forms
from saas.findings.view_reads import units
from saas.org.given import Given
from saas.suggestions import reads
from saas.suggestions.reads import Asked
from saas.suggestions.rules import GAINS, STANDS
from saas.suggestions.set_rules import set_rules
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

LONGEST = 60


@page("/suggestions", permit="suggestion.tell")
async def suggestions(visit: Visit) -> View:
    """?whose=line|mine&state=&gain=&unit=&q=&page=; ?told= the number of the one that was just proposed."""
    wanted = asked(visit)
    rows, total = await reads.suggestions(wanted)
    return View(
        "suggestions/suggestions.html", rows=rows, total=total, asked=wanted, pages=forms.pages(total, reads.PAGE),
        units=await units(wanted.leads) if wanted.leads else (), gains=GAINS, states=STANDS,
        told=visit.request.query_params.get("told", "")[:12],
    )  # fmt: skip


@page("/suggestions/board", permit="suggestion.follow")
async def board(visit: Visit) -> View:
    return View("suggestions/board.html", columns=await reads.board(Asked(visit.leads(), visit.member), visit.now), states=STANDS)


@page("/suggestions/rules", permit="suggestion.edit")
async def rules_page(visit: Visit) -> View:
    return await _rules(visit)


@act("POST", "/suggestions/rules", permit="suggestion.edit", alone=True)
async def post_rules(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, set_rules(Given(given), by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/suggestions/rules")
    async with inside(visit.tenant.id):
        return await _rules(visit, given, errors)


async def _rules(visit: Visit, given: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> View:
    rules, edition = await reads.rules_edition()
    return View(
        "suggestions/rules.html", status=422 if errors else 200, rules=rules, edition=edition, given=given or {},
        errors=errors or {},
    )  # fmt: skip


def asked(visit: Visit) -> Asked:
    """Whoever follows no line has their own alone; a filter that is not known filters nothing."""
    given = visit.request.query_params
    follows = visit.may("suggestion.follow") and given.get("whose") != "mine"
    state, gain = given.get("state", ""), given.get("gain", "")
    return Asked(
        visit.leads() if follows else None, visit.member, (state,) if state in STANDS else None,
        gain if gain in GAINS else None, as_id(given.get("unit")) if follows else None,
        given.get("q", "").strip()[:LONGEST].replace("\x00", ""), forms.page_number(visit),
    )  # fmt: skip
