"""The rows of the matrix as HTML: what a detail looks like is kept, the cells of a unit are put in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote
from uuid import UUID

from markupsafe import Markup, escape

from saas.duties.matrix import Frame, Owner, Row, Rows
from saas.shelf import Shelf
from saas.standards.book import Book
from saas.visit import Visit
from saas.words import environment, say

KEPT = 4_000
# Stand-ins that occur in no text: for what belongs to one row or one unit.
NOTE, CELLS, HERE = "\x01note\x01", "\x01cells\x01", "\x01here\x01"
CODE, SPELLED, LINE, NAME = "\x01code\x01", "\x01spelled\x01", "\x01line\x01", "\x01name\x01"


@dataclass(frozen=True, slots=True)
class Table:
    """The body of the table; where a row is edited, what is before it, its head, and what is behind it."""

    before: Markup
    edited: Row | None
    head: Markup
    after: Markup


@dataclass(frozen=True, slots=True)
class Look:
    """How a reader sees rows: address and language, whether they may edit, how many columns there are, this page's address."""

    slug: str
    locale: str
    may_edit: bool
    width: int
    here: str


_kept = Shelf(KEPT)


def table(visit: Visit, frame: Frame, rows: Rows, *, here: str, edit: str) -> Table:
    """Every row rendered, but for the one that is edited."""
    may_edit = visit.may("duty.edit")
    look = Look(visit.tenant.slug, visit.locale, may_edit, len(frame.posts) + 1 + may_edit, str(escape(here)))
    at = next((n for n, row in enumerate(rows.shown) if row.code == edit), None) if edit and may_edit else None
    posts, lines = [post.id for post in frame.posts], list(_lines(rows, look))
    if at is None:
        return Table(_joined(group + _row(row, posts, piece, look) for row, group, piece in lines), None, Markup(), Markup())
    edited, group, piece = lines[at]
    before, after = ([g + _row(row, posts, p, look) for row, g, p in part] for part in (lines[:at], lines[at + 1 :]))
    return Table(_joined([*before, group]), edited, _joined([piece[0], _note(edited, look.locale), piece[1]]), _joined(after))


def parts(book: Book | None, chosen: UUID | None, locale: str) -> Markup:
    """The systems and categories to choose from."""
    if book is None:
        return Markup()
    key = ("duties/_parts.html", book.id, locale)
    html = _kept.get(key) or _kept.put(key, environment(locale).get_template("duties/_parts.html").render(parts=book.parts))
    return Markup(html.replace(f'"{chosen}"', f'"{chosen}" selected'))  # noqa: S704 - our template


def _joined(html: Any) -> Markup:
    return Markup("".join(html))  # noqa: S704 - our templates


def _lines(rows: Rows, look: Look) -> Iterator[tuple[Row, str, list[str]]]:
    """Each row with the heading before it, where its group is a new one, and with its own pieces."""
    last: tuple[int, ...] | None = None
    known, strange = _pattern(look.slug, look.locale, look.may_edit, True), _pattern(look.slug, look.locale, look.may_edit, False)
    for row in rows.shown:
        group = _group(rows, row, look) if row.group != last or last is None else ""
        last = row.group
        yield row, group, _pieces(known if row.line else strange, row, look.locale)


def _group(rows: Rows, row: Row, look: Look) -> str:
    """The heading of a row's group."""
    key = ("duties/_group.html", rows.book and rows.book.id, row.group or row.code, look.locale, look.width)
    kept: str | None = _kept.get(key)
    if kept is None:
        names = [rows.book.lines[at].name for at in row.group] if rows.book else []
        kept = environment(look.locale).get_template("duties/_group.html").render(row=row, group=names, look=look)
        _kept.put(key, kept)
    return kept


@lru_cache(256)
def _pattern(slug: str, locale: str, may_edit: bool, known: bool) -> str:
    """The row of any detail, with stand-ins for what is its own: the template is rendered once for all of them."""
    return environment(locale).get_template("duties/_row.html").render(
        slug=slug, may_edit=may_edit, known=known,
        note=NOTE, cells=CELLS, here=HERE, code=CODE, spelled=SPELLED, line=LINE, name=NAME,
    )  # fmt: skip


def _pieces(pattern: str, row: Row, locale: str) -> list[str]:
    """A detail's row, cut where its unit's own words go: at note, cells and address. Its name goes in last."""
    html = pattern.replace(SPELLED, quote(row.code)).replace(CODE, escape(row.code))
    if row.line:
        html = html.replace(LINE, str(row.line.id))
    before, _, rest = html.partition(NOTE)
    cells, _, last = rest.partition(CELLS)
    if row.line:
        before = before.replace(NAME, escape(say(row.line.name, locale=locale)))
    return [before, cells, *last.split(HERE)]


def _row(row: Row, posts: list[UUID], piece: list[str], look: Look) -> str:
    told, none = row.cells, _cell((), look.locale)
    cells = none * len(posts)
    if told:
        cells = "".join([_cell(tuple(told[post]), look.locale) if post in told else none for post in posts])
    edit = f"{look.here}{piece[3]}" if look.may_edit else ""
    return f"{piece[0]}{_note(row, look.locale)}{piece[1]}{cells}{piece[2]}{edit}"


@lru_cache(64)
def _cell(kinds: tuple[str, ...], locale: str) -> str:
    return environment(locale).get_template("duties/_cell.html").render(kinds=kinds)


def _note(row: Row, locale: str) -> str:
    """Who answers for the detail, where that is not told by its cells."""
    if row.owner:
        return _above(*_names(row.owner, locale), locale) if row.owner.unit else ""
    return _nobody(row.lower, row.line is not None, locale)


def _names(owner: Owner, locale: str) -> tuple[str, str]:
    return say(owner.unit, locale=locale), say(owner.post, locale=locale)


@lru_cache(4_096)
def _above(unit: str, post: str, locale: str) -> str:
    return environment(locale).get_template("duties/_note.html").render(unit=unit, post=post, lower=0, known=True)


@lru_cache(1_024)
def _nobody(lower: int, known: bool, locale: str) -> str:
    return environment(locale).get_template("duties/_note.html").render(unit="", post="", lower=lower, known=known)
