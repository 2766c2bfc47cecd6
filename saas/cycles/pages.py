"""Cycles: what is open, how far it is, and the button that closes it."""

from __future__ import annotations

from uuid import UUID

from saas.cycles import reads
from saas.cycles.ask import ask
from saas.refusals import Refused, not_found
from saas.visit import Visit
from saas.web import Go, View, act, page


@page("/cycles", permit="cycle.read")
async def cycles(_visit: Visit) -> View:
    return View("cycles/list.html", lines=await reads.lines())


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
