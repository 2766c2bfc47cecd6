"""The ledger: what the company manages, kind by kind, with the figures the books hold."""

from __future__ import annotations

from saas.objects import reads
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import View, page


@page("/objects", "object.read")
async def objects(visit: Visit) -> View:
    """One kind at a time; leaders see their line."""
    kinds = await reads.kinds(visit.leads())
    chosen = visit.request.query_params.get("kind") or (kinds[0].code if kinds else "")
    kind = next((each for each in kinds if each.code == chosen), None)
    if kinds and kind is None:
        raise not_found()
    number = visit.request.query_params.get("page", "1")
    pages = -(-kind.count // reads.A_PAGE) if kind else 0
    here = min(int(number), pages) if number.isascii() and number.isdigit() and int(number) > 0 else 1
    things = await reads.things(kind.code, visit.leads(), max(here, 1)) if kind else []
    return View("objects/objects.html", kinds=kinds, kind=kind, things=things, here=here, pages=pages)
