"""Figures entered in a grid: a line for each unit, post or node, a column for each input; refused at the cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from saas import forms
from saas.indicators import reads
from saas.indicators.form import Indicator, indicator_of
from saas.indicators.note_values import Note, note_values
from saas.indicators.over import EXPECTED, Figure, Subject
from saas.indicators.periods import label, period
from saas.indicators.typed import amount
from saas.indicators.view import shown
from saas.refusals import Problem, Refused, not_found
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside

GRID = "/indicators/{indicator}/figures"
MOST = 400
PARTED = {"post", "person"}


@page(GRID, permit="indicator.note")
async def grid(visit: Visit, indicator: UUID) -> View:
    """?day=: the period. ?within=<unit>: its parts; of an indicator with trees their leaves."""
    return await _grid(visit, indicator, visit.request.query_params, {})


@act("POST", GRID, permit="indicator.note", alone=True, limit=1_000_000)
async def post_grid(visit: Visit, indicator: UUID) -> View | Go:
    given = await forms.fields(visit)
    made, errors = await forms.tried(visit, _noted(visit, indicator, given))
    if made is not None:
        return Go(f"/{visit.tenant.slug}/indicators/{indicator}?day={given.get('day', '')}")
    async with inside(visit.tenant.id):
        return await _grid(visit, indicator, given, errors)


async def _noted(visit: Visit, indicator: UUID, given: Mapping[str, str]) -> int:
    day, problems, notes = forms.day(given, "day"), [], []
    found = next((one for one in (await reads.defined()).values() if one.id == indicator), None)
    if found is None:
        raise not_found()
    whom = [who for field in given if (who := _whose(field))]
    tree, uoms = await reads.subjects(whom), {one.name: one.uom for one in found.form.inputs} | {EXPECTED: found.form.uom}
    for field, text in given.items():
        who, name = _whose(field), field.rpartition(".")[2]
        if text == "" or who is None:
            continue
        try:
            value = amount(text, field, uoms.get(name, ""))
            _in_line(visit, who, tree, field)
        except Refused as refused:
            problems += refused.problems
            continue
        if value is not None:
            notes.append(Note(indicator, name, who, day, value, bool(given.get("provisional")), given.get("why", ""), field))
    if problems:
        raise Refused.all(problems)
    return await note_values(notes, source="hand", by=visit.member, now=visit.now, today=visit.today)


def _whose(field: str) -> UUID | None:
    """The subject of a cell: v.<id>.<input>."""
    kind, _, rest = field.partition(".")
    return as_id(rest.partition(".")[0]) if kind == "v" else None


def _in_line(visit: Visit, subject: UUID, tree: Mapping[UUID, Subject], field: str) -> None:
    """A leader writes for the own lines; executives and administrators for all."""
    if visit.roles & {"executive", "admin"}:
        return
    mine, at = set(visit.leads()), tree.get(subject)
    while at is not None:
        if at.id in mine or (at.kind == "node" and at.post_id is not None and _below(at.post_id, mine, tree)):
            return
        if at.kind == "node" and at.parent_id is None and at.post_id is None:
            return  # nobody is named for it: whoever keeps the figures
        at = tree.get(at.parent_id) if at.parent_id else None
    raise Refused.all([Problem(field, N_("这一行不归你填写。"))])


def _below(subject: UUID, heads: set[UUID], tree: Mapping[UUID, Subject]) -> bool:
    at = tree.get(subject)
    while at is not None:
        if at.id in heads:
            return True
        at = tree.get(at.parent_id) if at.parent_id else None
    return False


async def _grid(visit: Visit, indicator: UUID, asked: Mapping[str, str], errors: Mapping[str, str]) -> View:
    known = await reads.known(indicator)
    if known is None:
        raise not_found()
    if not known.versions:
        return View("indicators/unpublished.html", indicator=known)
    form, within = indicator_of(known.versions[0]["body"]), as_id(asked.get("within"))
    span = period(form.frequency, _day(asked.get("day"), form, visit.today))
    tree = await reads.subjects(on=span[1], within=within, kinds=form.dimensions)
    figures = {(f.subject_id, f.name): f for f in await reads.figures(*span, [indicator]) if (f.first_day, f.last_day) == span}
    return View(
        "indicators/figures.html", status=422 if errors else 200, indicator=known, body=form, span=span,
        label=label(form.frequency, span),
        lines=_lines(form, tree, within), sent=asked if errors else {}, errors=errors, shown=shown, within=within,
        places=_places(form, tree), expected=EXPECTED, figures=figures,
        of=lambda subject, name: _cell(figures, subject, name),
        earlier=span[0] - timedelta(days=1), later=span[1] + timedelta(days=1),
        today=visit.today,
    )  # fmt: skip


def _lines(form: Indicator, tree: Mapping[UUID, Subject], within: UUID | None) -> list[Subject]:
    """The leaves of its trees; without trees a unit, its parts and its posts."""
    above = {one.parent_id for one in tree.values()}
    leaves = [one for one in tree.values() if one.tree and one.tree in form.trees]
    if leaves:
        own = any(each.adds == "own" for each in form.inputs)
        return [one for one in leaves if own or one.id not in above][:MOST]
    top = within if within in tree else reads.root(dict(tree))
    kinds = {"unit", "post", "person", "object"} if within or PARTED & {*form.dimensions} else {"unit"}
    below = [one for one in tree.values() if one.parent_id == top and one.kind in kinds]
    return [*(one for one in tree.values() if one.id == top), *below][:MOST]


def _places(form: Indicator, tree: Mapping[UUID, Subject]) -> list[tuple[UUID, str, dict[str, str]]]:
    """(id, kind, name) of what figures may be entered below: units, and of an indicator that goes down to people posts."""
    kinds = ("unit", "post") if "person" in form.dimensions else ("unit",)
    return [(one.id, one.kind, one.name) for one in tree.values() if one.kind in kinds][:MOST]


def _cell(figures: Mapping[tuple[UUID, str], Figure], subject: UUID, name: str) -> Any:
    return figures.get((subject, name))


def _day(text: str | None, form: Indicator, today: date) -> date:
    """The last period that is over, where nothing else is asked."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return today if form.frequency in ("day", "event", "shift") else period(form.frequency, today)[0] - timedelta(days=1)
