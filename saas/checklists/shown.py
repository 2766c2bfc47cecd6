"""A draft gathered for its page: points by section, the one that is edited, and everything that is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from saas.checklists.drafted import Draft, DraftPoint, by_section, in_order
from saas.checklists.faults import Fault, faults
from saas.checklists.form import OPTIONS_MOST, fields_of, point_from, with_options
from saas.words import say, translator

COLUMNS = ("key", "zh", "en", "share")


@dataclass(frozen=True)
class Told:
    """A fault in the reader's words."""

    point: str
    text: str
    grave: bool


@dataclass(frozen=True)
class Desk:
    """What the editor shows. `chosen` is None while the head is edited; `given` are the fields of its form."""

    draft: Draft
    points: Sequence[DraftPoint]
    sections: list[dict[str, Any]]
    chosen: DraftPoint | None
    given: Mapping[str, str]
    options: list[dict[str, str]]
    told: list[Told]

    @property
    def grave(self) -> int:
        return sum(one.grave for one in self.told)

    @property
    def leads(self) -> Sequence[DraftPoint]:
        """Points that the chosen one may follow up: those before it."""
        ordered = in_order(self.draft, self.points)
        codes = [point.code for point in ordered]
        return ordered[: codes.index(self.chosen.code)] if self.chosen and self.chosen.code in codes else []


def desk(
    draft: Draft, points: Sequence[DraftPoint], chosen: UUID | None, locale: str, given: Mapping[str, str] | None = None
) -> Desk:
    """`given`: a form that is being typed or came back; the phone and the faults follow it as far as it can be read."""
    one = next((point for point in points if point.id == chosen), None)
    typed = with_options(given) if given is not None else None
    if one is not None and typed is not None:
        mended, _ = point_from(typed, one)
        points = [mended if point is one else point for point in points]
        one = mended
    shown = typed if typed is not None else fields_of(one) if one is not None else {}
    return Desk(draft, points, by_section(draft, points), one, shown, _rows(shown), in_words(faults(draft, points), locale))


def in_words(found: Sequence[Fault], locale: str) -> list[Told]:
    """Faults as sentences; bilingual parameters in the reader's language."""
    words = translator(locale)
    told = [{name: _said(value, locale) for name, value in one.params.items()} for one in found]
    return [Told(one.point, words(one.message, **params), one.grave) for one, params in zip(found, told, strict=True)]


def _said(value: Any, locale: str) -> str:
    return say(value, locale=locale) if isinstance(value, Mapping) else str(value)


def _rows(given: Mapping[str, str]) -> list[dict[str, str]]:
    """The options of the form, with two empty rows to write into."""
    lines = [[cell.strip() for cell in line.split("|")] for line in given.get("options", "").splitlines()]
    rows = [dict(zip(COLUMNS, cells, strict=False)) for cells in lines]
    rows += [{}] * min(2 if rows else 3, OPTIONS_MOST - len(rows))
    return [{name: row.get(name, "") for name in COLUMNS} for row in rows]
