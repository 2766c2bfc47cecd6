"""The editor of an indicator: what it measures, from what, what is wanted; the formula with its faults at their character."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas import forms
from saas.drafts import Known
from saas.formulas.evaluate import evaluate
from saas.formulas.fault import NotAvailable
from saas.formulas.functions import FUNCTIONS
from saas.indicators import reads
from saas.indicators.begin import begin
from saas.indicators.discard import discard
from saas.indicators.edit_draft import edit_draft
from saas.indicators.figures import NAMED
from saas.indicators.form import ADDS, DIRECTIONS, FREQUENCIES, OVERS, SOURCES, SPLITS, Indicator, body_of, indicator_of
from saas.indicators.gate import NO_DRAFT
from saas.indicators.program import Ready, names_of, ready_of
from saas.indicators.publish import publish
from saas.indicators.raw import LEVELS, Raw, raw_from, raw_of, shaped, written
from saas.indicators.told import TITLES
from saas.indicators.view import shown
from saas.refusals import Refused, not_found
from saas.revisions import titles
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_, number, translator
from tenants import current, db, inside

DRAFT = "/indicators/{indicator}/draft"
titles(
    "indicator_draft", TITLES, word=N_("指标草稿"), values={"direction": DIRECTIONS, "frequency": FREQUENCIES, "split": SPLITS}
)
CHOICES = """
    select (select jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name) order by t.code)
              from dimension_trees t where t.tenant_id = $1) as trees,
           (select jsonb_agg(jsonb_build_object('code', j.code, 'name', j.name) order by j.code)
              from job_titles j where j.tenant_id = $1) as owners,
           (select jsonb_object_agg(v.name, v.value::text)
              from (select w.subject_id, w.last_day from indicator_values w
                     where w.tenant_id = $1 and w.indicator_id = $2 and w.name <> '' and w.value is not null
                     order by w.last_day desc, w.noted_at desc limit 1) n
              join lateral (
                select distinct on (w.name) w.name, w.value from indicator_values w
                 where w.tenant_id = $1 and w.indicator_id = $2 and w.subject_id = n.subject_id and w.last_day = n.last_day
                   and w.name <> '' order by w.name, w.edition desc) v on true) as own,
           (select jsonb_object_agg(i.code, v.value::text) from indicators i
              join lateral (
                select w.value from indicator_values w
                  join units u on u.tenant_id = $1 and u.id = w.subject_id and u.parent_id is null
                 where w.tenant_id = $1 and w.indicator_id = i.id and w.name = ''
                 order by w.last_day desc, w.edition desc limit 1) v on true
             where i.tenant_id = $1 and i.code = any ($3)) as others"""


@page(DRAFT, permit="indicator.edit")
async def draft(visit: Visit, indicator: UUID) -> View:
    known = await _known(indicator)
    if known.draft_body is None:
        return View("indicators/closed.html", indicator=known)
    return await _desk(visit, known, raw_from(indicator_of(known.draft_body), _tongue(visit)))


@act("POST", DRAFT, permit="indicator.edit")
async def post_draft(visit: Visit, indicator: UUID) -> Go:
    await begin(indicator, by=visit.member, now=visit.now)
    return _to(visit, indicator)


@act("POST", DRAFT + "/content", permit="indicator.edit", alone=True)
async def post_content(visit: Visit, indicator: UUID) -> View | Go:
    """Saved; with `do` a row more or less, with `look` only looked at: neither is kept."""
    given = await forms.fields(visit)
    raw = raw_of(given)
    async with inside(visit.tenant.id):
        known = await _known(indicator)
        if known.draft_body is None:
            return View("indicators/closed.html", status=409, indicator=known)
        if given.get("do"):
            return await _desk(visit, known, shaped(raw, given["do"]), given)
        made, problems = written(raw, indicator_of(known.draft_body), _tongue(visit))
        if problems or given.get("look"):
            return await _desk(visit, known, raw, given, status=200 if given.get("look") else 422)
    work = edit_draft(indicator, body_of(made), seen=forms.edition(given), by=visit.member, now=visit.now)
    _, errors = await forms.tried(visit, work)
    if not errors:
        return _to(visit, indicator)
    async with inside(visit.tenant.id):
        return await _desk(visit, known, raw, given, status=422, errors=errors)


@act("POST", DRAFT + "/removal", permit="indicator.edit")
async def post_discard(visit: Visit, indicator: UUID) -> Go:
    await discard(indicator, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/indicators")


@act("POST", "/indicators/{indicator}/publication", permit="indicator.publish", alone=True)
async def post_publication(visit: Visit, indicator: UUID) -> View | Go:
    given = await forms.fields(visit)
    made, errors = await forms.tried(visit, publish(indicator, why=given.get("why", ""), by=visit.member, now=visit.now))
    if made is not None:
        return Go(f"/{visit.tenant.slug}/indicators/{indicator}")
    async with inside(visit.tenant.id):
        known = await _known(indicator)
        if known.draft_body is None:
            raise Refused(409, NO_DRAFT)
        return await _desk(
            visit, known, raw_from(indicator_of(known.draft_body), _tongue(visit)), given, status=422, errors=errors
        )


async def _known(indicator: UUID) -> Known:
    found = await reads.known(indicator)
    if found is None:
        raise not_found()
    return found


async def _desk(
    visit: Visit, known: Known, raw: Raw, given: Mapping[str, str] | None = None, *, status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> View:  # fmt: skip
    say, given = translator(visit.locale), given or {}
    made, problems = written(raw, indicator_of(known.draft_body), _tongue(visit))
    others = {code: one.form for code, one in (await reads.defined()).items() if code != known.code}
    ready = ready_of(made, others)
    faults = {p.field: say(p.message, **p.params) for p in problems} | dict(errors or {})
    choices = await db().fetchrow(CHOICES, current(), known.id, list(ready.others))
    notes = [say(note.message, **note.params) for note in ready.checked.notes] if ready.checked else []
    only_look = visit.fragment and bool(given.get("look"))
    return View(
        "indicators/draft.html", part="indicators/_preview.html" if only_look else "indicators/_editor.html", status=status,
        indicator=known, raw=raw, faults=faults, fault=ready.fault if raw["formula"] else None,
        fault_text=ready.fault.told(say) if ready.fault and raw["formula"] else "", notes=notes, made=made,
        edition=given.get("edition", known.edition), names=_completions(made, others), why=given.get("why", ""),
        trees=choices["trees"] or [], owners=choices["owners"] or [],
        comes_to=_comes_to(visit, ready, (choices["others"] or {}) | (choices["own"] or {})), **_words(),
    )  # fmt: skip


def _comes_to(visit: Visit, ready: Ready, figures: Mapping[str, str | None]) -> str:
    """What the formula comes to with the newest figures there are: inputs of one subject, other indicators of the company."""
    if ready.checked is None:
        return ""
    say = translator(visit.locale)
    came = evaluate(ready.checked, {name: None if text is None else Decimal(text) for name, text in figures.items()})
    if isinstance(came, NotAvailable):
        return came.told(say)
    uom = say(ready.form.uom) if ready.form.uom else ""
    return say(N_("按最近的数是 %(value)s"), value=f"{number(shown(came))} {uom}".strip())


def _words() -> dict[str, Any]:
    return {
        "directions": DIRECTIONS, "frequencies": FREQUENCIES, "splits": SPLITS, "adds": ADDS, "overs": OVERS, "sources": SOURCES,
        "named": NAMED, "levels": LEVELS,
    }  # fmt: skip


def _completions(made: Indicator, others: Mapping[str, Indicator]) -> list[list[str]]:
    """What the field may be completed to: inputs and other indicators with their titles, then functions."""
    told = [[path, titles[0] if titles else ""] for path, titles in names_of(made, others).paths.items()]
    return [*told[::-1][:400], *([f"{name}(", ""] for name in FUNCTIONS)]


def _tongue(visit: Visit) -> str:
    return "en" if visit.locale == "en" else "zh"


def _to(visit: Visit, indicator: UUID) -> Go:
    return Go(f"/{visit.tenant.slug}/indicators/{indicator}/draft")
