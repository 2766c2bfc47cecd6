"""From a label to the list of its object: the one that waits opens at once."""

from __future__ import annotations

from saas.checks.labels import code_of, labelled
from saas.objects.scope import units_of
from saas.visit import Visit
from saas.web import Go, View, page


@page("/scan", permit="check.submit")
async def scan(visit: Visit) -> View | Go:
    given = visit.request.query_params.get("code", "").strip()
    code = code_of(given, visit.tenant.slug) if given else ""
    found = await labelled(code, visit.posts, units_of(visit), visit.today) if code else None
    if found and len(found.waiting) == 1:
        return Go(f"/{visit.tenant.slug}/due/{found.waiting[0]['due']}")
    return View("checks/scan.html", given=given, code=code, found=found)
