"""The lines of the queue as HTML, each kept until its check or a name changes: a leader sees the same fifty many times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from saas.reviews import reads
from saas.reviews.reads import Queue, Waiting
from saas.shelf import Shelf
from saas.visit import Company
from saas.words import environment, since
from tenants import inside

PAGE = 50
KEPT = 20_000
MINUTE = timedelta(minutes=1)
AGE = "\x01age\x01"  # occurs in no text
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One check, rendered around its age; `clean` is its field in the form that accepts all that are, or empty."""

    before: str
    after: str
    received: datetime
    clean: str


@dataclass(frozen=True, slots=True)
class Page:
    """Fifty lines of the queue; `after` is where the next page begins."""

    rows: Markup
    clean: Markup
    clean_count: int
    after: str | None


_kept = Shelf(KEPT)


async def page(queue: Queue, *, company: Company, locale: str, now: datetime) -> Page:
    """One statement where a check is new here or has changed, none otherwise."""
    rows = (queue.rows or [])[:PAGE]
    frame = (company.id, company.slug, locale, queue.names)
    lines = [_kept.get((*row, frame)) for row in rows]
    if None in lines:
        fresh = await _rendered([row[0] for row, line in zip(rows, lines, strict=True) if line is None], frame)
        lines = [line or fresh[row[0]] for row, line in zip(rows, lines, strict=True) if line or row[0] in fresh]
    html = "".join([f"{line.before}{_age((now - line.received) // MINUTE, locale)}{line.after}" for line in lines])
    clean = [line.clean for line in lines if line.clean]
    after = rows[-1][0] if len(queue.rows or ()) > PAGE else None
    return Page(Markup(html), Markup("".join(clean)), len(clean), after)  # noqa: S704 - our template


async def _rendered(checks: Sequence[str], frame: tuple[Any, ...]) -> dict[str, Line]:
    """Lines by check; what was decided a moment ago may be missing, what was corrected stands under its newer edition."""
    company, slug, locale, _ = frame
    async with inside(company):
        told = await reads.lines(checks)
    return {str(each.id): _kept.put((str(each.id), each.edition, frame), _line(each, slug, locale)) for each in told}


def _line(check: Waiting, slug: str, locale: str) -> Line:
    html = environment(locale).get_template("reviews/_line.html").render(c=check, slug=slug, age=AGE)
    before, after = html.split(AGE)
    clean = f'<input type="hidden" name="check" value="{check.id}">' if check.clean else ""
    return Line(before, after, check.received_at, clean)


@lru_cache(4_096)
def _age(minutes: int, locale: str) -> str:
    return since(LONG_AGO, LONG_AGO + minutes * MINUTE, locale=locale)
