"""Who answers for what: the matrix of a unit, the gap check with its runs, duties of job titles and of posts."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any
from uuid import UUID

from saas import forms
from saas.duties import cells, duty_reads, matrix, reads
from saas.duties.add_duty import add_duty
from saas.duties.asked import asked, row, sent
from saas.duties.assign import Cell, assign
from saas.duties.check import check
from saas.duties.conform import conform
from saas.duties.deviate import deviate
from saas.duties.lines import walk
from saas.duties.move_duty import move_duty
from saas.duties.remove_duty import remove_duty
from saas.duties.reword import reword
from saas.duties.rules import KINDS
from saas.kept import Lines
from saas.visit import Visit
from saas.web import Data, Go, View, act, page
from tenants import inside

lines = Lines("duties/_gap_line.html")


@page("/responsibilities", permit="duty.read", reading=matrix.MARK)
async def responsibilities(visit: Visit) -> View:
    async with inside(visit.tenant.id):
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
    wish = asked(visit, unit)
    frame = await matrix.frame(wish, visit.leads(), visit.today)
    rows = await matrix.rows(wish, frame, visit.today)
    edit, kept = edit or query.get("edit", ""), wish.address(frame.id)
    here = f"/{visit.tenant.slug}/responsibilities?{kept}&page={wish.rows}&columns={wish.columns}"
    table = cells.table(visit, frame, rows, here=here, edit=edit)
    return View(
        "duties/matrix.html", part="duties/_matrix.html", status=422 if errors else 200, frame=frame, rows=rows, table=table,
        asked=wish, pages=forms.pages(rows.total, matrix.ROWS), sides=forms.pages(frame.total, matrix.COLUMNS),
        edit=edit, kept=kept, parts=cells.parts(rows.book, wish.part, visit.locale), errors=errors or {},
    )  # fmt: skip


@page("/responsibilities/gaps", permit="duty.read", reading=reads.MARK)
async def gaps(visit: Visit) -> View:
    query = visit.request.query_params
    kind = query.get("kind", "") if query.get("kind", "") in KINDS else ""
    at = forms.page_number(visit)
    async with inside(visit.tenant.id):
        state = await reads.state(visit.leads())
        told, total = await reads.standing(visit.leads(), visit.today, kind, at)
    rows = lines.html(told, reads.found, (visit.tenant.slug,), visit.locale, slug=visit.tenant.slug)
    return View(
        "duties/gaps.html", part="duties/_gaps.html", state=state, rows=rows, total=total, kinds=KINDS, kind=kind, page=at,
        pages=forms.pages(total, reads.PAGE),
    )  # fmt: skip


@act("POST", "/responsibilities/gaps/runs", permit="duty.check")
async def run_now(visit: Visit) -> Go:
    await check(visit.today, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/responsibilities/gaps")


@page("/responsibilities/gaps/{run}", permit="duty.read")
async def one_run(visit: Visit, run: UUID) -> View:
    told, came, went = await reads.changed(run, visit.leads(), visit.today)
    return View("duties/run.html", run=told, came=came, went=went)


@page("/responsibilities/duties", permit="duty.read")
async def duties(visit: Visit) -> View:
    query = visit.request.query_params
    return await _duties(visit, forms.chosen(query.get("title", "")), forms.chosen(query.get("line", "")))


@act("POST", "/responsibilities/duties/{title}/lines", permit="duty.edit", alone=True)
async def add_line(visit: Visit, title: UUID) -> Go | View:
    given = await forms.fields(visit)
    parent = forms.chosen(given.get("parent", ""))
    return await _tried(visit, title, parent, add_duty(title, parent, given, by=visit.member, now=visit.now), given)


@act("POST", "/responsibilities/duties/{title}/lines/{duty}", permit="duty.edit", alone=True)
async def reword_line(visit: Visit, title: UUID, duty: UUID) -> Go | View:
    given = await forms.fields(visit)
    return await _tried(visit, title, duty, reword(duty, given, forms.edition(given), by=visit.member, now=visit.now), given)


@act("POST", "/responsibilities/duties/{title}/lines/{duty}/place", permit="duty.edit")
async def place_line(visit: Visit, title: UUID, duty: UUID) -> Go:
    step = -1 if (await forms.fields(visit)).get("step") == "up" else 1
    await move_duty(duty, step, by=visit.member, now=visit.now)
    return Go(_at(visit, title, duty))


@act("POST", "/responsibilities/duties/{title}/lines/{duty}/removal", permit="duty.edit")
async def remove_line(visit: Visit, title: UUID, duty: UUID) -> Go:
    await remove_duty(duty, forms.edition(await forms.fields(visit)), by=visit.member, now=visit.now)
    return Go(_at(visit, title, None))


async def _tried(visit: Visit, title: UUID, line: UUID | None, work: Awaitable[Any], given: dict[str, str]) -> Go | View:
    """On to the line, or the form once more with what has to be mended."""
    made, errors = await forms.tried(visit, work)
    if not errors:
        return Go(_at(visit, title, made or line))
    async with inside(visit.tenant.id):
        return await _duties(visit, title, line, given=given, errors=errors)


async def _duties(visit: Visit, title: UUID | None, line: UUID | None, **more: Any) -> View:
    found = await duty_reads.title_page(title)
    chosen = next((each for each in walk(found.roots) if each.id == line), None)
    values = {"given": {}, "errors": {}} | more
    return View("duties/duties.html", status=422 if values["errors"] else 200, found=found, line=chosen, **values)


def _at(visit: Visit, title: UUID, line: UUID | None) -> str:
    return f"/{visit.tenant.slug}/responsibilities/duties?title={title}" + (f"&line={line}" if line else "")


@page("/posts/{post}/duties", permit="duty.own")
async def post_duties(visit: Visit, post: UUID) -> View:
    return await _post_duties(visit, post)


@act("POST", "/posts/{post}/duties", permit="duty.edit", alone=True)
async def deviate_post(visit: Visit, post: UUID) -> Go | View:
    given = await forms.fields(visit)
    duty = forms.chosen(given.get("duty", "")) or post
    work = deviate(post, duty, given.get("kind", ""), given, by=visit.member, now=visit.now)
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/posts/{post}/duties")
    async with inside(visit.tenant.id):
        return await _post_duties(visit, post, line=duty, given=given, errors=errors)


@act("POST", "/posts/{post}/duties/{deviation}/removal", permit="duty.edit")
async def conform_post(visit: Visit, post: UUID, deviation: UUID) -> Go:
    await conform(post, deviation, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/posts/{post}/duties")


async def _post_duties(visit: Visit, post: UUID, *, line: UUID | None = None, **more: Any) -> View:
    found = await duty_reads.post_duties(post, visit.posts, visit.leads())
    wanted = line or forms.chosen(visit.request.query_params.get("line", ""))
    chosen = next((each for each in walk(found.roots) if each.id == wanted), None)
    values = {"given": {}, "errors": {}} | more
    return View("duties/post.html", status=422 if values["errors"] else 200, found=found, line=chosen, **values)
