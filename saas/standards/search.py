"""The search of the standards: the lines of the version in force that say what was typed, twenty a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from saas.standards.book import Book, Line
from saas.standards.terms import FEW, Terms

PAGE = 20


class Demand(msgspec.Struct, frozen=True):
    """What a line demands, and where that comes from."""

    criterion: dict[str, Any] | None
    principle: dict[str, str] | None
    mark: dict[str, Any]


class Hit(msgspec.Struct, frozen=True):
    """A line that was found, with the names above it."""

    id: UUID
    level: str
    code: str
    name: dict[str, str]
    criterion: dict[str, Any] | None
    principle: dict[str, str] | None
    mark: dict[str, Any]
    path: list[dict[str, str]]


class Found(msgspec.Struct, frozen=True):
    """One page of hits; `near`: nothing says it word for word, these hold most of it."""

    hits: list[Hit]
    total: int
    near: bool


def search(book: Book, asked: Terms, page: int = 1) -> Found:
    """The hits of a version. Where no line says it, and it is more than two grams, the twenty nearest."""
    if not asked.low:
        return Found([], 0, False)
    places = book.find(asked)
    near = not places and page == 1 and len(asked.low) >= FEW
    if near:
        places = book.nearest(asked, PAGE)
    shown = places[(page - 1) * PAGE : page * PAGE]
    return Found([_hit(book, book.lines[at]) for at in shown], len(places) if shown else 0, near)


def _hit(book: Book, line: Line) -> Hit:
    told = msgspec.json.decode(line.told, type=Demand)
    return Hit(line.id, line.level, line.code, line.name, told.criterion, told.principle, told.mark, book.path(line))
