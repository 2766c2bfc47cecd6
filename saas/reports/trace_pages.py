"""A printed figure on a page: what it is made of, down to its inputs, and the same computed again."""

from __future__ import annotations

from saas.refusals import not_found
from saas.reports.trace import trace
from saas.visit import Visit
from saas.web import Go, View, page

SHOWN = 200


@page("/trace", permit="quarter.read")
async def ask(visit: Visit) -> Go | View:
    """Whoever holds the paper types the id from it."""
    asked = (visit.request.query_params.get("id") or "").strip().rpartition("/")[2]
    return Go(f"/{visit.tenant.slug}/trace/{asked}") if asked else View("reports/ask_trace.html")


@page("/trace/{figure}", permit="quarter.read")
async def traced(visit: Visit, figure: str) -> View:
    told = await trace(figure, visit.leads())
    if told is None:
        raise not_found()
    return View("reports/trace.html", told=told, q=told.q, lines=told.again.lines[:SHOWN], rest=len(told.again.lines) - SHOWN)
