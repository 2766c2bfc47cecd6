"""Board, calendar and map of findings: the list again, arranged by state, by day and by unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from saas.findings import rules, view_reads
from saas.findings.asked import asked
from saas.findings.rules import WAITING
from saas.refusals import not_found
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, page

YEARS = range(2000, 2101)


@page("/findings/board", permit="finding.read")
async def board(visit: Visit) -> View:
    wanted = replace(asked(visit), states=(*WAITING, "verified"), merged=None)
    columns = await view_reads.board(wanted, today=visit.today)
    return await _view(visit, "board", asked=wanted, columns=columns, days=view_reads.CLOSED_DAYS)


@page("/findings/calendar", permit="finding.read")
async def calendar(visit: Visit) -> View:
    """?month=2026-11"""
    wanted = replace(asked(visit), states=WAITING, merged=None)
    first = _month(visit.request.query_params.get("month", ""), visit.today)
    weeks = await view_reads.month(wanted, first, today=visit.today)
    return await _view(
        visit, "calendar", asked=wanted, first=first, weeks=weeks, before=_other(first, -1), after=_other(first, 1)
    )


@page("/findings/map", permit="finding.read")
async def by_unit(visit: Visit) -> View | Go:
    """?unit=: one step down. Whoever leads nobody has the list."""
    if not visit.leads():
        return Go(f"/{visit.tenant.slug}/findings")
    heads = visit.leads()
    at = as_id(visit.request.query_params.get("unit")) or (heads[0] if len(set(heads)) == 1 else None)
    rows, above = await view_reads.by_unit(visit.leads(), at, today=visit.today)
    if at and not rows:
        raise not_found()
    return View("findings/map.html", rows=rows, above=above, at=at, severities=rules.SEVERITIES)


async def _view(visit: Visit, name: str, **values: Any) -> View:
    units = await view_reads.units(visit.leads()) if visit.leads() else ()
    return View(f"findings/{name}.html", units=units, severities=rules.SEVERITIES, sources=rules.SOURCES, **values)


def _month(text: str, today: date) -> date:
    """The first of the month asked for; of this one where it is none."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = today.replace(day=1)
    return first if first.year in YEARS else today.replace(day=1)


def _other(first: date, step: int) -> date:
    months = first.year * 12 + first.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)
