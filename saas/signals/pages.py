"""Where a look is worth its time, what is measured and told, proposals for the lists, and who finds their own faults."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec

from saas import forms
from saas.people.briefing import briefed
from saas.refusals import not_found
from saas.signals import page_reads as reads
from saas.signals import words
from saas.signals.answer import answer
from saas.signals.confirm import confirm
from saas.signals.take_up import decline, take_up
from saas.told import Moment, told
from saas.values import as_id
from saas.visit import Visit
from saas.web import Data, Go, View, act, page
from tenants import inside


class Read(msgspec.Struct):
    """As a phone tells that its person has read what is measured: which edition, and when."""

    edition: int
    told_at: Moment | None = None


@page("/signals", permit="signal.read")
async def signals(visit: Visit) -> View:
    at, past = forms.page_number(visit), visit.request.query_params.get("past") == "1"
    rows = await reads.of_lines(visit.leads(), visit.member, ["answered"] if past else ["open"], at)
    total = rows[0]["total"] if rows else 0
    return View(
        "signals/signals.html", rows=rows, past=past, at=at, total=total, pages=forms.pages(total, reads.PAGE), words=words
    )


@page("/signals/{signal}", permit="signal.read")
async def signal(visit: Visit, signal: UUID) -> View:
    return await _signal(visit, signal)


@act("POST", "/signals/{signal}/answer", permit="signal.answer", alone=True)
async def post_answer(visit: Visit, signal: UUID) -> View | Go:
    given = await forms.fields(visit)
    heads = [unit for role in ("leader", "executive") for unit in visit.role_units.get(role, ())]
    _, errors = await forms.tried(visit, answer(signal, given, heads=heads, by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/signals")
    async with inside(visit.tenant.id):
        return await _signal(visit, signal, given, errors)


@page("/measured", permit="measured.read")
async def measured(visit: Visit) -> View:
    """?due= the list from which it was opened: there it goes on."""
    at, due = await briefed(visit.member), as_id(visit.request.query_params.get("due"))
    return View("signals/measured.html", own=await reads.own(visit.member), confirmed=at, words=words, due=due)


@act("POST", "/measured/confirmation", permit="measured.read")
async def post_confirmation(visit: Visit) -> Go:
    await confirm(by=visit.member, now=visit.now)
    due = as_id((await forms.fields(visit)).get("due"))
    return Go(f"/{visit.tenant.slug}/due/{due}" if due else f"/{visit.tenant.slug}/")


@act("PUT", "/measured/confirmation", permit="measured.read")
async def put_confirmation(visit: Visit) -> Data:
    """As a phone sends it, perhaps days later, perhaps twice."""
    given = told(await visit.request.body(), Read)
    return Data(await confirm(by=visit.member, now=visit.now, edition=given.edition, read_at=given.told_at))


@page("/proposals", permit="proposal.read")
async def proposals(visit: Visit) -> View:
    return await _proposals(visit)


@act("POST", "/proposals/{proposal}/acceptance", permit="proposal.decide")
async def post_acceptance(visit: Visit, proposal: UUID) -> Go:
    checklist = await take_up(proposal, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/checklists/{checklist}/draft")


@act("POST", "/proposals/{proposal}/refusal", permit="proposal.decide", alone=True)
async def post_refusal(visit: Visit, proposal: UUID) -> View | Go:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, decline(proposal, given.get("reason", ""), by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/proposals")
    async with inside(visit.tenant.id):
        return await _proposals(visit, (proposal, errors))


@page("/honesty", permit="honesty.read")
async def honesty(visit: Visit) -> View:
    at = forms.page_number(visit)
    rows = await reads.honesty(visit.leads(), visit.posts, visit.today, at)
    total = rows[0]["total"] if rows else 0
    return View("signals/honesty.html", rows=rows, at=at, total=total, pages=forms.pages(total, reads.PAGE))


async def _signal(
    visit: Visit, signal: UUID, given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> View:
    found, checks = await reads.signal(signal, visit.leads(), visit.member)
    if found is None:
        raise not_found()
    return View(
        "signals/signal.html", status=422 if errors else 200, signal=found, checks=checks, words=words, given=given or {},
        errors=errors or {},
    )  # fmt: skip


async def _proposals(visit: Visit, wrong: tuple[UUID, Mapping[str, str]] | None = None) -> View:
    at = forms.page_number(visit)
    rows = await reads.proposals(visit.now, at)
    total = rows[0]["total"] if rows else 0
    return View(
        "signals/proposals.html", status=422 if wrong else 200, rows=rows, at=at, total=total, wrong=wrong,
        pages=forms.pages(total, reads.PAGE),
    )  # fmt: skip
