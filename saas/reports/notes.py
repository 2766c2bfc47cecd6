"""Small numbers beside the figures of a paper, and the list at its end that says where each comes from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from saas.reports.figures import Quarter
from saas.reports.keys import Figure, key, trace_id
from saas.reports.register import register


@dataclass(frozen=True, slots=True)
class Note:
    """number: as it stands beside the figures; id: of the one figure, or of several
    with what they begin with said once.
    """

    number: int
    id: str
    label: str
    words: Mapping[str, Any]
    spelled: str


class Notes:
    """Called with the keys of figures it gives their number as small print; the same keys have the same number.

    base: the company's address on the page, where the number is a link; none on paper.
    """

    def __init__(self, q: Quarter, base: str | None = None) -> None:
        self._q, self._base = q, base
        self._known = register(q)
        self._rows: dict[tuple[str, ...], Note] = {}

    def __call__(self, *keys: str) -> Markup:
        known = tuple(self._known[each] for each in keys if each in self._known)
        if not known:
            return Markup("")
        if keys not in self._rows:
            self._rows[keys] = self._note(known)
        note = self._rows[keys]
        if self._base is None:
            return Markup('<sup class="n">{}</sup>').format(note.number)
        at = f"{self._base}/trace/{self.id(known[0].key)}"
        return Markup('<sup class="n"><a href="{}">{}</a></sup>').format(at, note.number)

    def within(self, paragraph: Markup, *keys: str) -> Markup:
        """The number at the end of a paragraph that somebody else set."""
        return Markup(str(paragraph).replace("</p>", f"{self(*keys)}</p>"))  # noqa: S704 – both were escaped

    def key(self, *parts: object) -> str:
        return key(*parts)

    def id(self, name: str) -> str:
        """The whole id of a figure of this unit."""
        return trace_id(self._q.cycle.code, self._q.code, name)

    @property
    def rows(self) -> list[Note]:
        return list(self._rows.values())

    def _note(self, known: tuple[Figure, ...]) -> Note:
        first, keys = known[0], [each.key for each in known]
        heads = {each.rpartition(".")[0] for each in keys}
        name = ",".join(keys)
        if len(keys) > 1 and len(heads) == 1 and (head := heads.pop()):
            name = f"{head}.{{{','.join(each.rpartition('.')[2] for each in keys)}}}"
        spelled = " · ".join(each.spelled(self._q.places) for each in known)
        return Note(len(self._rows) + 1, name, first.label, first.words, spelled)
