"""The standards in force: tree and search, one line of them, their versions and what was different."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from saas import files, forms
from saas.refusals import not_found
from saas.standards import compare, draft_pages, outer, proposal_pages, reading_pages, readings, reads  # noqa: F401 – their addresses
from saas.standards.book import book_of
from saas.standards.detail import detail
from saas.standards.difference import counted
from saas.standards.keep_file import MEDIA
from saas.standards.outlines import outline_of, shown
from saas.standards.search import PAGE, Found, search
from saas.standards.terms import LONGEST, marked, terms
from saas.visit import Visit
from saas.web import File, View, page
from tenants import inside


@page("/standards", permit="standard.read", reading=reads.MARK)
async def standards(visit: Visit) -> View:
    async with inside(visit.tenant.id):
        return await _standards(visit)


async def _standards(visit: Visit) -> View:
    if visit.outside is not None:
        concerns = await outer.concerning(visit.outside, visit.today)
        groups = [list(group) for _, group in groupby(concerns, key=lambda one: one.item)]
        return View("standards/outer.html", concerns=concerns, groups=groups)
    query, front = visit.request.query_params.get("q", "").strip()[:LONGEST], await reads.front(visit.today, visit.member)
    if query:
        asked, at = terms(query), forms.page_number(visit)
        found = search(await book_of(front.id), asked, at) if front.id else Found([], 0, False)
        pages = forms.pages(found.total, PAGE)
        return View(
            "standards/standards.html", part="standards/_found.html", front=front, query=query, found=found, asked=asked,
            marked=marked, page=at, pages=pages,
        )  # fmt: skip
    outline = await outline_of(front.id) if front.id else None
    tree = shown(visit.tenant.id, visit.tenant.slug, outline, visit.locale) if outline else None
    return View("standards/standards.html", part="standards/_tree.html", front=front, query="", outline=outline, tree=tree)


@page("/standards/{node}", permit="standard.read")
async def standard(visit: Visit, node: UUID) -> View:
    if visit.outside is not None:
        return View("standards/outer_detail.html", detail=await outer.concern(node, visit.outside, visit.today))
    return View("standards/standard.html", detail=await detail(node, visit.today))


@page("/standards/{node}/branch", permit="standard.browse")
async def branch(visit: Visit, node: UUID) -> View:
    return View("standards/branch.html", part="standards/_branch.html", top=node, lines=await reads.branch(node))


@page("/standards/files/{file}", permit="standard.read")
async def file(visit: Visit, file: UUID) -> File:
    if visit.outside is not None:
        await outer.check_file(file, visit.outside, visit.today)
    kept = await reads.file(file)
    body = await files.get(visit.tenant.id, kept.path)
    if body is None:
        raise not_found()
    return File(body, MEDIA[kept.kind], name=None if kept.kind == "photo" else kept.name, keep=True)


@page("/standards/versions", permit="standard.browse")
async def versions(visit: Visit) -> View:
    gone = await readings.discarded() if visit.may("standard.edit") else []
    front = await reads.front(visit.today, visit.member)
    return View("standards/versions.html", versions=await readings.versions(), discarded=gone, front=front)


@page("/standards/versions/{standard}", permit="standard.browse")
async def version(visit: Visit, standard: UUID) -> View:
    outline = await outline_of(standard)
    tree = shown(visit.tenant.id, visit.tenant.slug, outline, visit.locale)
    return View("standards/version.html", outline=outline, tree=tree)


@page("/standards/versions/{standard}/difference", permit="standard.browse")
async def difference(visit: Visit, standard: UUID) -> View:
    versions = await readings.versions()
    chosen = next((one for one in versions if one.id == standard), None)
    if chosen is None:
        raise not_found()
    asked = visit.request.query_params.get("from", "")
    before = next((one for one in versions if str(one.id) == asked), None)
    before = before or next((one for one in versions if one.number < chosen.number and one.written), None)
    changes = await compare.of_versions(before.id if before else None, standard)
    return View(
        "standards/difference.html", version=chosen, before=before, versions=versions, changes=changes, counts=counted(changes)
    )
