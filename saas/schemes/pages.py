"""Schemes: the one in force with its versions, the draft with its editor, its check-up and its trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from saas import forms
from saas.refusals import Refused
from saas.revisions import titles
from saas.schemes import ladder_pages, pay_pages, payout_pages, reads, ruling_pages
from saas.schemes.begin import begin
from saas.schemes.compose import composed
from saas.schemes.discard import discard
from saas.schemes.edit_draft import edit_draft
from saas.schemes.gate import NO_DRAFT, open_draft
from saas.schemes.lint import Note, lint
from saas.schemes.publish import publish
from saas.schemes.raw import raw_from, raw_of, said, shaped
from saas.schemes.told import TITLES, difference, told
from saas.schemes.trial import Move, trial
from saas.schemes.words import FAULTS, MERITS, PARTS, VALUES
from saas.schemes.written import Written
from saas.scores.gather import scheme_of
from saas.scores.labels import COMPONENTS
from saas.scores.scheme import EVERYONE, SEAT
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_, translator
from tenants import inside

__all__ = ["ladder_pages", "pay_pages", "payout_pages", "ruling_pages"]
DRAFT = "/schemes/draft"
ROWS = 200
LARGE_FORM = 1_000_000
titles("scheme_draft", TITLES, word=N_("考核方案草稿"))


@page("/schemes", permit="scheme.read")
async def schemes(visit: Visit) -> View:
    """?of=<number>: an older version, with what the next one changed against it."""
    versions, known = await reads.versions(), await reads.known(visit.today)
    asked = visit.request.query_params.get("of")
    chosen = next((each for each in versions if str(each.number) == asked), versions[0] if versions else None)
    if chosen is None:
        return View("schemes/none.html")
    before = next((each for each in versions if each.number < chosen.number), None)
    changed = difference(told(before.name, before.body), told(chosen.name, chosen.body)) if before else []
    return View(
        "schemes/schemes.html", versions=versions, chosen=chosen, before=before, changed=changed,
        raw=raw_of(chosen.body, visit.locale), notes=lint(scheme_of(chosen.number, chosen.body), known.facts),
        newest=chosen is versions[0], **_words(known, visit),
    )  # fmt: skip


@act("POST", DRAFT, permit="scheme.edit")
async def post_draft(visit: Visit) -> Go:
    await begin(by=visit.member, now=visit.now)
    return _to(visit)


@page(DRAFT, permit="scheme.edit")
async def draft(visit: Visit) -> View | Go:
    found = await reads.draft()
    if found is None:
        return Go(f"/{visit.tenant.slug}/schemes")
    return await _desk(visit, found, {}, {})


@act("POST", DRAFT + "/content", permit="scheme.edit", alone=True, limit=LARGE_FORM)
async def post_content(visit: Visit) -> View | Go:
    """Saved; with `do` a row more or less, which is not kept before it is saved."""
    given = await forms.fields(visit)
    raw = raw_from(given)
    async with inside(visit.tenant.id):
        found = await reads.draft()
        if found is None:
            raise Refused(409, NO_DRAFT)
        if given.get("do"):
            return await _desk(visit, found, given, {}, shaped(raw, given["do"], given.get("new_title", "")))
        made = Written(raw, found.body, visit.locale)
        if made.body is None:
            say = translator(visit.locale)
            errors = {p.field: say(p.message, **p.params) for p in made.problems}
            return await _desk(visit, found, given, errors, raw)
    name = found.name | {"en" if visit.locale == "en" else "zh": given.get("name") or said(found.name, visit.locale)}
    work = edit_draft(name, made.body, seen=forms.edition(given), by=visit.member, now=visit.now)
    _, errors = await forms.tried(visit, work)
    if not errors:
        return _to(visit)
    async with inside(visit.tenant.id):
        return await _desk(visit, found, given, errors, raw)


@act("POST", DRAFT + "/composition", permit="scheme.edit")
async def post_composition(visit: Visit) -> Go:
    """Take a composition of the pack into the draft; what nothing measures is left out and named by the check-up."""
    given = await forms.fields(visit)
    found = await open_draft()
    try:
        body, left = composed(found.body, given.get("code", ""))
    except KeyError:
        raise Refused(422, N_("没有这套完整构成。"), field="code") from None
    await edit_draft(found.name, body, seen=found.edition, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}{DRAFT}?left={','.join(left)}")


@act("POST", DRAFT + "/removal", permit="scheme.edit")
async def post_removal(visit: Visit) -> Go:
    await discard(by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/schemes")


@page(DRAFT + "/trial", permit="scheme.edit")
async def try_out(visit: Visit) -> View | Go:
    """The draft on what the cycle that closed last froze. Nothing of it is kept."""
    found, last = await reads.draft(), await reads.last_sheet()
    if found is None:
        return Go(f"/{visit.tenant.slug}/schemes")
    moves = trial(last[1], scheme_of(0, found.body)) if last else []
    return View(
        "schemes/trial.html", draft=found, cycle=last[0] if last else None, names=last[2] if last else {}, moves=moves[:ROWS],
        summary=_summary(moves), grades=_grade_names(found),
    )  # fmt: skip


@act("POST", "/schemes/publication", permit="scheme.edit", alone=True)
async def post_publication(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    work = publish(why=given.get("why", ""), by=visit.member, now=visit.now, today=visit.today)
    made, errors = await forms.tried(visit, work)
    if made is not None:
        return Go(f"/{visit.tenant.slug}/schemes")
    async with inside(visit.tenant.id):
        found = await reads.draft()
        if found is None:
            raise Refused(409, NO_DRAFT)
        return await _desk(visit, found, {"why": given.get("why", "")}, errors)


async def _desk(
    visit: Visit, found: reads.Draft, given: Mapping[str, str], errors: Mapping[str, str], raw: dict[str, Any] | None = None
) -> View:
    known = await reads.known(visit.today)
    kept = raw_of(found.body, visit.locale)
    wants = list(found.body.get("compositions", ()))
    left = visit.request.query_params.get("left", "")
    return View(
        "schemes/draft.html", status=422 if errors else 200, draft=found, raw=raw or kept, errors=errors, given=given,
        edition=given.get("edition", found.edition), name=given.get("name") or said(found.name, visit.locale),
        notes=_notes(found, known), changed=difference(told(found.from_name, found.from_body), told(found.name, found.body)),
        compositions=wants, left=[each for each in left.split(",") if each],
        free=_free(raw or kept, known), **_words(known, visit),
    )  # fmt: skip


def _notes(found: reads.Draft, known: reads.Known) -> list[Note]:
    return lint(scheme_of(0, found.body), known.facts)


def _free(raw: Mapping[str, Any], known: reads.Known) -> list[str]:
    """Titles and layers without a row of their own."""
    there = {row.get("title") for row in raw["t"]}
    return [each for each in (*known.titles, *(SEAT + code for code in known.layers), EVERYONE) if each not in there]


def _words(known: reads.Known, visit: Visit) -> dict[str, Any]:
    say = translator(visit.locale)
    names = {code: said(name, visit.locale) for code, name in known.titles.items()}
    layers = {SEAT + code: say(N_("%(layer)s（本级）"), layer=said(name, visit.locale)) for code, name in known.layers.items()}
    return {
        "titles": names | layers | {EVERYONE: say(N_("其余职务"))}, "components": COMPONENTS, "faults": FAULTS, "merits": MERITS,
        "values": VALUES, "parts": PARTS, "fields": TITLES,
        "lists": {code: said(name, visit.locale) for code, name in known.lists.items()},
    }  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """How many move up, down, not at all, and how many get another grade."""

    up: int
    down: int
    same: int
    grades: int


def _summary(moves: list[Move]) -> Summary:
    changes = [move.change or Decimal(0) for move in moves]
    other = sum(move.grade_before != move.grade_after for move in moves)
    return Summary(sum(c > 0 for c in changes), sum(c < 0 for c in changes), sum(c == 0 for c in changes), other)


def _grade_names(found: reads.Draft) -> dict[str, Any]:
    return {g["key"]: g.get("name", g["key"]) for body in (found.from_body, found.body) for g in body.get("grades", ())}


def _to(visit: Visit) -> Go:
    return Go(f"/{visit.tenant.slug}{DRAFT}")
