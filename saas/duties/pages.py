"""Who answers for what: the matrix of a unit, the gap check, and its runs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from saas import forms
from saas.duties import matrix, reads
from saas.duties.asked import asked, page_number, row, sent
from saas.duties.assign import Cell, assign
from saas.duties.check import check
from saas.duties.rules import KINDS
from saas.visit import Visit
from saas.web import Data, Go, View, act, page
from tenants import inside


@page("/responsibilities", permit="duty.read")
async def responsibilities(visit: Visit) -> View:
    return await _matrix(visit)


@act("PUT", "/units/{unit}/responsibilities", permit="duty.edit")
async def set_cells(visit: Visit, unit: UUID) -> Data:
    body = await visit.request.body()
    return Data({"changed": await _assign(visit, unit, sent(body))})


@act("POST", "/units/{unit}/responsibilities", permit="duty.edit", alone=True)
async def set_row(visit: Visit, unit: UUID) -> Go | View:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, _assign(visit, unit, row(given)))
    if not errors:
        return Go(f"/{visit.tenant.slug}/responsibilities?{given.get('back', '')}#d-{given.get('detail', '')}")
    async with inside(visit.tenant.id):
        return await _matrix(visit, unit=unit, edit=given.get("detail", ""), errors=errors)


async def _assign(visit: Visit, unit: UUID, cells: Sequence[Cell]) -> int:
    return await assign(unit, cells, leads=visit.leads(), by=visit.member, now=visit.now, today=visit.today, locale=visit.locale)


async def _matrix(visit: Visit, *, unit: UUID | None = None, edit: str = "", errors: dict[str, str] | None = None) -> View:
    query = visit.request.query_params
    wish = asked({**query, "unit": str(unit)} if unit else query)
    frame = await matrix.frame(wish, visit.leads(), visit.today)
    rows, total = await matrix.rows(wish, frame.id, [post.id for post in frame.posts], visit.today)
    return View(
        "duties/matrix.html", part="duties/_matrix.html", status=422 if errors else 200, frame=frame, rows=rows, total=total,
        asked=wish, pages=-(-total // matrix.ROWS) or 1, sides=-(-frame.total // matrix.COLUMNS) or 1,
        edit=edit or query.get("edit", ""), errors=errors or {},
    )  # fmt: skip


@page("/responsibilities/gaps", permit="duty.read")
async def gaps(visit: Visit) -> View:
    query = visit.request.query_params
    kind = query.get("kind", "") if query.get("kind", "") in KINDS else ""
    at = page_number(query.get("page", ""))
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
    told, came, went = await reads.changed(run, visit.leads(), visit.today)
    return View("duties/run.html", run=told, came=came, went=went)
