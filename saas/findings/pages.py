"""Findings: the list in order, and the story of one with its photos."""

from __future__ import annotations

from uuid import UUID

from saas import files, forms
from saas.findings import act_pages, alike_pages, phone_pages, reads, rule_pages, rules, view_pages  # noqa: F401 - their addresses
from saas.findings.asked import STATES, asked
from saas.findings.shown import reader, shown
from saas.findings.story import photo_path
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import File, View, page


@page("/findings", permit="finding.read")
async def findings(visit: Visit) -> View:
    """?whose=line|mine|found&state=&severity=&source=&unit=&q=&page="""
    wanted = asked(visit)
    found = await reads.findings(wanted, today=visit.today)
    state = visit.request.query_params.get("state", "")
    return View(
        "findings/findings.html", found=found, asked=wanted, state=state if state in STATES else "waiting",
        pages=forms.pages(found.total, reads.PAGE), severities=rules.SEVERITIES, sources=rules.SOURCES,
    )  # fmt: skip


@page("/findings/{finding}", permit="finding.read")
async def finding(visit: Visit, finding: UUID) -> View:
    return await shown(visit, finding)


@page("/findings/{finding}/photos/{photo}", permit="finding.read")
async def photo(visit: Visit, finding: UUID, photo: UUID) -> File:
    """Whoever may read the story sees its photos, whoever took them."""
    path = await photo_path(finding, photo, reader(visit), today=visit.today)
    body = await files.get(visit.tenant.id, path)
    if body is None:
        raise not_found()
    return File(body, "image/png" if path.endswith(".png") else "image/jpeg", keep=True)
