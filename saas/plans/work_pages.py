"""Measures as work: the board, the line of time, one measure with its story, the owner's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import files, forms
from saas.plans import reads
from saas.plans import work_reads as work
from saas.plans.finish import finish
from saas.plans.note_progress import note_progress
from saas.plans.spans import scale
from saas.plans.to_standard import to_standard
from saas.refusals import not_found
from saas.values import as_id, whole
from saas.visit import Visit
from saas.web import File, Go, View, act, page
from tenants import inside

DIGITS = 3


@page("/plans/board", permit="plan.read")
async def board(visit: Visit) -> View:
    rows = await work.work(visit.leads(), None, visit.today)
    columns = {name: [row for row in rows if row.column(visit.today) == name] for name in work.COLUMNS}
    return View("plans/board.html", columns=columns, cut=len(rows) == work.MOST)


@page("/plans/timeline", permit="plan.read")
async def timeline(visit: Visit) -> View:
    rows = await work.work(visit.leads(), None, visit.today)
    days = [day for row in rows for day in (row.due_on, row.window_to, (row.approved_at or row.drafted_at).date())]
    return View("plans/timeline.html", rows=rows, scale=scale(days, visit.today), cut=len(rows) == work.MOST)


@page("/measures", permit="measure.do")
async def my_measures(visit: Visit) -> View:
    return await _mine(visit)


@page("/measures/{measure}", permit="measure.do")
async def one_measure(visit: Visit, measure: UUID) -> View:
    return await _story(visit, measure)


@page("/measures/{measure}/photos/{photo}", permit="measure.do")
async def measure_photo(visit: Visit, measure: UUID, photo: UUID) -> File:
    """Whoever may see the measure sees what its owner showed."""
    path = await work.photo_of(measure, photo) if await work.story(measure, visit.leads(), visit.posts) else None
    body = await files.get(visit.tenant.id, path) if path else None
    if body is None:
        raise not_found()
    return File(body, "image/png" if path and path.endswith(".png") else "image/jpeg", keep=True)


@act("POST", "/measures/{measure}/progress", permit="measure.do", alone=True)
async def post_progress(visit: Visit, measure: UUID) -> View | Go:
    given = await forms.fields(visit)
    note = note_progress(
        measure, whole(given.get("percent"), DIGITS), given.get("note", ""), as_id(given.get("photo")), posts=visit.posts,
        by=visit.member, now=visit.now,
    )  # fmt: skip
    _, errors = await forms.tried(visit, note)
    if errors:
        async with inside(visit.tenant.id):
            return await _mine(visit, status=422, at=measure, errors=errors, given=given)
    return Go(f"/{visit.tenant.slug}/measures#m-{measure}")


@act("POST", "/measures/{measure}/completion", permit="measure.do")
async def finish_measure(visit: Visit, measure: UUID) -> Go:
    await finish(measure, posts=visit.posts, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/measures")


@act("POST", "/measures/{measure}/standard", permit="plan.decide", alone=True)
async def propose_standard(visit: Visit, measure: UUID) -> View | Go:
    """One click: the measure stands in the draft of the next version, with its effect as the reason."""
    made, errors = await forms.tried(visit, to_standard(measure, leads=visit.leads(), by=visit.member, now=visit.now))
    if errors:
        async with inside(visit.tenant.id):
            return await _story(visit, measure, status=422, errors=errors)
    here = f"/{visit.tenant.slug}"
    return Go(f"{here}/standards/drafts/{made}" if visit.may("standard.approve") else f"{here}/measures/{measure}#standard")


async def _mine(visit: Visit, *, status: int = 200, **more: Any) -> View:
    state: dict[str, Any] = {"at": None, "errors": {}, "given": {}} | more
    return View(
        "plans/mine.html", status=status, measures=await reads.mine(visit.posts), past=await work.past(visit.posts), **state
    )  # fmt: skip


async def _story(visit: Visit, measure: UUID, *, status: int = 200, **more: Any) -> View:
    story = await work.story(measure, visit.leads(), visit.posts)
    if story is None:
        raise not_found()
    return View("plans/measure.html", status=status, story=story, m=story.measure, **({"errors": {}} | more))
