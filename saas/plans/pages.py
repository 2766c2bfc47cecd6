"""Improvement plans: drafted at the closing, changed and signed by leaders, done by their owners."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.plans import gap_pages, idea_pages, list_reads, reads, shop_pages, work_pages
from saas.plans.add import add
from saas.plans.approve import approve
from saas.plans.drop import drop
from saas.plans.edit import Changed, edit
from saas.plans.proof import proof
from saas.plans.set_result import set_result
from saas.plans.spans import scale
from saas.plans.wanted import FIELDS, wanted
from saas.refusals import Refused, not_found
from saas.visit import Visit
from saas.web import Go, View, act, page

__all__ = ["gap_pages", "idea_pages", "shop_pages", "work_pages"]


@page("/plans", permit="plan.read")
async def plans(visit: Visit) -> View:
    at = forms.page_number(visit)
    lines, total = await list_reads.plan_lines(visit.leads(), at)
    return View("plans/list.html", lines=lines, total=total, page=at, pages=forms.pages(total, reads.PAGE))


@page("/plans/{plan}", permit="plan.read")
async def plan(visit: Visit, plan: UUID) -> View:
    return await _plan(visit, plan)


@act("POST", "/plans/{plan}/measures/{measure}", permit="plan.decide")
async def edit_measure(visit: Visit, plan: UUID, measure: UUID) -> View | Go:
    form = {name: str(value) for name, value in (await visit.request.form()).items()}
    chosen = await reads.plan(plan, visit.leads())
    before = await reads.measure(plan, measure) if chosen else None
    if chosen is None or before is None:
        raise not_found()
    version = int(form["version"]) if form.get("version", "").isdecimal() else 0
    try:
        typed = wanted(form, after=chosen.after, baseline=before.baseline)
        await edit(
            plan,
            measure,
            typed,
            version=version,
            locale=visit.locale,
            leads=visit.leads(),
            by=visit.member,
            now=visit.now,
        )
    except Changed as changed:
        return await _plan(visit, plan, at=measure, typed=form, status=409, theirs=changed.now)
    except Refused as refused:
        if not refused.problems:
            raise
        return await _plan(visit, plan, at=measure, typed=form, status=422, problems=refused.problems)
    return Go(f"/{visit.tenant.slug}/plans/{plan}#m-{measure}")


@act("POST", "/plans/{plan}/measures/{measure}/result", permit="plan.decide")
async def set_measure_result(visit: Visit, plan: UUID, measure: UUID) -> View | Go:
    """Which indicator it should move, and by how much."""
    given = await forms.fields(visit)
    indicator, promise = given.get("indicator", ""), given.get("promise", "")
    try:
        await set_result(plan, measure, indicator, promise, leads=visit.leads(), by=visit.member, now=visit.now)
    except Refused as refused:
        if not refused.problems:
            raise
        return await _plan(visit, plan, at=measure, typed=given, status=refused.status, problems=refused.problems)
    return Go(f"/{visit.tenant.slug}/plans/{plan}#m-{measure}")


@act("POST", "/plans/{plan}/measures", permit="plan.decide")
async def add_measure(visit: Visit, plan: UUID) -> View | Go:
    point = str((await visit.request.form()).get("point", ""))
    try:
        made = await add(plan, point, leads=visit.leads(), by=visit.member, now=visit.now)
    except Refused as refused:
        if not refused.problems:
            raise
        return await _plan(visit, plan, status=refused.status, problems=refused.problems, typed={"point": point})
    return Go(f"/{visit.tenant.slug}/plans/{plan}#m-{made}")


@act("POST", "/plans/{plan}/measures/{measure}/removal", permit="plan.decide")
async def drop_measure(visit: Visit, plan: UUID, measure: UUID) -> Go:
    await drop(plan, measure, leads=visit.leads(), by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/plans/{plan}")


@act("POST", "/plans/{plan}/approval", permit="plan.decide")
async def approve_plan(visit: Visit, plan: UUID) -> View | Go:
    try:
        await approve(plan, leads=visit.leads(), by=visit.member, now=visit.now)
    except Refused as refused:
        if not refused.problems:
            raise
        return await _plan(visit, plan, status=refused.status, problems=refused.problems)
    return Go(f"/{visit.tenant.slug}/plans/{plan}")


@page("/plans/{plan}/proof", permit="plan.read")
async def plan_proof(visit: Visit, plan: UUID) -> View:
    """What was signed, and whether everything still agrees with it."""
    chosen = await reads.plan(plan, visit.leads())
    if chosen is None or chosen.terms is None or chosen.signed is None:
        raise not_found()
    measures = await reads.measures(plan)
    checks = proof(chosen.terms, chosen.signed, [each.stored() for each in measures])
    return View("plans/proof.html", plan=chosen, measures={each.id: each for each in measures}, checks=checks)


async def _plan(visit: Visit, plan: UUID, *, status: int = 200, **more: Any) -> View:
    """The page of a plan; `at`, `typed`, `theirs` and `problems` say what stands in which form."""
    chosen = await reads.plan(plan, visit.leads())
    if chosen is None:
        raise not_found()
    free = chosen.approved_at is None and visit.may("plan.decide")
    state = {"at": None, "typed": {}, "theirs": None, "problems": [], "fields": FIELDS, "drawn": scale} | more
    return View(
        "plans/plan.html", status=status, plan=chosen, measures=await reads.measures(plan),
        choices=await list_reads.choices(chosen.unit_id, plan) if free else None, **state,
    )  # fmt: skip
