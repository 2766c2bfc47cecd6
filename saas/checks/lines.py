"""Lines of today and of the checklists as HTML, each kept until something about it changes: these pages are opened all day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import msgspec
from markupsafe import Markup

from saas.checks.reads import Day, DueToday, ListSeen
from saas.checks.versions import Published, load_all_alone
from saas.shelf import Shelf
from saas.visit import Company
from saas.words import environment

KEPT = 20_000
WORKABLE = ("returned", "to_do")


@dataclass(frozen=True, slots=True)
class Line:
    """One check of the day, rendered."""

    section: str
    html: str
    due: UUID
    name: dict[str, str]


@dataclass(frozen=True)
class Today:
    """The page in the order a person works: what was returned, what can be done, then the rest."""

    lines: list[Line]
    findings: int

    @cached_property
    def sections(self) -> dict[str, Markup]:
        """Section → its lines."""
        told: dict[str, str] = {}
        for line in self.lines:
            told[line.section] = told.get(line.section, "") + line.html
        return {section: Markup(html) for section, html in told.items()}  # noqa: S704 - our template

    @cached_property
    def waiting(self) -> list[Line]:
        """What can be done now, returned first."""
        return [line for section in WORKABLE for line in self.lines if line.section == section]


_lines, _lists = Shelf(KEPT), Shelf()


async def today(day: Day, *, company: Company, locale: str) -> Today:
    """The day of one person. Their lists are in memory but for the first time."""
    lines = day.lines or []
    lists = await load_all_alone(company.id, {version for version, _ in lines})
    frame = (locale, company.slug, company.zone)
    return Today([_line(lists[version], bytes(told), frame) for version, told in lines], day.findings)


def _line(published: Published, told: bytes, frame: tuple[str, str, str]) -> Line:
    # All that the template reads: what the line tells, and the name of its list, which can be changed.
    key = (told, published.id, *published.name.values(), frame)
    return _lines.get(key) or _lines.put(key, _rendered(msgspec.json.decode(told, type=DueToday), published, *frame))


def _rendered(due: DueToday, published: Published, locale: str, slug: str, zone: str) -> Line:
    template = environment(locale).get_template("checks/_line.html")
    html = template.render(due=due, list=published.name, points=len(published.points), slug=slug, zone=zone)
    return Line(due.section, html, due.id, published.name)


def lists(told: list[msgspec.Raw], *, slug: str, locale: str) -> Markup:
    """The rows of the table of checklists."""
    return Markup("").join(_list(bytes(each), slug, locale) for each in told)


def _list(told: bytes, slug: str, locale: str) -> Markup:
    key = (told, slug, locale)
    return _lists.get(key) or _lists.put(key, _list_rendered(msgspec.json.decode(told, type=ListSeen), slug, locale))


def _list_rendered(seen: ListSeen, slug: str, locale: str) -> Markup:
    return Markup(environment(locale).get_template("checks/_list.html").render(l=seen, slug=slug))  # noqa: S704 - our template
