"""The gap check as pages: what stands, what came and went, and a run at once."""

from __future__ import annotations

from uuid import UUID

from saas.duties import reads
from saas.duties.check import check
from saas.duties.rules import KINDS
from saas.visit import Visit
from saas.web import Go, View, act, page

DIGITS = 4


@page("/responsibilities/gaps", permit="duty.read")
async def gaps(visit: Visit) -> View:
    asked = visit.request.query_params
    kind = asked.get("kind", "")
    kind = kind if kind in KINDS else ""
    at = page_number(asked.get("page", ""))
    state = await reads.state(visit.leads())
    rows, total = await reads.standing(visit.leads(), visit.today, kind, at)
    return View(
        "duties/gaps.html", part="duties/_gaps.html", state=state, rows=rows, total=total, kinds=KINDS, kind=kind, page=at,
        pages=-(-total // reads.PAGE) or 1,
    )  # fmt: skip


@act("POST", "/responsibilities/gaps/runs", permit="duty.check")
async def run_now(visit: Visit) -> Go:
    await check(visit.today, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/responsibilities/gaps")


@page("/responsibilities/gaps/{run}", permit="duty.read")
async def one_run(visit: Visit, run: UUID) -> View:
    run_told, came, went = await reads.changed(run, visit.leads(), visit.today)
    return View("duties/run.html", run=run_told, came=came, went=went)


def page_number(text: str) -> int:
    """The page asked for; what is no number is the first."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 1
