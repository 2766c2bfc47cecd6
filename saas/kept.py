"""Lines of lists as HTML, kept under what they tell: another page or another reader has most of them at hand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from markupsafe import Markup

from saas.shelf import Shelf
from saas.words import environment

KEPT = 20_000
CUT = "\x01cut\x01"  # occurs in no text


class Lines:
    """The lines of one list; its template gets `lines`, and what is the same for all of a page."""

    def __init__(self, template: str) -> None:
        self._template, self._kept = template, Shelf(KEPT)

    def html(
        self, texts: Iterable[str], read: Callable[[str], Any], under: tuple[Hashable, ...], locale: str, **frame: Any
    ) -> Markup:
        """Lines that come as JSON, in this order, `read` where they are new here.

        `under`: whatever else makes a line look otherwise; the `frame` goes to the template.
        """
        keys = [(text, under, locale) for text in texts]
        lines = [self._kept.get(key) for key in keys]
        if missing := [at for at, line in enumerate(lines) if line is None]:
            fresh = self._rendered([read(keys[at][0]) for at in missing], locale, frame)
            for at, line in zip(missing, fresh, strict=True):
                lines[at] = self._kept.put(keys[at], line)
        return Markup("".join(lines))  # noqa: S704 - our template

    def _rendered(self, some: list[Any], locale: str, frame: dict[str, Any]) -> list[str]:
        """All that are new in one go; the template sets CUT behind each."""
        return environment(locale).get_template(self._template).render(lines=some, cut=CUT, **frame).split(CUT)[:-1]
