"""The two upper levels of a published version as they are shown; rendered once for each language and kept."""

from __future__ import annotations

from uuid import UUID

from markupsafe import Markup

from saas.shelf import Shelf
from saas.standards import reads
from saas.words import environment
from tenants import current

_outlines, _shown = Shelf(), Shelf()


async def outline_of(standard: UUID) -> reads.Outline:
    """A version from above, read once by a process. Raises 404."""
    key = (current(), standard)
    kept: reads.Outline | None = _outlines.get(key)
    return kept or _outlines.put(key, await reads.outline(standard))


def shown(tenant: UUID, slug: str, outline: reads.Outline, locale: str) -> Markup:
    """The outline as a part of a page."""
    key = (tenant, slug, outline.id, locale)
    kept: Markup | None = _shown.get(key)
    if kept is None:
        template = environment(locale).get_template("standards/_outline.html")
        kept = _shown.put(key, Markup(template.render(outline=outline, slug=slug)))  # noqa: S704 - our template
    return kept
