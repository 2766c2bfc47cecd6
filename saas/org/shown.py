"""The tree of units as HTML, kept under the mark it was read for: it is the same for everybody inside the company."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from saas.org import tree
from saas.shelf import Shelf
from saas.visit import Visit
from saas.words import environment
from tenants import inside

_trees = Shelf()


async def shown(visit: Visit, on: date) -> Markup:
    """The first sight of the tree on a day; empty where there is no unit. Read where its mark is new here."""
    outside = None if visit.outside is None else tuple(visit.outside)
    key = (visit.read, visit.tenant, visit.locale, visit.today, on, outside)
    kept: Markup | None = _trees.get(key)
    return kept if kept is not None else _trees.put(key, await _read(visit, on))


async def _read(visit: Visit, on: date) -> Markup:
    async with inside(visit.tenant.id):
        roots = await tree.head(on, visit.today, visit.outside)
    template = environment(visit.locale).get_template("org/_tree.html")
    return Markup(template.render(roots=roots, slug=visit.tenant.slug, on=on, then=on < visit.today)) if roots else Markup()  # noqa: S704 - our template
