"""Appeals: a line of one's own score is disputed, somebody outside the line decides, everybody concerned sees why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas import files, forms
from saas.appeals import reads
from saas.appeals.assign import assign
from saas.appeals.counted import counted
from saas.appeals.decide import Decision, decide
from saas.appeals.lodge import Wish, lodge, open_for, standing
from saas.appeals.rules import HOWS, PHOTOS, STATES, STEPS
from saas.appeals.withdraw import withdraw
from saas.checks.reads import photo_path
from saas.indicators.typed import amount
from saas.refusals import Refused, not_found
from saas.scores import behind
from saas.scores.amend import COUNTS, INDICATOR, lines
from saas.scores.mine import Subject
from saas.scores.reads import names_and_sheet
from saas.values import as_id, whole
from saas.visit import Visit
from saas.web import File, Go, View, act, page
from saas.words import translator
from tenants import inside

DIGITS = 6
WORDS: dict[str, Any] = {"labels": COUNTS, "states": STATES, "steps": STEPS, "hows": HOWS}


@page("/appeals", permit="appeal.read")
async def appeals(visit: Visit) -> View:
    at, asked = forms.page_number(visit), visit.request.query_params.get("whose", "")
    whose = asked if asked in reads.WHOSE else "decide" if visit.may("appeal.decide") else "mine"
    rows, counts = await reads.appeals(visit, whose, at)
    pages = forms.pages(counts[whose], reads.PAGE)
    return View("appeals/list.html", rows=rows, counts=counts, whose=whose, at=at, pages=pages, total=counts[whose], **WORDS)


@page("/appeals/{appeal}", permit="appeal.read")
async def appeal(visit: Visit, appeal: UUID) -> View:
    return await _appeal(visit, appeal)


@page("/appeals/{appeal}/answers", permit="appeal.read")
async def answers(visit: Visit, appeal: UUID) -> View:
    """The checks behind the line in dispute, for whoever may see the appeal."""
    story = await reads.appeal(visit, appeal)
    if story is None:
        raise not_found()
    of, at = story.appeal, forms.page_number(visit)
    if not of.line.startswith("checks/"):
        rows, total = await behind.late_ones(of.cycle_id, of.post_id, at, visit.now)
    else:
        _, code, point = of.line.split("/", 2)
        rows, total = await behind.answers(of.cycle_id, of.post_id, code, point, at)
    told = Subject(of.post, "post", of.cycle, None, of.point, veto=False)
    return View(
        "scores/answers.html", told=told, rows=rows, total=total, at=at, pages=forms.pages(total, behind.PAGE), appeal=appeal,
        cycle=of.cycle_id, subject=of.post_id, line=("", ""),
        linked=False,
    )  # fmt: skip


@page("/appeals/{appeal}/photos/{photo}", permit="appeal.read")
async def evidence(visit: Visit, appeal: UUID, photo: UUID) -> File:
    """Whoever may see the appeal sees what was shown for it."""
    story = await reads.appeal(visit, appeal)
    if story is None or photo not in story.appeal.photos:
        raise not_found()
    path = await photo_path(photo, story.appeal.membership_id, [])
    body = await files.get(visit.tenant.id, path) if path else None
    if body is None:
        raise not_found()
    return File(body, "image/png" if path and path.endswith(".png") else "image/jpeg", keep=True)


@page("/scores/{cycle}/{subject}/appeal", permit="appeal.lodge")
async def addition(visit: Visit, cycle: UUID, subject: UUID) -> View:
    return await _form(visit, cycle, subject, {"line": visit.request.query_params.get("line", "")}, {})


@act("POST", "/scores/{cycle}/{subject}/appeal", permit="appeal.lodge", alone=True)
async def post_appeal(visit: Visit, cycle: UUID, subject: UUID) -> View | Go:
    given = await forms.fields(visit)
    photos = [found for name in PHOTOS if (found := as_id(given.get(name)))]

    async def work() -> UUID:
        line, value = given.get("line", ""), amount(given.get("value", ""), "value")
        finding = as_id(given.get("finding")) if line.startswith("findings/") else None
        wish = Wish(line, whole(given.get("times"), DIGITS), given.get("text", "").strip(), photos, value, finding)
        return await lodge(cycle, subject, wish, by=visit.member, now=visit.now)

    made, errors = await forms.tried(visit, work())
    if made:
        return Go(f"/{visit.tenant.slug}/appeals/{made}")
    async with inside(visit.tenant.id):
        return await _form(visit, cycle, subject, given, errors)


@act("POST", "/appeals/{appeal}/decision", permit="appeal.decide", alone=True)
async def post_decision(visit: Visit, appeal: UUID) -> View | Go:
    given = await forms.fields(visit)

    async def work() -> None:
        times, value = whole(given.get("times"), DIGITS), amount(given.get("value", ""), "value")
        decision = Decision(given.get("outcome", ""), given.get("reason", "").strip(), times, given.get("how", "full"), value)
        await decide(appeal, decision, by=visit.member, now=visit.now)

    _, errors = await forms.tried(visit, work())
    return await _done(visit, appeal, given, errors)


@act("POST", "/appeals/{appeal}/assignment", permit="appeal.assign", alone=True)
async def post_assignment(visit: Visit, appeal: UUID) -> View | Go:
    given = await forms.fields(visit)
    work = assign(appeal, as_id(given.get("decider")), why=given.get("why", "").strip(), by=visit.member, now=visit.now)
    _, errors = await forms.tried(visit, work)
    return await _done(visit, appeal, given, errors)


@act("POST", "/appeals/{appeal}/withdrawal", permit="appeal.lodge")
async def post_withdrawal(visit: Visit, appeal: UUID) -> Go:
    await withdraw(appeal, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/appeals/{appeal}")


async def _done(visit: Visit, appeal: UUID, given: Mapping[str, str], errors: dict[str, Any]) -> View | Go:
    if not errors:
        return Go(f"/{visit.tenant.slug}/appeals/{appeal}")
    async with inside(visit.tenant.id):
        return await _appeal(visit, appeal, given, errors)


async def _appeal(visit: Visit, appeal: UUID, given: Mapping[str, str] | None = None, errors: Any = None) -> View:
    story = await reads.appeal(visit, appeal)
    if story is None:
        raise not_found()
    status = 422 if errors else 200
    return View("appeals/appeal.html", status=status, story=story, given=given or {}, errors=errors or {}, **WORDS)


async def _form(visit: Visit, cycle: UUID, post: UUID, given: Mapping[str, str], errors: dict[str, str]) -> View:
    about = await standing(cycle, post, visit.member, held=False)
    if about is None:
        raise not_found()
    over = None
    try:
        open_for(about, visit.now)
    except Refused as refused:
        over = translator(visit.locale)(refused.message)
    names, sheet = await names_and_sheet(cycle)
    disputable = lines(sheet, str(post))
    return View(
        "appeals/form.html", status=422 if errors else 200, cycle=cycle, post=post, about=about, over=over, names=names,
        lines=disputable, values=any(each.key.startswith(INDICATOR) for each in disputable), given=given, errors=errors,
        findings=await counted(post, about["from_date"], about["to_date"]), fields=PHOTOS, **WORDS,
    )  # fmt: skip
