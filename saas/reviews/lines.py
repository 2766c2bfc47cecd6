"""The lines of the queue as HTML, each kept until its check or a name changes: a leader sees the same fifty many times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from markupsafe import Markup

from saas.reviews import queue_reads as reads
from saas.reviews.queue_reads import Waiting
from saas.reviews.take_back import WINDOW
from saas.shelf import Shelf
from saas.visit import Visit
from saas.words import environment, since
from tenants import inside

PAGE = 50
ID = 36  # characters of a check's id, before its edition
KEPT = 20_000
MINUTE = timedelta(minutes=1)
AGE = "\x01age\x01"  # occurs in no text
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

Frame = tuple[UUID, str, str, str]  # company, its slug, language, edition of names


@dataclass(frozen=True, slots=True)
class Line:
    """One check, rendered around its age."""

    before: str
    after: str
    received: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Fifty lines of the queue; `after` is where the next page begins, `undoable` how many one own act just accepted, `rest`
    how many may be accepted together, the newest of them received at `until`.
    """

    rows: Markup
    rest: int
    until: datetime | None
    after: str | None
    total: int
    units: Sequence[tuple[str, dict[str, str], int]]
    undoable: int


_queues, _pages, _kept = Shelf(), Shelf(), Shelf(KEPT)


async def page(visit: Visit, *, unit: UUID | None, after: UUID | None, batch: UUID | None) -> Page:
    """The queue as its reader finds it: read where its mark is new here, put together again each minute, for its lines age."""
    minute = visit.now.replace(second=0, microsecond=0)
    what = (visit.read, visit.tenant, visit.standing, visit.locale, unit, after, batch, batch and minute)
    return _pages.get((*what, minute)) or _pages.put((*what, minute), await _page(visit, what, minute))


async def _page(visit: Visit, what: tuple[Any, ...], minute: datetime) -> Page:
    *_, unit, after, batch, _ = what
    async with inside(visit.tenant.id):
        queue = _queues.get(what) or _queues.put(what, await reads.queue(
            visit.leads(), visit.member, visit.posts, unit=unit, after=after, batch=batch, since=minute - WINDOW
        ))  # fmt: skip
        lines = await _lines(queue.checks[:PAGE], (visit.tenant.id, visit.tenant.slug, visit.locale, visit.read.split()[0]))
    html = [f"{line.before}{_age((visit.now - line.received) // MINUTE, visit.locale)}{line.after}" for line in lines]
    next_ = queue.checks[PAGE - 1][:ID] if len(queue.checks) > PAGE else None
    rows = Markup("".join(html))  # noqa: S704 - our template
    return Page(rows, queue.rest, queue.until, next_, queue.total, queue.units or (), queue.undoable)


async def _lines(checks: Sequence[str], frame: Frame) -> list[Line]:
    """One statement where a check is new here or has changed, none otherwise."""
    kept = {check: _kept.get((check, frame)) for check in checks}
    if None in kept.values():
        kept |= await _rendered([check for check, line in kept.items() if line is None], frame)
    return [line for line in kept.values() if line]


async def _rendered(checks: Sequence[str], frame: Frame) -> dict[str, Line]:
    """Lines of these checks as they are now; one that was corrected this very moment is kept as what it became."""
    _, slug, locale, _ = frame
    asked = {check[:ID]: check for check in checks}
    told = await reads.lines(list(asked))
    return {asked[str(each.id)]: _kept.put((each.edition, frame), _line(each, slug, locale)) for each in told}


def _line(check: Waiting, slug: str, locale: str) -> Line:
    html = environment(locale).get_template("reviews/_line.html").render(c=check, slug=slug, age=AGE)
    before, after = html.split(AGE)
    return Line(before, after, check.received_at)


@lru_cache(4_096)
def _age(minutes: int, locale: str) -> str:
    return since(LONG_AGO, LONG_AGO + minutes * MINUTE, locale=locale)
