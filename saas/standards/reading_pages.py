"""Reading what changed: the reader's page with its quiz, and who has confirmed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.standards import compare, readings, reads
from saas.standards.confirm import confirm
from saas.visit import Visit
from saas.web import Go, View, act, page


@page("/readings", permit="standard.confirm")
async def mine(visit: Visit) -> View:
    return View("standards/readings.html", part="standards/_readings.html", front=await reads.front(visit.today, visit.member))


@page("/standards/versions/{standard}/reading", permit="standard.read")
async def reading(visit: Visit, standard: UUID) -> View:
    return await _reading(visit, standard)


@act("POST", "/standards/versions/{standard}/reading", permit="standard.confirm")
async def confirm_reading(visit: Visit, standard: UUID) -> View | Go:
    given = await forms.fields(visit)
    missed = await confirm(standard, given, today=visit.today, by=visit.member, now=visit.now)
    if missed:
        return await _reading(visit, standard, status=422, missed=missed, given=given)
    return Go(f"{visit.path}#confirmed")


@page("/standards/versions/{standard}/readers", permit="standard.follow")
async def readers(visit: Visit, standard: UUID) -> View:
    at = forms.page_number(visit)
    found = await readings.coverage(standard, visit.today, visit.leads(), at)
    pages = forms.pages(found.total, readings.PAGE)
    return View("standards/readers.html", standard=standard, coverage=found, page=at, pages=pages)


async def _reading(visit: Visit, standard: UUID, *, status: int = 200, **more: Any) -> View:
    """`missed`: numbers of the questions that were not answered rightly, `given`: what was answered."""
    found = await readings.reading(standard, visit.today, visit.member)
    changes = await compare.of_versions(found.base_id, standard) if found.base_id else []
    mine = [change for change in changes if change.code in found.codes]
    others = [] if visit.outside is not None else [change for change in changes if change.code not in found.codes]
    state: dict[str, Any] = {"missed": [], "given": {}} | more
    return View("standards/reading.html", status=status, reading=found, mine=mine, others=others, **state)
