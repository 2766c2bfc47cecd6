"""The standards as a tree to search, and one detail of them."""

from __future__ import annotations

from uuid import UUID

from saas.standards import reads
from saas.visit import Visit
from saas.web import View, page


@page("/standards", permit="standard.read")
async def standards(visit: Visit) -> View:
    query = visit.request.query_params.get("q", "").strip()[:80]
    tree = await reads.tree(query, visit.today)
    return View("standards/standards.html", part="standards/_tree.html", tree=tree, query=query)


@page("/standards/{node}", permit="standard.read")
async def standard(visit: Visit, node: UUID) -> View:
    return View("standards/standard.html", detail=await reads.detail(node, visit.today))
