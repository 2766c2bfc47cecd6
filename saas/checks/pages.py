"""The day of line staff: today, the check on the phone, what was sent, the lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from saas.checks import history, label_pages, lines, list_reads, photo_pages, reads  # noqa: F401 – its addresses
from saas.checks.find_due import sent_for
from saas.checks.keep_paces import keep_paces
from saas.checks.said import filled_before
from saas.checks.sent import Sent, parse
from saas.checks.submit import Receipt, Sender, submit
from saas.checks.submitted import PAGE, submitted
from saas.checks.take_form import take_form
from saas.checks.taken import taken
from saas.checks.versions import Published, load, phone_part
from saas.forms import errors, page_number, pages
from saas.people.briefing import EDITION, briefed
from saas.refusals import Refused, not_found
from saas.visit import Visit
from saas.web import Data, Go, View, act, page
from tenants import inside

FORM_LARGEST = 60_000_000
UNPROCESSABLE = 422
SHOWN_FOR = timedelta(days=92)


@page("/today", permit="today.read", reading=reads.TODAY_MARK)
async def today(visit: Visit) -> View:
    day = await lines.today(visit.read, visit.member, visit.posts, company=visit.tenant, locale=visit.locale, now=visit.now)
    return View("checks/today.html", day=day)


@page("/due/{due}", permit="check.submit")
async def due(visit: Visit, due: UUID) -> View | Go:
    found = await reads.due_check(due, visit.posts)
    if found is None:
        raise not_found()
    if found.state == "relieved":
        raise await taken(due, filled=False)
    if found.check_id is not None and found.check_state != "returned":
        return Go(f"/{visit.tenant.slug}/checks/{found.check_id}")
    published = await load(found.version_id)
    given = {code: said for code, said in _before(published, found.answers or {}) if said}
    told = bool(visit.leads()) or await briefed(visit.member) is not None
    return _form(visit, replace(found, answers=given), published, uuid4(), told=told)


@page("/submissions", permit="check.submit")
async def submissions(visit: Visit) -> View:
    at = page_number(visit)
    sent = await submitted(visit.member, visit.today - SHOWN_FOR, at)
    total = sent[0].total if sent else 0
    return View("checks/submissions.html", sent=sent, page=at, pages=pages(total, PAGE), total=total)


@act("POST", "/due/{due}/checks/{check}", permit="check.submit", alone=True, due="due", limit=FORM_LARGEST)
async def post_check(visit: Visit, due: UUID, check: UUID) -> View | Go:
    """The same without a script: photos come with the form, and faults come back with everything that was filled in."""
    if visit.due is None or visit.due["id"] != str(due):
        raise not_found()
    async with inside(visit.tenant.id):
        found = await reads.due_check(due, visit.posts)
        published = await load(found.version_id) if found else None
    if found is None or published is None:
        raise not_found()
    filled = await take_form(visit, published)
    by = Sender(visit.tenant.id, visit.member, visit.posts)
    try:
        await submit(check, filled.sent(due), visit.due, by=by, now=visit.now)
    except Refused as refused:
        if refused.status != UNPROCESSABLE:
            raise
        return _form(visit, replace(found, answers=filled.answers), published, check, errors(visit, refused))
    return Go(f"/{visit.tenant.slug}/checks/{check}")


@act("PUT", "/due/{due}/checks/{check}", permit="check.submit", alone=True, due="due")
async def put_check(visit: Visit, due: UUID, check: UUID) -> Data:
    body, by = await visit.request.body(), Sender(visit.tenant.id, visit.member, visit.posts)
    if visit.due is None:
        sent, found = await sent_for(due, check, body, by=by, zone=visit.tenant.zone, now=visit.now)
        return Data(await _taken_in(visit, check, sent, found, by))
    if visit.due["id"] != str(due):
        raise not_found()
    return Data(await _taken_in(visit, check, parse(body), visit.due, by))


async def _taken_in(visit: Visit, check: UUID, sent: Sent, due: dict[str, Any], by: Sender) -> Receipt:
    receipt = await submit(check, sent, due, by=by, now=visit.now)
    if sent.paces:
        await keep_paces(check, sent, tenant=visit.tenant.id, now=visit.now)
    return receipt


@page("/checks/{check}", permit="check.read")
async def check(visit: Visit, check: UUID) -> View:
    found = await history.check_seen(check, member=visit.member, posts=visit.posts, leads=visit.leads())
    if found is None:
        raise not_found()
    published = await load(found.version_id)
    answers = await history.answers_seen(check)
    return View("checks/check.html", check=found, answers=answers, published=published)


@page("/checklists", permit="checklist.read", reading=list_reads.LISTS_MARK)
async def checklists(visit: Visit) -> View:
    lists = await lines.lists(visit.read, company=visit.tenant, locale=visit.locale, today=visit.today)
    return View("checks/checklists.html", lists=lists)


@page("/checklists/{version}", permit="checklist.read")
async def checklist(visit: Visit, version: UUID) -> View:
    published = await load(version)
    schedules = await history.schedules(published.checklist, visit.today)
    return View("checks/checklist.html", published=published, schedules=schedules)


def _form(
    visit: Visit, due: reads.DueCheck, published: Published, check: UUID, wrong: Mapping[str, str] | None = None, *,
    told: bool = True,
) -> View:  # fmt: skip
    """The form; with answers or faults its points are rendered anew. `told`: they have read what is measured."""
    photos = {detail: f"/{visit.tenant.slug}/standards/files/{one}" for detail, one in (due.photos or {}).items()}
    part = phone_part(visit.tenant.id, published, visit.locale, due.answers, wrong, photos)
    return View(
        "checks/due.html", status=UNPROCESSABLE if wrong else 200, due=due, published=published, points=part, check_id=check,
        errors=wrong or {}, told=told, edition=EDITION,
    )  # fmt: skip


def _before(published: Published, answers: dict[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """The answers of a returned list, as the phone would send them."""
    return ((p.code, filled_before(p.kind, answers[p.code])) for p in published.rules.points if p.code in answers)
