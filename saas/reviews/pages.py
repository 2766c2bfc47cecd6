"""The leader's queue, one check in it, and the decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas.checks import history
from saas.checks.versions import load
from saas.refusals import Refused, not_found
from saas.reviews import insight_pages, lines, queue_reads, reads, spot_pages, supervision_pages  # noqa: F401 – their addresses
from saas.reviews.accept import accept
from saas.reviews.accept_rest import accept_rest
from saas.reviews.correct import correct
from saas.reviews.look import look
from saas.reviews.send_back import send_back
from saas.reviews.take_back import take_back
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_

VALUES = ("verdict", "number", "low", "high", "choice", "code")
BLANK = dict.fromkeys(("point", *VALUES, "reason"), "")


@page("/reviews", permit="review.read", reading=queue_reads.QUEUE_MARK, ages=True)
async def queue(visit: Visit) -> View:
    unit, after, batch = (as_id(visit.request.query_params.get(name)) for name in ("unit", "after", "batch"))
    fifty = await lines.page(visit, unit=unit, after=after, batch=batch)
    return View("reviews/queue.html", page=fifty, unit=unit, batch=batch)


@page("/reviews/{check}", permit="review.read")
async def review(visit: Visit, check: UUID) -> View | Go:
    return await _shown(visit, check)


@act("POST", "/reviews/{check}/acceptance", permit="review.decide")
async def post_acceptance(visit: Visit, check: UUID) -> View | Go:
    batch = await accept(check, by=visit.member, now=visit.now)
    if not visit.fragment:
        return Go(f"/{visit.tenant.slug}/reviews?batch={batch}")
    undo = f"/{visit.tenant.slug}/reviews/batches/{batch}/withdrawal"
    return View("reviews/_decided.html", check=check, word="accepted", toast=N_("已通过"), undo=undo)


@act("POST", "/reviews/{check}/return", permit="review.decide")
async def post_return(visit: Visit, check: UUID) -> View | Go:
    given = await _form(visit)
    try:
        await send_back(check, reason=given.get("reason", ""), by=visit.member, now=visit.now)
    except Refused as refused:
        return await _again(visit, check, refused, given)
    if not visit.fragment:
        return Go(f"/{visit.tenant.slug}/reviews")
    return View("reviews/_decided.html", check=check, word="returned", toast=N_("已退回"))


@act("POST", "/reviews/{check}/corrections", permit="review.decide")
async def post_correction(visit: Visit, check: UUID) -> View | Go:
    given = await _form(visit)
    point = as_id(given.get("point"))
    if point is None:
        raise not_found()
    try:
        reason = given.get("reason", "")
        await correct(check, point, became=_became(given), reason=reason, by=visit.member, now=visit.now)
    except Refused as refused:
        return await _again(visit, check, refused, given)
    if not visit.fragment:
        return Go(f"/{visit.tenant.slug}/reviews/{check}")
    return await _shown(visit, check, toast=N_("已更正"))


@act("POST", "/reviews/batches", permit="review.decide")
async def post_batch(visit: Visit) -> Go:
    form = await visit.request.form()
    checks = [check for check in map(as_id, form.getall("check", [])) if check]
    until = _moment(form.get("until"))
    if until is not None:
        heads = _reviewer(visit).decides
        unit = as_id(form.get("unit"))
        checks = await queue_reads.clean(heads, visit.member, visit.posts, unit=unit, until=until)
    done = await accept_rest(checks, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/reviews?batch={done.batch}")


@act("POST", "/reviews/batches/{batch}/withdrawal", permit="review.decide")
async def post_withdrawal(visit: Visit, batch: UUID) -> Go:
    await take_back(batch, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/reviews")


async def _shown(
    visit: Visit, check: UUID, *, status: int = 200, toast: str | None = None, **form: Any
) -> View | Go:
    """One check as staff saw it, with what may be done about it. `form`: errors, and what was typed.

    Whoever has to fill it in blind is sent there first.
    """
    found = await look(check, _reviewer(visit), now=visit.now)
    if found.spot:
        return Go(f"/{visit.tenant.slug}/spots/{found.spot}")
    published = await load(found.version_id)
    answers = zip(published.ids, await history.answers_seen(check), strict=True)
    values = {"errors": (), "given": BLANK} | form
    return View(
        "reviews/check.html", part="reviews/_check.html", status=status, toast=toast, check=found,
        sections=published.sections, answers=list(answers), **values,
    )  # fmt: skip


async def _again(visit: Visit, check: UUID, refused: Refused, given: dict[str, str]) -> View | Go:
    """The same page with the fault at its field; nothing was written before it was found."""
    if not refused.problems:
        raise refused
    return await _shown(visit, check, status=refused.status, errors=refused.problems, given=BLANK | given)


def _reviewer(visit: Visit) -> reads.Reviewer:
    decides = [unit for role in ("leader", "executive") for unit in visit.role_units.get(role, ())]
    return reads.Reviewer(visit.member, visit.leads(), decides, visit.posts)


def _became(given: dict[str, str]) -> dict[str, str]:
    """The one value of a correction's form; not applicable stands above what else was typed."""
    if given.get("verdict") == "na":
        return {"verdict": "na"}
    return {name: given[name] for name in VALUES if given.get(name)}


def _moment(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text or "")
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else None


async def _form(visit: Visit) -> dict[str, str]:
    form = await visit.request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}
