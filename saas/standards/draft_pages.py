"""The next version while it is written: the tree and its lines, their documents, the quiz."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.standards import draft_reads as reads
from saas.standards.add_line import add_line
from saas.standards.discard import discard
from saas.standards.edit_line import edit_line
from saas.standards.gate import writable
from saas.standards.keep_file import LARGEST, keep_file
from saas.standards.lines import below, flat
from saas.standards.open_draft import open_draft
from saas.standards.place_line import place_line
from saas.standards.remove_line import remove_line
from saas.standards.terms import LONGEST, fold
from saas.standards.write_quiz import write_quiz
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside

FORM_LARGEST = 3 * LARGEST
GONE = N_("附件不在了，请重新上传。")


@act("POST", "/standards/drafts", permit="standard.edit")
async def begin(visit: Visit) -> Go:
    return _to(visit, await open_draft(by=visit.member, now=visit.now))


@page("/standards/drafts/{draft}", permit="standard.approve")
async def draft(visit: Visit, draft: UUID) -> View:
    query = visit.request.query_params.get("q", "").strip()[:LONGEST]
    found = await reads.found(draft, fold(query).split()) if query else None
    return await _editor(visit, draft, None, query=query, found=found)


@act("POST", "/standards/drafts/{draft}/lines", permit="standard.edit", alone=True)
async def add(visit: Visit, draft: UUID) -> View | Go:
    given = await forms.fields(visit)
    made, errors = await forms.tried(visit, add_line(draft, given.get("level", ""), given, by=visit.member, now=visit.now))
    if errors:
        at = forms.ident(given, "at", GONE) if given.get("at") else None
        return await _again(visit, draft, at, errors, adding=given)
    return _to(visit, draft, made)


@page("/standards/drafts/{draft}/lines/{line}", permit="standard.approve")
async def line(visit: Visit, draft: UUID, line: UUID) -> View:
    return await _editor(visit, draft, line)


@act("POST", "/standards/drafts/{draft}/lines/{line}", permit="standard.edit", alone=True, limit=FORM_LARGEST)
async def save(visit: Visit, draft: UUID, line: UUID) -> View | Go:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, _save(visit, draft, line, given))
    if errors:
        return await _again(visit, draft, line, errors, typed=given)
    return _to(visit, draft, line)


@act("POST", "/standards/drafts/{draft}/lines/{line}/removal", permit="standard.edit")
async def remove(visit: Visit, draft: UUID, line: UUID) -> Go:
    seen = forms.edition(await forms.fields(visit))
    await remove_line(draft, line, seen, gone=True, by=visit.member, now=visit.now)
    return _to(visit, draft, line)


@act("POST", "/standards/drafts/{draft}/lines/{line}/return", permit="standard.edit")
async def bring_back(visit: Visit, draft: UUID, line: UUID) -> Go:
    seen = forms.edition(await forms.fields(visit))
    await remove_line(draft, line, seen, gone=False, by=visit.member, now=visit.now)
    return _to(visit, draft, line)


@act("POST", "/standards/drafts/{draft}/lines/{line}/place", permit="standard.edit")
async def move(visit: Visit, draft: UUID, line: UUID) -> Go:
    given = await forms.fields(visit)
    await place_line(draft, line, up=given.get("to") == "up")
    return _to(visit, draft, line)


@page("/standards/drafts/{draft}/quiz", permit="standard.approve")
async def quiz(visit: Visit, draft: UUID) -> View:
    return View("standards/quiz.html", draft=await reads.draft(draft, visit.member), given={}, errors={})


@act("POST", "/standards/drafts/{draft}/quiz", permit="standard.edit", alone=True)
async def save_quiz(visit: Visit, draft: UUID) -> View | Go:
    given = await forms.fields(visit)
    _, errors = await forms.tried(visit, write_quiz(draft, given, forms.edition(given), by=visit.member, now=visit.now))
    if errors:
        async with inside(visit.tenant.id):
            found = await reads.draft(draft, visit.member)
        return View("standards/quiz.html", status=422, draft=found, given=given, errors=errors)
    return Go(f"/{visit.tenant.slug}/standards/drafts/{draft}/difference")


@act("POST", "/standards/drafts/{draft}/removal", permit="standard.edit")
async def give_up(visit: Visit, draft: UUID) -> Go:
    await discard(draft, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/standards/versions")


@act("POST", "/standards/drafts/{draft}/return", permit="standard.edit")
async def take_up(visit: Visit, draft: UUID) -> Go:
    await discard(draft, back=True, by=visit.member, now=visit.now)
    return _to(visit, draft)


def _to(visit: Visit, draft: UUID, line: UUID | None = None) -> Go:
    return Go(f"/{visit.tenant.slug}/standards/drafts/{draft}" + (f"/lines/{line}" if line else ""))


async def _save(visit: Visit, draft: UUID, line: UUID, given: dict[str, str]) -> None:
    """The fields, the documents that stay, and those that came with the form."""
    await writable(draft)
    form = await visit.request.form()
    files = [forms.ident({"keep": str(one)}, "keep", GONE) for one in form.getall("keep", [])]
    sent = [one for one in form.getall("files", []) if not isinstance(one, str) and one.filename]
    files += [await keep_file(one.filename, await one.read(), by=visit.member, now=visit.now) for one in sent]
    await edit_line(draft, line, given, files, forms.edition(given), by=visit.member, now=visit.now)


async def _again(visit: Visit, draft: UUID, line: UUID | None, errors: dict[str, str], **more: Any) -> View:
    """The editor with what was typed and what is wrong with it."""
    # A picture's own sentence stands at the field of the form.
    errors |= {"files": errors.pop("photo")} if "photo" in errors else {}
    async with inside(visit.tenant.id):
        return await _editor(visit, draft, line, status=422, errors=errors, **more)


async def _editor(visit: Visit, draft: UUID, line: UUID | None, *, status: int = 200, **more: Any) -> View:
    """`typed`: what stands in the form of the line, `adding`: in the form of a new one."""
    found = await reads.draft(draft, visit.member)
    opened = await reads.opened(draft, line)
    chosen, parent = opened.chosen, opened.parent()
    stored = flat(chosen, parent.code if parent else "") if chosen else {}
    state = {"typed": {}, "adding": {}, "errors": {}, "query": "", "found": None} | more
    return View(
        "standards/draft.html", status=status, draft=found, opened=opened, stored=stored,
        next_level=below(chosen["level"]) if chosen else "system", **state,
    )  # fmt: skip
