"""Lines of lists as HTML, kept under what they tell: another page or another reader has most of them at hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from markupsafe import Markup

from saas.shelf import Shelf
from saas.words import environment

KEPT = 20_000


class Lines:
    """The lines of one list. Its template gets `one`, a line as `told`, and what is the same for all of them."""

    def __init__(self, template: str, told: type) -> None:
        self._template, self._told, self._kept = template, told, Shelf(KEPT)

    def html(self, texts: Iterable[str], *, locale: str, **frame: str) -> Markup:
        """Lines that come as JSON, in this order. `frame` is part of what they are kept under."""
        rest = (locale, *frame.values())
        return Markup("".join([self._line(text, rest, locale, frame) for text in texts]))  # noqa: S704 - our template

    def _line(self, text: str, rest: tuple[str, ...], locale: str, frame: dict[str, Any]) -> str:
        return self._kept.get((text, *rest)) or self._kept.put((text, *rest), self._rendered(text, locale, frame))

    def _rendered(self, text: str, locale: str, frame: dict[str, Any]) -> str:
        return environment(locale).get_template(self._template).render(one=msgspec.json.decode(text, type=self._told), **frame)
