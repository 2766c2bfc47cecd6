"""Lines of lists as HTML, kept under what they tell: another page or another reader has most of them at hand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from markupsafe import Markup

from saas.shelf import Shelf
from saas.words import environment

KEPT = 20_000


class Lines:
    """The lines of one list; its template gets `one`, and what is the same for all lines of a page."""

    def __init__(self, template: str) -> None:
        self._template, self._kept = template, Shelf(KEPT)

    def html(
        self, texts: Iterable[str], read: Callable[[str], Any], under: tuple[Hashable, ...], locale: str, **frame: Any
    ) -> Markup:
        """Lines that come as JSON, in this order, `read` where they are new here.

        `under`: whatever else makes a line look otherwise; the `frame` goes to the template.
        """
        keys = [(text, under, locale) for text in texts]
        lines = [self._kept.get(key) or self._kept.put(key, self._rendered(read(key[0]), locale, frame)) for key in keys]
        return Markup("".join(lines))  # noqa: S704 - our template

    def _rendered(self, one: Any, locale: str, frame: dict[str, Any]) -> str:
        return environment(locale).get_template(self._template).render(one=one, **frame)
