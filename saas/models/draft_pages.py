"""The editor of a model: rows of inputs, tables and formulas, with what is wrong at its character and the results beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas import forms
from saas.drafts import Known
from saas.formulas.fault import NotAvailable
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
from saas.models.spelled import names_of
from saas.models.told import TITLES
from saas.models.view import results, shown
from saas.models.written import written
from saas.refusals import Refused, not_found
from saas.revisions import titles
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_, translator
from tenants import inside

DRAFT = "/models/{model}/draft"
titles("model_draft", TITLES, word=N_("模型草稿"))
SMALL_FORM = 2_000_000


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
        names=_completions(made), why=given.get("why", ""), **_results(visit, made, bool(problems)),
    )  # fmt: skip


def _results(visit: Visit, made: Program, faulty: bool) -> dict[str, Any]:
    if faulty or made.wrong:
        return {"results": [], "denied": [], "doubts": []}
    told, denied = results(made, {})
    say = translator(visit.locale)
    doubts = {
        (cell.line.name, say(note.message, **note.params))
        for cell in made.cells if cell.line and cell.checked for note in cell.checked.notes
    }  # fmt: skip
    return {
        "results": told, "denied": denied, "doubts": sorted(doubts), "shown": shown,
        "missing": lambda value: isinstance(value, NotAvailable), "say_why": lambda value: value.told(say),
    }  # fmt: skip


def _completions(made: Program) -> list[list[str]]:
    """What the field may be completed to: names with their titles, then functions."""
    names, uoms = names_of(made.model, None)
    told = [[path, " · ".join([*titles[:1], uoms.get(path) or ""]).strip(" ·")] for path, titles in names.paths.items()]
    return [*told[:400], *([f"{name}(", ""] for name in FUNCTIONS)]


def _tongue(visit: Visit) -> str:
    return "en" if visit.locale == "en" else "zh"


def _to(visit: Visit, model: UUID) -> Go:
    return Go(f"/{visit.tenant.slug}/models/{model}/draft")
