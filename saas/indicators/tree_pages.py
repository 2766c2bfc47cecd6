"""Dimension trees: the list, and one planted or grown from lines of text: code, name, above, post."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.indicators import reads
from saas.indicators.over import Subject
from saas.indicators.plant import Branch, plant
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import current, db, inside

TREES = "select t.code, t.name from dimension_trees t where t.tenant_id = $1 order by t.id"
PARTS = 4


@page("/indicators/trees", permit="indicator.read")
async def trees(visit: Visit) -> View:
    return await _shown({}, {})


@act("POST", "/indicators/trees", permit="indicator.edit", alone=True)
async def post_tree(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    tongue = "en" if visit.locale == "en" else "zh"

    async def work() -> UUID:
        lines = [[part.strip() for part in line.split(",")] for line in given.get("nodes", "").replace("，", ",").splitlines()]
        branches = [Branch(p[0], {tongue: p[1] or p[0]}, p[2], p[3]) for p in (_four(line) for line in lines if any(line))]
        return await plant(given.get("tree", ""), {tongue: given.get("name", "")}, branches, by=visit.member, now=visit.now)

    made, errors = await forms.tried(visit, work())
    if made is not None:
        return Go(f"/{visit.tenant.slug}/indicators/trees")
    async with inside(visit.tenant.id):
        return await _shown(given, errors, status=422)


def _four(line: list[str]) -> list[str]:
    return [*line, "", "", "", ""][:PARTS]


async def _shown(given: dict[str, str], errors: dict[str, Any], status: int = 200) -> View:
    known: list[Any] = await db().fetch(TREES, current())
    nodes = [one for one in (await reads.subjects()).values() if one.kind == "node"]
    made = [(row["code"], row["name"], _deep([one for one in nodes if one.tree == row["code"]])) for row in known]
    return View("indicators/trees.html", status=status, trees=made, given=given, errors=errors)


def _deep(nodes: list[Subject]) -> list[tuple[int, Subject]]:
    """Each with its depth, below the one above it."""
    below: dict[UUID | None, list[Subject]] = {}
    for one in nodes:
        below.setdefault(one.parent_id, []).append(one)

    def walk(above: UUID | None, depth: int) -> list[tuple[int, Subject]]:
        return [line for one in below.get(above, []) for line in ((depth, one), *walk(one.id, depth + 1))]

    return walk(None, 0)
