"""The editor of a model: rows of inputs, tables and formulas, with what is wrong at its character and the results beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from saas import forms
from saas.drafts import Known
from saas.formulas.fault import NotAvailable
from saas.formulas.figures import Column
from saas.formulas.functions import FUNCTIONS
from saas.models import reads
from saas.models.begin import begin
from saas.models.discard import discard
from saas.models.edit_draft import edit_draft
from saas.models.form import body_of, model_of
from saas.models.gate import NO_DRAFT
from saas.models.program import Program
from saas.models.publish import publish
from saas.models.raw import Raw, raw_from, raw_of, shaped
from saas.models.run import figure, run
from saas.models.spelled import names_of
from saas.models.told import TITLES
from saas.models.view import results, shown
from saas.models.written import written
from saas.refusals import Refused, not_found
from saas.revisions import titles
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_, number, translator
from tenants import inside

DRAFT = "/models/{model}/draft"
titles("model_draft", TITLES, word=N_("模型草稿"))
SMALL_FORM = 2_000_000
# Rows of a table whose figures stand under the formula of its column.
SAMPLE = 4


@page(DRAFT, permit="model.edit")
async def draft(visit: Visit, model: UUID) -> View:
    known = await _known(model)
    if known.draft_body is None:
        return View("models/closed.html", model=known)
    return _desk(visit, known, raw_from(model_of(known.draft_body), _tongue(visit)))


@act("POST", DRAFT, permit="model.edit")
async def post_draft(visit: Visit, model: UUID) -> Go:
    await begin(model, by=visit.member, now=visit.now)
    return _to(visit, model)


@act("POST", DRAFT + "/content", permit="model.edit", alone=True, limit=SMALL_FORM)
async def post_content(visit: Visit, model: UUID) -> View | Go:
    """Saved; with `do` a row more or less, with `look` only looked at: neither is kept."""
    given = await forms.fields(visit)
    raw = raw_of(given)
    async with inside(visit.tenant.id):
        known = await _known(model)
    if known.draft_body is None:
        return View("models/closed.html", status=409, model=known)
    if given.get("do"):
        return _desk(visit, known, shaped(raw, given["do"]), given)
    made, problems, _ = written(raw, model_of(known.draft_body), _tongue(visit))
    if problems or given.get("look"):
        return _desk(visit, known, raw, given, status=200 if given.get("look") else 422)
    work = edit_draft(model, body_of(made.model), seen=forms.edition(given), by=visit.member, now=visit.now)
    _, errors = await forms.tried(visit, work)
    return _desk(visit, known, raw, given, status=422, errors=errors) if errors else _to(visit, model)


@act("POST", DRAFT + "/removal", permit="model.edit")
async def post_discard(visit: Visit, model: UUID) -> Go:
    await discard(model, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/models")


@act("POST", "/models/{model}/publication", permit="model.publish", alone=True)
async def post_publication(visit: Visit, model: UUID) -> View | Go:
    given = await forms.fields(visit)
    made, errors = await forms.tried(visit, publish(model, why=given.get("why", ""), by=visit.member, now=visit.now))
    if made is not None:
        return Go(f"/{visit.tenant.slug}/models/{model}")
    async with inside(visit.tenant.id):
        known = await _known(model)
    if known.draft_body is None:
        raise Refused(409, NO_DRAFT)
    return _desk(visit, known, raw_from(model_of(known.draft_body), _tongue(visit)), given, status=422, errors=errors)


async def _known(model: UUID) -> Known:
    found = await reads.known(model)
    if found is None:
        raise not_found()
    return found


def _desk(
    visit: Visit, known: Known, raw: Raw, given: Mapping[str, str] | None = None, *, status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> View:  # fmt: skip
    say, given = translator(visit.locale), given or {}
    made, problems, wrongs = written(raw, model_of(known.draft_body), _tongue(visit))
    faults = {p.field: say(p.message, **p.params) for p in problems} | dict(errors or {})
    marked = {field: (wrong.fault, wrong.fault.told(say)) for field, wrong in wrongs.items()}
    only_look = visit.fragment and bool(given.get("look"))
    return View(
        "models/draft.html", part="models/_preview.html" if only_look else "models/_editor.html", status=status,
        model=known, raw=raw, faults=faults, wrongs=marked, edition=given.get("edition", known.edition),
        names=_completions(made, _tongue(visit)), values={} if problems or made.wrong else _values(visit, made),
        why=given.get("why", ""), **_results(visit, made, bool(problems)),
    )  # fmt: skip


def _results(visit: Visit, made: Program, faulty: bool) -> dict[str, Any]:
    if faulty or made.wrong:
        return {"results": [], "denied": [], "doubts": [], "converted": []}
    told, denied = results(made, {})
    say = translator(visit.locale)
    notes = sorted({
        (note.kind, cell.line.name, say(note.message, **note.params))
        for cell in made.cells if cell.line and cell.checked for note in cell.checked.notes
    })  # fmt: skip
    return {
        "results": told, "denied": denied, "doubts": [rest for kind, *rest in notes if kind == "doubt"],
        "converted": [rest for kind, *rest in notes if kind != "doubt"], "shown": shown,
        "missing": lambda value: isinstance(value, NotAvailable), "say_why": lambda value: value.told(say),
    }  # fmt: skip


def _values(visit: Visit, made: Program) -> dict[str, str]:
    """What each formula comes to with the figures as they stand, by its field; of a table's, row by row."""
    cells, say = run(made), translator(visit.locale)
    told = {f"f.{n}.formula": _told(made, cells, line.name, say) for n, line in enumerate(made.model.formulas)}
    for k, table in enumerate(made.model.tables):
        for n, line in enumerate(table.formulas):
            rows = [_told(made, cells, f"{table.name}.{row.key}.{line.name}", say) for row in table.rows]
            told[f"t.{k}.f.{n}.formula"] = " · ".join(rows[:SAMPLE]) + (" …" if len(rows) > SAMPLE else "")
    return told


def _told(made: Program, cells: Sequence[Column], path: str, say: Callable[..., str]) -> str:
    value = figure(cells, at := made.at[path])
    if isinstance(value, NotAvailable):
        return value.told(say)
    return f"= {number(shown(value))} {say(made.cells[at].uom) if made.cells[at].uom else ''}".strip()


def _completions(made: Program, tongue: str) -> list[list[str]]:
    """What the field may be completed to: names with their titles in the reader's language, then functions."""
    names, uoms = names_of(made.model, None)
    told = []
    for path, called in names.paths.items():
        mine = sorted(called, key=_latin, reverse=tongue == "en")[:1]
        told.append([path, " · ".join([*mine, uoms.get(path) or ""]).strip(" ·")])
    return [*told[:400], *([f"{name}(", ""] for name in FUNCTIONS)]


def _latin(title: str) -> int:
    return sum(sign.isascii() and sign.isalpha() for sign in title)


def _tongue(visit: Visit) -> str:
    return "en" if visit.locale == "en" else "zh"


def _to(visit: Visit, model: UUID) -> Go:
    return Go(f"/{visit.tenant.slug}/models/{model}/draft")
