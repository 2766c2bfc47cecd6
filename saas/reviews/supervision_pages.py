"""The layered plan: rounds of today, how rounds were kept, and the rules as configuration."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.org.given import Given
from saas.reviews import supervision_reads as reads
from saas.reviews.note_round import note_round
from saas.reviews.retire_rule import retire_rule
from saas.reviews.set_rule import DOES, EVERY, set_rule
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

PAGE = 50


@page("/supervision", permit="supervision.read")
async def supervision(visit: Visit) -> View:
    return await _rounds(visit)


@act("POST", "/supervision/rounds/{round}/note", permit="supervision.read", alone=True)
async def post_note(visit: Visit, round: UUID) -> View | Go:  # noqa: A002 - the name in the address
    note = (await forms.fields(visit)).get("note", "")
    _, errors = await forms.tried(visit, note_round(round, note=note, by=visit.member, posts=visit.posts, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/supervision")
    async with inside(visit.tenant.id):
        return await _rounds(visit, wrong=(round, errors.get("note") or errors.get("form")))


@page("/supervision/rules", permit="supervision.edit")
async def rules(visit: Visit) -> View:
    return await _rules(visit)


@act("POST", "/supervision/rules", permit="supervision.edit", alone=True)
async def post_rule(visit: Visit) -> View | Go:
    return await _set(visit, None)


@act("POST", "/supervision/rules/{rule}", permit="supervision.edit", alone=True)
async def post_changed_rule(visit: Visit, rule: UUID) -> View | Go:
    async with inside(visit.tenant.id):
        await reads.known_rule(rule)
    return await _set(visit, rule)


@act("POST", "/supervision/rules/{rule}/removal", permit="supervision.edit")
async def post_rule_removal(visit: Visit, rule: UUID) -> Go:
    await retire_rule(rule, today=visit.today, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/supervision/rules")


async def _set(visit: Visit, rule: UUID | None) -> View | Go:
    """Back to the rules, or the one form again with what has to be mended."""
    given, form = Given(await forms.fields(visit)), await visit.request.form()
    lists = [str(code) for code in form.getall("lists", [])]
    _, errors = await forms.tried(visit, set_rule(rule, given, lists, by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/supervision/rules")
    async with inside(visit.tenant.id):
        return await _rules(visit, str(rule or "new"), dict(given.fields) | {"lists": lists}, errors)


async def _rules(
    visit: Visit, form: str = "", given: dict[str, Any] | None = None, errors: dict[str, str] | None = None
) -> View:  # fmt: skip
    """`form`: which of the forms came back."""
    return View(
        "reviews/supervision_rules.html", status=422 if errors else 200, rules=await reads.rules(), choices=await reads.choices(),
        every=EVERY, does=DOES, form_of=form, given=given or {}, errors=errors or {},
    )  # fmt: skip


async def _rounds(visit: Visit, wrong: tuple[UUID, str | None] | None = None) -> View:
    at = forms.page_number(visit)
    rounds = await reads.rounds(visit.posts, visit.leads(), visit.today, at)
    past = await reads.past(visit.leads(), visit.today)
    total = rounds[0].total if rounds else 0
    return View(
        "reviews/supervision.html", status=422 if wrong else 200, rounds=rounds, past=past, at=at, total=total,
        pages=forms.pages(total, PAGE), every=EVERY, does=DOES, wrong=wrong,
    )  # fmt: skip
