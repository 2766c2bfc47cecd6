"""What moves a finding on: each act is a form of its story, and comes back with its faults."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from saas import forms
from saas.findings.act_on import act_on
from saas.findings.ask_elsewhere import ask_elsewhere
from saas.findings.contain import contain
from saas.findings.explain import explain
from saas.findings.hand_on import hand_on
from saas.findings.look_elsewhere import look_elsewhere
from saas.findings.merge import merge
from saas.findings.part import part
from saas.findings.plan_action import plan_action
from saas.findings.reopen import reopen
from saas.findings.rules import MOST_WHYS
from saas.findings.shown import shown
from saas.findings.story import finding_of
from saas.findings.verify import verify
from saas.values import as_id, whole
from saas.visit import Visit
from saas.web import Go, View, act
from tenants import inside

Given = Mapping[str, str]
Work = Callable[[Given], Awaitable[object]]
DIGITS = 9


@act("POST", "/findings/{finding}/action", permit="finding.act", alone=True)
async def post_action(visit: Visit, finding: UUID) -> View | Go:
    work: Work = lambda given: act_on(  # noqa: E731
        finding, cause=given.get("cause", ""), action=given.get("action", ""), photo=as_id(given.get("photo")),
        category=as_id(given.get("category")), whys=_whys(given), by=visit.member, now=visit.now,
    )  # fmt: skip
    return await _done(visit, finding, "", work)


@act("POST", "/findings/{finding}/verification", permit="finding.verify", alone=True)
async def post_verification(visit: Visit, finding: UUID) -> View | Go:
    work: Work = lambda given: verify(  # noqa: E731
        finding, outcome=given.get("outcome", ""), note=given.get("note", ""), photo=as_id(given.get("photo")),
        by=visit.member, now=visit.now,
    )  # fmt: skip
    return await _done(visit, finding, "", work)


@act("POST", "/findings/{finding}/containment", permit="finding.act", alone=True)
async def post_containment(visit: Visit, finding: UUID) -> View | Go:
    work: Work = lambda given: contain(  # noqa: E731
        finding, what=given.get("what", ""), photo=as_id(given.get("photo")), by=visit.member, now=visit.now
    )
    return await _done(visit, finding, "contain", work)


@act("POST", "/findings/{finding}/explanation", permit="finding.act", alone=True)
async def post_explanation(visit: Visit, finding: UUID) -> View | Go:
    work: Work = lambda given: explain(finding, as_id(given.get("category")), _whys(given), by=visit.member, now=visit.now)  # noqa: E731
    return await _done(visit, finding, "explain", work)


@act("POST", "/findings/{finding}/plan", permit="finding.act", alone=True)
async def post_plan(visit: Visit, finding: UUID) -> View | Go:
    async def work(given: Given) -> object:
        return await plan_action(
            finding, action=given.get("action", ""), post=given.get("post", ""), owner=as_id(given.get("owner")),
            due=forms.day(given, "due"), by=visit.member, now=visit.now,
        )  # fmt: skip

    return await _done(visit, finding, "plan", work)


@act("POST", "/findings/{finding}/handing", permit="finding.verify", alone=True)
async def post_handing(visit: Visit, finding: UUID) -> View | Go:
    work: Work = lambda given: hand_on(  # noqa: E731
        finding, post=given.get("post", ""), why=given.get("why", ""), by=visit.member, now=visit.now
    )
    return await _done(visit, finding, "hand", work)


@act("POST", "/findings/{finding}/elsewhere", permit="finding.act", alone=True)
async def post_elsewhere(visit: Visit, finding: UUID) -> View | Go:
    """Units are ticked; other places are written, a code a line."""
    ticked = [str(code) for code in (await visit.request.form()).getall("ask-unit", [])]

    async def work(given: Given) -> object:
        codes = [*ticked, *given.get("codes", "").replace(",", "\n").replace("，", "\n").splitlines()]
        return await ask_elsewhere(finding, codes, due=forms.day(given, "due"), by=visit.member, now=visit.now)

    return await _done(visit, finding, "ask", work)


@act("POST", "/findings/elsewhere/{extent}", permit="finding.act", alone=True)
async def post_looked(visit: Visit, extent: UUID) -> View | Go:
    async with inside(visit.tenant.id):
        finding = await finding_of(extent)
    work: Work = lambda given: look_elsewhere(  # noqa: E731
        extent, answer=given.get("answer", ""), note=given.get("note", ""), photo=as_id(given.get("photo")),
        by=visit.member, now=visit.now,
    )  # fmt: skip
    return await _done(visit, finding, f"look-{extent}", work)


@act("POST", "/findings/{finding}/reopening", permit="finding.verify", alone=True)
async def post_reopening(visit: Visit, finding: UUID) -> View | Go:
    work: Work = lambda given: reopen(finding, why=given.get("why", ""), by=visit.member, now=visit.now)  # noqa: E731
    return await _done(visit, finding, "reopen", work)


@act("POST", "/findings/{finding}/merger", permit="finding.verify", alone=True)
async def post_merger(visit: Visit, finding: UUID) -> View | Go:
    work: Work = lambda given: merge(  # noqa: E731
        finding, into=whole(given.get("into"), DIGITS) or 0, why=given.get("why", ""), by=visit.member, now=visit.now
    )
    return await _done(visit, finding, "merge", work)


@act("POST", "/findings/{finding}/parting", permit="finding.verify")
async def post_parting(visit: Visit, finding: UUID) -> Go:
    await part(finding, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/findings/{finding}")


async def _done(visit: Visit, finding: UUID, form: str, work: Work) -> View | Go:
    """On to the story, or the story with this one form to mend. Names of its fields begin with the form's, so that no two on
    the page are the same.
    """
    given = await forms.fields(visit)
    head = f"{form}-" if form else ""
    _, errors = await forms.tried(visit, work({name.removeprefix(head): text for name, text in given.items()}))
    if not errors:
        return Go(f"/{visit.tenant.slug}/findings/{finding}")
    told = {name if name == "form" else head + name: text for name, text in errors.items()}
    async with inside(visit.tenant.id):
        return await shown(visit, finding, form, given, told)


def _whys(given: Given) -> list[str]:
    return [given.get(f"why{n}", "") for n in range(1, MOST_WHYS + 1)]
