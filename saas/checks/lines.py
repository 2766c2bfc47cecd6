"""Today and the checklists as HTML, kept under their marks; so is each line, for most stay when one changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from markupsafe import Markup

from saas.calendar import business_date
from saas.checks import list_reads, reads
from saas.checks.list_reads import ListSeen
from saas.checks.reads import Day, DueToday
from saas.shelf import Shelf
from saas.visit import Company
from saas.words import environment
from tenants import inside

KEPT = 20_000
DAYS = 2_000
WORKABLE = ("returned", "to_do")


@dataclass(frozen=True, slots=True)
class Line:
    """One check of the day, rendered."""

    section: str
    html: str
    due: UUID
    name: dict[str, str]


@dataclass(frozen=True, slots=True)
class Today:
    """The page's own part, and how many checks can be done now."""

    html: Markup
    waiting: int


_days, _lines, _tables, _rows = Shelf(DAYS), Shelf(KEPT), Shelf(), Shelf()


async def today(mark: str, member: UUID, posts: list[UUID], *, company: Company, locale: str, now: datetime) -> Today:
    """The day of somebody with these posts; read and rendered where its mark, which names them, is new here."""
    on = business_date(now, company.zone)
    key = (mark, company, tuple(posts), locale, on)
    day = _days.get(key)
    if day is None:
        async with inside(company.id):
            told = await reads.day(member, posts, now, on)
        day = _days.put(key, _day(told, posts, (locale, company.slug, company.zone)))
    return day


def _day(told: Day, posts: list[UUID], frame: tuple[str, str, str]) -> Today:
    locale, slug, zone = frame
    lines = [_line(bytes(line), frame) for line in told.lines or ()]
    sections: dict[str, str] = {}
    for line in lines:
        sections[line.section] = sections.get(line.section, "") + line.html
    waiting = [line for section in WORKABLE for line in lines if line.section == section]
    html = environment(locale).get_template("checks/_day.html").render(
        sections={section: Markup(html) for section, html in sections.items()},  # noqa: S704 - our template
        waiting=waiting, findings=told.findings, handovers=told.handovers or (), posts=posts, slug=slug, zone=zone,
    )  # fmt: skip
    return Today(Markup(html), len(waiting))  # noqa: S704 - our template


def _line(told: bytes, frame: tuple[str, str, str]) -> Line:
    key = (told, frame)
    return _lines.get(key) or _lines.put(key, _rendered(msgspec.json.decode(told, type=DueToday), *frame))


def _rendered(due: DueToday, locale: str, slug: str, zone: str) -> Line:
    template = environment(locale).get_template("checks/_line.html")
    html = template.render(due=due, list=due.list, points=due.points, slug=slug, zone=zone)
    return Line(due.section, html, due.id, due.list)


async def lists(mark: str, *, company: Company, locale: str, today: date) -> Markup:
    """The rows of the table of checklists, likewise."""
    key = (mark, company, locale, today)
    table = _tables.get(key)
    if table is None:
        async with inside(company.id):
            told = await list_reads.lists(today)
        table = _tables.put(key, Markup("").join(_list(bytes(each), company.slug, locale) for each in told))
    return table


def _list(told: bytes, slug: str, locale: str) -> Markup:
    key = (told, slug, locale)
    return _rows.get(key) or _rows.put(key, _list_rendered(msgspec.json.decode(told, type=ListSeen), slug, locale))


def _list_rendered(seen: ListSeen, slug: str, locale: str) -> Markup:
    return Markup(environment(locale).get_template("checks/_list.html").render(l=seen, slug=slug))  # noqa: S704 - our template
