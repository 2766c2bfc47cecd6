"""The programme owner fits the stages and their gates to the company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas import forms
from saas.org.given import Given
from saas.refusals import not_found
from saas.rollout import page_reads, reads
from saas.rollout.measures import MEASURES
from saas.rollout.retire_criterion import retire_criterion
from saas.rollout.retire_stage import retire_stage
from saas.rollout.set_criterion import SIDES, set_criterion
from saas.rollout.set_stage import set_stage
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

CHOSEN = ("units", "lists", "systems")


@page("/rollout/setup", permit="rollout.edit")
async def setup(visit: Visit) -> View:
    return await _setup(visit)


@act("POST", "/rollout/stages", permit="rollout.edit", alone=True)
async def post_stage(visit: Visit) -> View | Go:
    given, chosen = await _fields(visit)
    made, errors = await forms.tried(visit, set_stage(None, Given(given), chosen, by=visit.member, now=visit.now))
    if made:
        return Go(f"{_base(visit)}/stages/{made}/form")
    async with inside(visit.tenant.id):
        return await _setup(visit, {**given, **chosen}, errors)


@page("/rollout/stages/{stage}/form", permit="rollout.edit")
async def stage_form(visit: Visit, stage: UUID) -> View:
    return await _form(visit, stage)


@act("POST", "/rollout/stages/{stage}", permit="rollout.edit", alone=True)
async def post_changed_stage(visit: Visit, stage: UUID) -> View | Go:
    given, chosen = await _fields(visit)
    await _known(visit, stage)
    work = set_stage(stage, Given(given), chosen, by=visit.member, now=visit.now)
    return await _saved(visit, stage, await forms.tried(visit, work), {**given, **chosen}, "stage")


@act("POST", "/rollout/stages/{stage}/removal", permit="rollout.edit")
async def post_stage_removal(visit: Visit, stage: UUID) -> Go:
    await retire_stage(stage, by=visit.member, today=visit.today, now=visit.now)
    return Go(f"{_base(visit)}/setup")


@act("POST", "/rollout/stages/{stage}/criteria", permit="rollout.edit", alone=True)
async def post_criterion(visit: Visit, stage: UUID) -> View | Go:
    given, chosen = await _fields(visit)
    await _known(visit, stage)
    work = set_criterion(stage, None, Given(given), chosen["lists"], by=visit.member, now=visit.now)
    return await _saved(visit, stage, await forms.tried(visit, work), {**given, **chosen}, "new")


@act("POST", "/rollout/criteria/{criterion}", permit="rollout.edit", alone=True)
async def post_changed_criterion(visit: Visit, criterion: UUID) -> View | Go:
    given, chosen = await _fields(visit)
    async with inside(visit.tenant.id):
        stage = await page_reads.stage_of(criterion)
    work = set_criterion(None, criterion, Given(given), chosen["lists"], by=visit.member, now=visit.now)
    return await _saved(visit, stage, await forms.tried(visit, work), {**given, **chosen}, str(criterion))


@act("POST", "/rollout/criteria/{criterion}/removal", permit="rollout.edit")
async def post_criterion_removal(visit: Visit, criterion: UUID) -> Go:
    stage = await retire_criterion(criterion, by=visit.member, today=visit.today, now=visit.now)
    return Go(f"{_base(visit)}/stages/{stage}/form")


async def _fields(visit: Visit) -> tuple[dict[str, str], dict[str, list[str]]]:
    form = await visit.request.form()
    return await forms.fields(visit), {name: [str(one) for one in form.getall(name, [])] for name in CHOSEN}


async def _known(visit: Visit, stage: UUID) -> None:
    """Raises 404: what is not there is told before what is wrong with the form."""
    async with inside(visit.tenant.id):
        await page_reads.known_stage(stage)


async def _saved(
    visit: Visit, stage: UUID, tried: tuple[Any, dict[str, Any]], given: Mapping[str, Any], form: str
) -> View | Go:  # fmt: skip
    if not tried[1]:
        return Go(f"{_base(visit)}/stages/{stage}/form")
    async with inside(visit.tenant.id):
        return await _form(visit, stage, given, tried[1], form)


async def _setup(visit: Visit, given: Mapping[str, Any] | None = None, errors: dict[str, Any] | None = None) -> View:
    return View(
        "rollout/setup.html", status=422 if errors else 200, programme=await reads.programme(),
        choices=await page_reads.choices(visit.today), given=given or {}, errors=errors or {},
    )  # fmt: skip


async def _form(
    visit: Visit, stage: UUID, given: Mapping[str, Any] | None = None, errors: dict[str, Any] | None = None, form: str = ""
) -> View:  # fmt: skip
    """`form`: which of the forms came back."""
    one = (await reads.programme()).stage(stage)
    if one is None:
        raise not_found()
    return View(
        "rollout/stage_form.html", status=422 if errors else 200, stage=one, choices=await page_reads.choices(visit.today),
        measures=MEASURES, sides=SIDES, given=given or {}, errors=errors or {}, form_of=form,
    )  # fmt: skip


def _base(visit: Visit) -> str:
    return f"/{visit.tenant.slug}/rollout"
