"""Indicators: the list with its lamps; one with its course, its parts and targets, and every edition of its figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from saas import forms
from saas.indicators import budget_pages, draft_pages, reads, tree_pages, value_pages
from saas.indicators.form import ADDS, DIRECTIONS, FREQUENCIES, OVERS, SOURCES, Indicator, indicator_of
from saas.indicators.open_indicator import open_indicator
from saas.indicators.over import Subject
from saas.indicators.periods import label, period
from saas.indicators.retire import retire
from saas.indicators.set_target import Aim, set_target
from saas.indicators.story import told
from saas.indicators.typed import amount
from saas.indicators.view import ahead, branches, charted, course, divided, due, late, shown, spot
from saas.refusals import not_found
from saas.values import as_id, whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_, translator
from tenants import inside

__all__ = ["budget_pages", "draft_pages", "tree_pages", "value_pages"]
BACK = timedelta(days=800)
A_YEAR = timedelta(days=400)
WORDS: dict[str, Any] = {"directions": DIRECTIONS, "frequencies": FREQUENCIES, "sources": SOURCES, "adds": ADDS, "overs": OVERS}


@page("/indicators", permit="indicator.read")
async def indicators(visit: Visit) -> View:
    return await _list(visit, {}, {})


@act("POST", "/indicators", permit="indicator.edit", alone=True)
async def post_indicator(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    name = {"en" if visit.locale == "en" else "zh": given.get("name", "")}
    made, errors = await forms.tried(visit, open_indicator(name, given.get("code", ""), by=visit.member, now=visit.now))
    if made is not None:
        return Go(f"/{visit.tenant.slug}/indicators/{made}/draft")
    async with inside(visit.tenant.id):
        return await _list(visit, given, errors, status=422)


async def _list(visit: Visit, given: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> View:
    known = await reads.listed()
    figures = await reads.of_company(visit.today - A_YEAR, visit.today + A_YEAR)
    targets = await reads.of_company_targets(visit.today - A_YEAR, visit.today)
    lines = []
    for one in known:
        mine = [f for f in figures if f.indicator_id == one.id]
        newest = max(((f.first_day, f.last_day) for f in mine), default=None)
        aims = [t for t in targets if t.indicator_id == one.id]
        here = spot(one.form, mine[0].subject_id, newest, mine, aims) if newest else None
        lines.append((one, here))
    counts = {colour: sum(1 for _, here in lines if here and here.lamp == colour) for colour in ("green", "amber", "red")}
    return View("indicators/indicators.html", status=status, lines=lines, counts=counts, shown=shown, given=given, errors=errors)


@page("/indicators/{indicator}", permit="indicator.read")
async def indicator(visit: Visit, indicator: UUID) -> View:
    """?at=<unit, post or node>: of whom. ?day=: the period of the parts. ?of=<number>: an older definition."""
    return await shown_page(visit, indicator, visit.request.query_params, {}, {})


@act("POST", "/indicators/{indicator}/targets", permit="indicator.target", alone=True)
async def post_target(visit: Visit, indicator: UUID) -> View | Go:
    given = await forms.fields(visit)

    async def work() -> int:
        aim = Aim(**{name: amount(given.get(name, ""), name) for name in ("target", "floor", "stretch", "weight")})
        subject = forms.ident(given, "subject", N_("请选部门、岗位或节点。"))
        first, last = forms.day(given, "first"), forms.day(given, "last")
        return await set_target(indicator, subject, first, last, aim, by=visit.member, now=visit.now, why=given.get("why", ""))

    made, errors = await forms.tried(visit, work())
    if made is not None:
        return Go(f"/{visit.tenant.slug}/indicators/{indicator}?at={given.get('at', '')}#targets")
    async with inside(visit.tenant.id):
        return await shown_page(visit, indicator, given, given, errors)


@act("POST", "/indicators/{indicator}/retirement", permit="indicator.publish")
async def post_retirement(visit: Visit, indicator: UUID) -> Go:
    """Out of use from today; with `back` into use again."""
    given = await forms.fields(visit)
    await retire(indicator, on=None if given.get("back") else visit.today, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/indicators")


async def shown_page(
    visit: Visit, indicator: UUID, asked: Mapping[str, str], given: Mapping[str, str], errors: Mapping[str, str]
) -> View:
    known = await reads.known(indicator)
    if known is None:
        raise not_found()
    if not known.versions:
        return View("indicators/unpublished.html", indicator=known)
    number = whole(asked.get("of"), 6) or known.versions[0]["number"]
    version = next((v for v in known.versions if v["number"] == number), known.versions[0])
    form = indicator_of(version["body"])
    tree = await reads.subjects(within=as_id(asked.get("at")), kinds=form.dimensions)
    at = _at(asked.get("at"), form, tree)
    day = _day(asked.get("day"), visit.today)
    facts = await _facts(visit, indicator, form, tree, at, day)
    return View(
        "indicators/indicator.html", status=422 if errors else 200, indicator=known, version=version, body=form,
        at=tree[at], label=label,
        line=_line(at, tree), tops=_tops(form, tree), shown=shown, given=given, errors=errors,
        say_why=lambda why: why.told(translator(visit.locale)), late=lambda edition: late(form, edition), tree=tree,
        **WORDS, **facts,
    )  # fmt: skip


async def _facts(
    visit: Visit, indicator: UUID, form: Indicator, tree: dict[UUID, Subject], at: UUID, day: date
) -> dict[str, Any]:
    below = [one.id for one in tree.values() if one.parent_id == at]
    known = await told(indicator, [at, *below], visit.today - BACK, visit.today + A_YEAR)
    spots = course(form, at, known.figures, known.targets, visit.today)
    past = [s for s in spots if s.value is not None]
    span = period(form.frequency, day) if day != visit.today or not past else past[-1].span
    now = spot(form, at, span, known.figures, known.targets)
    mine = [e for e in known.editions if e["subject_id"] == at or len(below) <= 60][:60]  # noqa: PLR2004  a page of history
    return {
        "spots": spots, "now": now, "chart": charted(spots, now.wanted), "missing": due(form, spots, visit.today),
        "parts": branches(form, at, span, tree, known.figures, known.targets), "editions": mine, "aims": known.aims[:30],
        "divided": divided(form, at, tree, known.targets), "below": [tree[one] for one in below][:200],
        "ahead": ahead(form, at, known.figures, known.targets, known.calendar, visit.today),
        "first": span[0], "earlier": span[0] - timedelta(days=1), "later": span[1] + timedelta(days=1),
        "this_year": period("year", day),
    }  # fmt: skip


def _at(text: str | None, form: Indicator, tree: dict[UUID, Subject]) -> UUID:
    """Whom to show; of an indicator with trees the first one's top, else the company."""
    found = as_id(text)
    if found is not None and found in tree:
        return found
    if text:
        raise not_found()
    tops = [one.id for code in form.trees for one in tree.values() if one.tree == code and one.parent_id is None]
    top = tops[0] if tops else reads.root(tree)
    if top is None:
        raise not_found()
    return top


def _line(at: UUID, tree: dict[UUID, Subject]) -> list[Subject]:
    """From the top down to whom is shown."""
    line, one = [], tree.get(at)
    while one is not None:
        line.append(one)
        one = tree.get(one.parent_id) if one.parent_id else None
    return line[::-1]


def _tops(form: Indicator, tree: dict[UUID, Subject]) -> list[Subject]:
    """Where one may begin to walk: the company, and the top of each tree."""
    return [one for one in tree.values() if one.parent_id is None and (one.kind == "unit" or one.tree in form.trees)]


def _day(text: str | None, today: date) -> date:
    try:
        return min(date.fromisoformat(text or ""), today)
    except ValueError:
        return today
