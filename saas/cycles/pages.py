"""Cycles: what is open, how far it is, and the button that closes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas import forms
from saas.cycles import draft_pages, reads, rhythm_pages
from saas.cycles.ask import ask
from saas.cycles.course import course
from saas.cycles.reopen import Reopening, reopen
from saas.cycles.rhythms import rhythms
from saas.indicators.typed import amount
from saas.refusals import Refused, not_found
from saas.scores.amend import COUNTS, INDICATOR, lines
from saas.scores.reads import Sight, names_and_sheet
from saas.scores.reads import scored as scored_of
from saas.values import whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

__all__ = ["draft_pages", "rhythm_pages"]
DIGITS = 6


@page("/cycles", permit="cycle.read")
async def cycles(visit: Visit) -> View:
    lines, kinds = await reads.lines(), await rhythms()
    return View("cycles/list.html", lines=lines, rhythms=kinds, course=course(kinds, [each.cycle for each in lines], visit.today))


@page("/cycles/{cycle}", permit="cycle.read")
async def cycle(visit: Visit, cycle: UUID) -> View:
    return await _cycle(visit, cycle)


@act("POST", "/cycles/{cycle}/closure", permit="cycle.close")
async def close(visit: Visit, cycle: UUID) -> View | Go:
    form = await visit.request.form()
    reason = str(form.get("reason", ""))
    try:
        await ask(
            cycle,
            by=visit.member,
            now=visit.now,
            today=visit.today,
            reason=reason,
            early="executive" in visit.roles,
        )
    except Refused as refused:
        if not refused.problems:
            raise
        return await _cycle(visit, cycle, refused=refused, reason=reason)
    return Go(f"/{visit.tenant.slug}/cycles/{cycle}")


async def _cycle(visit: Visit, cycle: UUID, *, refused: Refused | None = None, reason: str = "") -> View:
    chosen = await reads.cycle(cycle)
    if chosen is None:
        raise not_found()
    progress = await reads.progress(chosen, now=visit.now) if chosen.state == "open" else None
    return View(
        "cycles/cycle.html", part=None if refused else "cycles/_state.html", status=422 if refused else 200,
        cycle=chosen, progress=progress, problems=refused.problems if refused else [], reason=reason,
    )  # fmt: skip


@page("/scores/{cycle}/{subject}/reopening", permit="cycle.reopen")
async def reopening(visit: Visit, cycle: UUID, subject: UUID) -> View:
    return await _reopening(visit, cycle, subject, {}, {})


@act("POST", "/scores/{cycle}/{subject}/reopening", permit="cycle.reopen", alone=True)
async def post_reopening(visit: Visit, cycle: UUID, subject: UUID) -> View | Go:
    given = await forms.fields(visit)

    async def work() -> int:
        wish = Reopening(
            given.get("line", ""), whole(given.get("times"), DIGITS), given.get("how", "full"), given.get("reason", "").strip(),
            given.get("signature", "").strip(), amount(given.get("value", ""), "value"),
        )  # fmt: skip
        return await reopen(cycle, subject, wish, by=visit.member, leads=visit.leads(), now=visit.now)

    made, errors = await forms.tried(visit, work())
    if made:
        return Go(f"/{visit.tenant.slug}/scores/{cycle}/{subject}")
    async with inside(visit.tenant.id):
        return await _reopening(visit, cycle, subject, given, errors)


async def _reopening(visit: Visit, cycle: UUID, subject: UUID, given: Mapping[str, str], errors: dict[str, Any]) -> View:
    scored = await scored_of(cycle, subject, Sight(visit.leads(), [], []))
    if scored is None or scored.kind != "post":
        raise not_found()
    names, sheet = await names_and_sheet(cycle)
    found = lines(sheet, str(subject))
    return View(
        "cycles/reopening.html", status=422 if errors else 200, scored=scored, names=names, lines=found,
        with_value=any(line.key.startswith(INDICATOR) for line in found), labels=COUNTS, given=given, errors=errors,
    )  # fmt: skip
