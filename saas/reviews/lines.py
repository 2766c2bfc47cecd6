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
ID = 36  # characters of a check's id, before its edition
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
    checks = queue.checks
    fifty, frame = checks[:PAGE], (company.id, company.slug, locale, queue.names)
    kept = {check: _kept.get((check, frame)) for check in fifty}
    if None in kept.values():
        kept |= await _rendered([check for check, line in kept.items() if line is None], frame)
    lines = [line for line in kept.values() if line]
    html = "".join([f"{line.before}{_age((now - line.received) // MINUTE, locale)}{line.after}" for line in lines])
    clean = [line.clean for line in lines if line.clean]
    after = fifty[-1][:ID] if len(checks) > PAGE else None
    return Page(Markup(html), Markup("".join(clean)), len(clean), after)  # noqa: S704 - our template


async def _rendered(checks: Sequence[str], frame: tuple[Any, ...]) -> dict[str, Line]:
    """Lines of these checks as they are now; one that was corrected this very moment is kept as what it became."""
    company, slug, locale, _ = frame
    asked = {check[:ID]: check for check in checks}
    async with inside(company):
        told = await reads.lines(list(asked))
    return {asked[str(each.id)]: _kept.put((each.edition, frame), _line(each, slug, locale)) for each in told}


def _line(check: Waiting, slug: str, locale: str) -> Line:
    html = environment(locale).get_template("reviews/_line.html").render(c=check, slug=slug, age=AGE)
    before, after = html.split(AGE)
    clean = f'<input type="hidden" name="check" value="{check.id}">' if check.clean else ""
    return Line(before, after, check.received_at, clean)


@lru_cache(4_096)
def _age(minutes: int, locale: str) -> str:
    return since(LONG_AGO, LONG_AGO + minutes * MINUTE, locale=locale)
