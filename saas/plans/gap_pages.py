"""Where most can be won, and with what."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.plans import gap_reads as reads
from saas.plans.add import add
from saas.plans.choose import Offer
from saas.plans.open_plan import open_plan
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import Go, View, act, page


@page("/plans/gaps", permit="plan.read")
async def plan_gaps(visit: Visit) -> View:
    asked = visit.request.query_params
    choices = await reads.choices(visit.leads())
    cycle = _one(choices.cycles, forms.chosen(asked.get("cycle")))
    unit = _one(choices.units, forms.chosen(asked.get("unit")))
    if cycle is None or unit is None:
        return View("plans/gaps.html", choices=choices, cycle=None, unit=None, gaps=[], fitting=None)
    return View(
        "plans/gaps.html", choices=choices, cycle=cycle, unit=unit, gaps=await reads.gaps(cycle, unit),
        fitting=await reads.fitting(cycle, unit),
    )  # fmt: skip


@act("POST", "/plans/gaps/measures", permit="plan.decide")
async def take_measure(visit: Visit) -> Go:
    """A gap becomes a measure of the unit's draft; where everything is signed already, a further plan is opened."""
    given = await forms.fields(visit)
    unit, cycle = (forms.chosen(given.get(name)) for name in ("unit", "cycle"))
    if unit is None or cycle is None:
        raise not_found()
    plan = await open_plan(unit, cycle=cycle, leads=visit.leads(), by=visit.member, now=visit.now)
    offer = Offer(kind=given.get("kind") or None)
    made = await add(plan, given.get("point", ""), leads=visit.leads(), by=visit.member, now=visit.now, offer=offer)
    return Go(f"/{visit.tenant.slug}/plans/{plan}#m-{made}")


def _one(known: list[tuple[UUID, dict[str, str]]], asked: UUID | None) -> UUID | None:
    """What is asked for, else the first; 404 for what is not among them."""
    if asked is None:
        return known[0][0] if known else None
    if asked not in {key for key, _ in known}:
        raise not_found()
    return asked
