"""A published version line by line in the memory of this process: it never changes, so it is read once.

Read here are the search and the rows of the matrix: both look through all lines, and show a page of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any
from uuid import UUID

import msgspec

from saas.shelf import Shelf
from saas.standards.terms import FEW, Terms
from tenants import current, db

Text = dict[str, str]
KEPT = 24  # versions; one of 5,000 details takes some 6 MB
LETTERS = re.compile(r"[a-z0-9]")
# Where a word of letters and figures begins: "a1.1" is one word, "1.1" is not the beginning of it.
RARE = 300  # lines: up to here it is quicker to go from hit to hit in the whole text, beyond it from line to line
BEGINS = r"(?<![a-z0-9])(?<![a-z0-9][.])"


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line of the version. `above`: the places in the book of those above it, from the top; `told`: its demand as JSON."""

    id: UUID
    level: str
    code: str
    name: Text
    said: str
    head: int
    told: str
    above: tuple[int, ...]


class Book(msgspec.Struct, frozen=True):
    """All lines of a version in its order; `places` of the details by code, `parts`: systems and categories.

    `text`: what all lines say, a line each; `starts`: where in it each line begins.
    """

    id: UUID
    lines: list[Line]
    details: list[int]
    places: dict[str, int]
    parts: list[Line]
    text: str
    starts: list[int]

    def path(self, line: Line) -> list[Text]:
        """The names above a line, from the top."""
        return [self.lines[at].name for at in line.above]

    def inside(self, part: UUID) -> list[int]:
        """The details below a part."""
        top = next((at for at, line in enumerate(self.lines) if line.id == part), None)
        return [at for at in self.details if top in self.lines[at].above]

    def saying(self, word: str) -> list[int]:
        """The lines that say a word, folded as they are."""
        if "\n" in word or self.text.count(word) > RARE:
            return [at for at, line in enumerate(self.lines) if word in line.said]
        hits, found = [], self.text.find(word)
        while found >= 0:
            at = bisect_right(self.starts, found) - 1
            hits.append(at)
            found = self.text.find(word, self.starts[at + 1]) if at + 1 < len(self.starts) else -1
        return hits

    def find(self, asked: Terms) -> list[int]:
        """The lines that say every word as it was typed: first what is called so, then what says so."""
        first, *others = sorted(asked.said, key=len, reverse=True)
        hits = self.saying(first)
        for word in others:
            hits = [at for at in hits if word in self.lines[at].said]
        for begins in (re.compile(BEGINS + re.escape(gram)) for gram in asked.low if LETTERS.match(gram)):
            hits = [at for at in hits if begins.search(self.lines[at].said)]
        return sorted(hits, key=lambda at: not _named(self.lines[at], asked.low))

    def nearest(self, asked: Terms, most: int) -> list[int]:
        """Where nothing says it all: the lines that hold most of its grams, two in five of them at least."""
        least = max(FEW - 1, len(asked.low) * 2 // 5)
        held = ((sum(gram in line.said for gram in asked.low), at) for at, line in enumerate(self.lines))
        return [at for _, at in sorted((-count, at) for count, at in held if count >= least)[:most]]


def _named(line: Line, grams: Sequence[str]) -> bool:
    """Whether code and names say all of it."""
    return all(0 <= line.said.find(gram) < line.head for gram in grams)


BOOK = """
select n.id, n.parent_id, n.level, n.code, n.name, n.said,
  length(concat_ws(' ', n.code, n.name ->> 'zh', n.name ->> 'en')) as head,
  json_build_object('criterion', n.criterion, 'principle', n.principle, 'mark', n.mark)::text as told
from standard_nodes n join standards s on s.tenant_id = $1 and s.id = n.standard_id
where n.tenant_id = $1 and n.standard_id = $2 and s.published_at is not null order by n.position"""

_books = Shelf(KEPT)


async def book_of(standard: UUID) -> Book:
    """A published version. One statement the first time, none after."""
    key = (current(), standard)
    kept: Book | None = _books.get(key)
    return kept or _books.put(key, _bound(standard, await db().fetch(BOOK, current(), standard)))


def _bound(standard: UUID, rows: Sequence[Any]) -> Book:
    at = {row["id"]: place for place, row in enumerate(rows)}
    above: list[tuple[int, ...]] = []
    for row in rows:
        parent = at.get(row["parent_id"])
        above.append(() if parent is None else (*above[parent], parent))
    lines = [
        Line(row["id"], row["level"], row["code"], row["name"], row["said"], row["head"], row["told"], up)
        for row, up in zip(rows, above, strict=True)
    ]  # fmt: skip
    return bind(standard, lines)


def bind(standard: UUID, lines: list[Line]) -> Book:
    """The lines of a version as a book."""
    details = [place for place, line in enumerate(lines) if line.level == "detail"]
    parts = [line for line in lines if line.level in ("system", "category")]
    starts = list(accumulate((len(line.said) + 1 for line in lines[:-1]), initial=0))
    text = "\n".join(line.said for line in lines)
    return Book(standard, lines, details, {lines[place].code: place for place in details}, parts, text, starts)
