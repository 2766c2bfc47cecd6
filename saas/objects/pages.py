"""The ledger: what the company manages, kind by kind, as a list with filters."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from saas import forms
from saas.kept import Lines
from saas.objects import count_pages, ground_pages, kind_pages, label_pages, nouns, object_pages, reads  # noqa: F401 – their addresses and words
from saas.objects.scope import units_of
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import View, page
from tenants import inside

lines = Lines("objects/_line.html")


@page("/objects", "object.read", reading=reads.MARK)
async def objects(visit: Visit) -> View:
    """One kind at a time, filtered by unit, segment, stage and words; leaders see their line."""
    units, asked = units_of(visit), _asked(visit)
    async with inside(visit.tenant.id):
        kinds = await reads.kinds_under(visit.read, units)
        chosen = visit.request.query_params.get("kind") or (kinds[0].code if kinds else "")
        kind = next((each for each in kinds if each.code == chosen), None)
        if kinds and kind is None:
            raise not_found()
        told, total = await reads.things(kind, units, asked, forms.page_number(visit)) if kind else ([], 0)
    pages = forms.pages(total, reads.A_PAGE)
    here = min(forms.page_number(visit), pages)
    things = _lines(visit, kind, told) if kind else ""
    return View(
        "objects/objects.html", kinds=kinds, kind=kind, things=things, here=here, pages=pages, total=total, asked=asked,
        ends=("", "") if asked.any else reads.ends(told),
    )  # fmt: skip


def _lines(visit: Visit, kind: reads.Kind, told: list[str]) -> Markup:
    """The rows of the table; how the kind calls its attributes, segments and stages is part of each."""
    under = (visit.tenant.slug, kind.id, msgspec.json.encode((kind.attributes, kind.segments, kind.stages)))
    return lines.html(told, lambda one: reads.thing(one, kind), under, visit.locale, kind=kind, slug=visit.tenant.slug)


def _asked(visit: Visit) -> reads.Filter:
    query = visit.request.query_params
    unit = forms.chosen(query.get("unit"))
    way = next(((way, query[way][:80]) for way in ("after", "before") if query.get(way)), ("", ""))
    return reads.Filter(unit, query.get("segment", "")[:40], query.get("stage", "")[:40], query.get("q", "").strip()[:80], way)
