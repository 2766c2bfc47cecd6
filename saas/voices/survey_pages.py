"""Surveys: what is asked, and what people said."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.org.given import Given
from saas.visit import Visit
from saas.voices import survey_reads as reads
from saas.voices.rules import MOST_POINTS, POINTS, SMALL
from saas.voices.set_survey import set_survey
from saas.web import Go, View, act, page
from tenants import inside


@page("/surveys", permit="voice.follow")
async def surveys(visit: Visit) -> View:
    return await _list(visit)


@act("POST", "/surveys", permit="voice.edit", alone=True)
async def addition(visit: Visit) -> View | Go:
    given = Given(await forms.fields(visit))
    made, errors = await forms.tried(visit, set_survey(None, given, by=visit.member, now=visit.now, today=visit.today))
    if not errors:
        return Go(f"/{visit.tenant.slug}/surveys/{made}")
    async with inside(visit.tenant.id):
        return await _list(visit, dict(given.fields), errors)


@page("/surveys/{survey}", permit="voice.edit")
async def survey(visit: Visit, survey: UUID) -> View:
    return await _survey(visit, survey)


@act("POST", "/surveys/{survey}", permit="voice.edit", alone=True)
async def change(visit: Visit, survey: UUID) -> View | Go:
    given = Given(await forms.fields(visit))
    _, errors = await forms.tried(visit, set_survey(survey, given, by=visit.member, now=visit.now, today=visit.today))
    if not errors:
        return Go(f"/{visit.tenant.slug}/surveys/{survey}")
    async with inside(visit.tenant.id):
        return await _survey(visit, survey, dict(given.fields), errors)


@page("/surveys/{survey}/results", permit="voice.follow")
async def results(visit: Visit, survey: UUID) -> View:
    one = await reads.survey(survey)
    return View("voices/results.html", survey=one, told=await reads.results(one, visit.leads(), visit.today), small=SMALL)


async def _list(visit: Visit, given: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> View:
    return View(
        "voices/surveys.html", status=422 if errors else 200, rows=await reads.surveys(), given=given or {}, errors=errors or {},
        kinds=POINTS, most=MOST_POINTS,
    )  # fmt: skip


async def _survey(
    visit: Visit, survey: UUID, given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> View:  # fmt: skip
    return View(
        "voices/survey.html", status=422 if errors else 200, survey=await reads.survey(survey), given=given or {},
        errors=errors or {}, kinds=POINTS, most=MOST_POINTS,
    )  # fmt: skip
