"""The pictures of a company: the tree of scores, work done, control charts, where points are lost, the flow of findings."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from saas import forms
from saas.dashboards import flow, home_pages, marks  # noqa: F401 - their addresses
from saas.dashboards.flow_reads import flow_of
from saas.dashboards.lights import WHYS
from saas.dashboards.lights_reads import lights_of
from saas.dashboards.losses import pareto
from saas.dashboards.losses_reads import losses_of
from saas.dashboards.tree import counted, grown
from saas.dashboards.tree_reads import tree_of
from saas.dashboards.work import DAYS, FLOOR, GOAL, WEEKS, days_up_to, monday, mondays, weakest
from saas.dashboards.work_reads import of_lists, of_units
from saas.indicators.view import shown
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import View, page
from tenants import inside

CHARTS = 12
WEEK = timedelta(days=6)


@page("/dashboards", permit="dashboard.read", reading=marks.TREE_MARK)
async def tree(visit: Visit) -> View:
    """?unit=: from where down. ?cycle=: which; the running one where there is one."""
    async with inside(visit.tenant.id):
        told = await tree_of(_asked(visit, "unit"), visit.leads(), _asked(visit, "cycle"))
    top = grown(told.lines or [], told.grades or [])
    if not told.path or top is None:
        raise not_found()
    return View("dashboards/tree.html", told=told, top=top, tally=counted(top))


@page("/dashboards/work", permit="dashboard.read", reading=marks.WORK_MARK)
async def work(visit: Visit) -> View:
    """Units by weeks; ?by=lists: lists by days; ?week=: the days of that week."""
    asked, unit = visit.request.query_params, _asked(visit, "unit")
    week = _day(asked.get("week"))
    by_lists = week is not None or asked.get("by") == "lists"
    async with inside(visit.tenant.id):
        if by_lists:
            times = [monday(week) + timedelta(days=n) for n in range(7)] if week else days_up_to(visit.today, DAYS)
            told = await of_lists(unit, visit.leads(), times[0], times[-1])
        else:
            times = mondays(visit.today, WEEKS)
            told = await of_units(unit, visit.leads(), times[0], visit.today)
    if not told.path:
        raise not_found()
    rows = told.strips(times)
    return View(
        "dashboards/work.html", told=told, rows=rows, times=times, by_lists=by_lists, week=monday(week) if week else None,
        weakest=weakest(rows), goal=GOAL, floor=FLOOR,
    )  # fmt: skip


@page("/dashboards/control", permit="dashboard.read", reading=marks.CONTROL_MARK)
async def control(visit: Visit) -> View:
    """A control chart for each indicator of a unit."""
    async with inside(visit.tenant.id):
        told = await lights_of(_asked(visit, "unit"), visit.leads(), visit.today)
    if not told.path:
        raise not_found()
    charted = [each for each in told.lights if each.past]
    charted.sort(key=lambda each: (not each.outside, each.limits is None))
    return View("dashboards/control.html", told=told, charts=charted[:CHARTS], more=len(charted) - CHARTS, whys=WHYS, shown=shown)


@page("/dashboards/losses", permit="dashboard.read", reading=marks.LOSSES_MARK)
async def losses(visit: Visit) -> View:
    """Where the points went: ?unit= and ?cycle= as for the tree."""
    async with inside(visit.tenant.id):
        told = await losses_of(_asked(visit, "unit"), visit.leads(), _asked(visit, "cycle"))
    if not told.path:
        raise not_found()
    drawn = pareto(told.losses, told.whole) if told.whole is not None else None
    return View("dashboards/losses.html", told=told, drawn=drawn, text_of=marks.text_of)


@page("/dashboards/flow", permit="dashboard.read", reading=marks.FLOW_MARK)
async def findings_flow(visit: Visit) -> View:
    """Findings opened and closed by week, and how old the open ones are."""
    async with inside(visit.tenant.id):
        told = await flow_of(_asked(visit, "unit"), visit.leads(), visit.today)
    if not told.path:
        raise not_found()
    return View("dashboards/flow.html", told=told, trend=flow.trend(told.weeks))


def _asked(visit: Visit, name: str) -> UUID | None:
    return forms.chosen(visit.request.query_params.get(name))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
