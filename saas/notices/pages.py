"""Messages: the list behind the bell, one's own wishes, the company's rules and its endpoints."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.notices import endpoint_pages, reads  # noqa: F401 – the addresses of endpoints
from saas.notices.kinds import KINDS
from saas.notices.read import read
from saas.notices.set_rules import set_rules
from saas.notices.set_wishes import WAYS, set_wishes
from saas.org.given import Given
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

# What a form that came without its fields said.
HOURS = {"digest_at": "", "quiet_from": "", "quiet_until": ""}


@page("/notices", permit="notice.read")
async def notices(visit: Visit) -> View:
    """?letter=<letter>, ?page="""
    at, letter = forms.page_number(visit), forms.chosen(visit.request.query_params.get("letter"))
    found = await reads.notices(visit.member, visit.locale, at, letter)
    return View("notices/notices.html", found=found, page=at, pages=forms.pages(found.total, reads.PAGE), letter=letter)


@act("POST", "/notices/{notice}/reading", permit="notice.read")
async def post_reading(visit: Visit, notice: UUID) -> Go:
    return Go(f"/{visit.tenant.slug}{await read(notice, by=visit.member, now=visit.now)}")


@act("POST", "/notices/readings", permit="notice.read")
async def post_readings(visit: Visit) -> Go:
    return Go(f"/{visit.tenant.slug}{await read(None, by=visit.member, now=visit.now)}")


@page("/notices/wishes", permit="notice.read")
async def wishes(visit: Visit) -> View:
    return await _wishes(visit)


@act("POST", "/notices/wishes", permit="notice.read", alone=True)
async def post_wishes(visit: Visit) -> View | Go:
    fields = await forms.fields(visit)
    ways = {name.removeprefix("way-"): way for name, way in fields.items() if name.startswith("way-")}
    _, errors = await forms.tried(visit, set_wishes(Given(fields), ways, by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/notices/wishes?kept=1")
    async with inside(visit.tenant.id):
        return await _wishes(visit, HOURS | fields, errors)


@page("/notices/rules", permit="notice.edit")
async def rules(visit: Visit) -> View:
    return await _rules(visit)


@act("POST", "/notices/rules", permit="notice.edit", alone=True)
async def post_rules(visit: Visit) -> View | Go:
    fields, form = await forms.fields(visit), await visit.request.form()
    kinds = {name: [str(kind) for kind in form.getall(name, [])] for name in ("urgent", "breaking")}
    _, errors = await forms.tried(visit, set_rules(Given(fields), **kinds, by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/notices/rules?kept=1")
    async with inside(visit.tenant.id):
        return await _rules(visit, HOURS | fields | kinds, errors)


async def _wishes(visit: Visit, given: dict[str, str] | None = None, errors: dict[str, Any] | None = None) -> View:
    own, rules = await reads.wishes(visit.member), await reads.rules()
    if given is None:
        given = {name: reads.clock(own[name]) for name in ("digest_at", "quiet_from", "quiet_until")}
        given |= {f"way-{kind}": way for kind, way in (own["ways"] or {}).items()}
    return View(
        "notices/wishes.html", status=422 if errors else 200, own=own, given=given, errors=errors or {}, rules=_shown(rules),
        kinds=KINDS, ways=WAYS, kept="kept" in visit.request.query_params,
    )  # fmt: skip


async def _rules(visit: Visit, given: dict[str, Any] | None = None, errors: dict[str, Any] | None = None) -> View:
    rules = await reads.rules()
    return View(
        "notices/rules.html", status=422 if errors else 200, rules=rules, given=given or _shown(rules), errors=errors or {},
        kinds=KINDS, kept="kept" in visit.request.query_params, company=visit.tenant.id,
    )  # fmt: skip


def _shown(rules: dict[str, Any]) -> dict[str, Any]:
    """As the form has them: without quiet hours where both ends are the same."""
    none = rules["quiet_from"] == rules["quiet_until"]
    quiet = {name: "" if none else reads.clock(rules[name]) for name in ("quiet_from", "quiet_until")}
    return {"digest_at": reads.clock(rules["digest_at"]), **quiet, "urgent": rules["urgent"], "breaking": rules["breaking"]}
