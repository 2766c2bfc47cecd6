"""The names a formula may use: codes, and the titles of both languages that stand for them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_HINTS = 12
SHORT = 3


@dataclass(frozen=True)
class Names:
    """`paths`: name → what else it is called. `own`: the table whose columns may be named bare, in its own formulas."""

    paths: Mapping[str, tuple[str, ...]]
    own: str = ""
    _found: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        twice = set()
        for path, titles in self.paths.items():
            for title in titles:
                if self._found.setdefault(title, path) != path:
                    twice.add(title)
        for title in twice:  # said of two things, a title names neither
            del self._found[title]
        self._found.update({path: path for path in self.paths})

    def find(self, text: str) -> str | None:
        """The name that `text` is or stands for; in a table its own columns first."""
        if self.own and (mine := self._found.get(f"{self.own}.{text}")):
            return mine.removeprefix(f"{self.own}.")
        return self._found.get(text)

    @property
    def texts(self) -> frozenset[str]:
        """Everything that may be written, bare columns included."""
        own = {path.removeprefix(f"{self.own}.") for path in self._found if self.own and path.startswith(f"{self.own}.")}
        return frozenset(self._found) | own

    def like(self, text: str) -> str | None:
        """The nearest name, for "did you mean"."""
        own = [path.removeprefix(f"{self.own}.") for path in self.paths if self.own and path.startswith(f"{self.own}.")]
        # Of two characters, one may be wrong.
        near = difflib.get_close_matches(text, [*own, *self._found], n=1, cutoff=1 / 2 if len(text) <= SHORT else 3 / 5)
        return near[0] if near else None

    def starting(self, text: str) -> list[str]:
        """Names that a field may complete `text` to."""
        told = text.casefold()
        hits = {path: None for title, path in self._found.items() if title.casefold().startswith(told)}
        hits |= {path: None for title, path in self._found.items() if told in title.casefold()}
        return list(hits)[:MOST_HINTS]


def names_of(given: Names | Mapping[str, Iterable[str]] | Iterable[str] | None) -> Names | None:
    """Names from a list of them, or from name → titles; None lets every name pass."""
    if given is None or isinstance(given, Names):
        return given
    if isinstance(given, Mapping):
        return Names({path: tuple(titles) for path, titles in given.items()})
    return Names(dict.fromkeys(given, ()))
