"""Today's lines as HTML, each kept until something about it changes: the page is opened after every check."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
from markupsafe import Markup

from saas.checks.reads import Day, DueToday
from saas.checks.versions import Published, load_all_alone
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


_kept: OrderedDict[tuple[Any, ...], Line] = OrderedDict()


async def today(day: Day, *, company: Company, locale: str) -> Today:
    """The day of one person. Their lists are in memory but for the first time."""
    lines = day.lines or []
    lists = await load_all_alone(company.id, {version for version, _ in lines})
    frame = (locale, company.slug, company.zone)
    return Today([_line(lists[version], bytes(told), frame) for version, told in lines], day.findings)


def _line(published: Published, told: bytes, frame: tuple[str, str, str]) -> Line:
    # All that the template reads: what the line tells, and the name of its list, which can be changed.
    key = (told, published.id, *published.name.values(), frame)
    line = _kept.get(key)
    if line is not None:
        _kept.move_to_end(key)
        return line
    line = _kept[key] = _rendered(msgspec.json.decode(told, type=DueToday), published, *frame)
    if len(_kept) > KEPT:
        _kept.popitem(last=False)
    return line


def _rendered(due: DueToday, published: Published, locale: str, slug: str, zone: str) -> Line:
    template = environment(locale).get_template("checks/_line.html")
    html = template.render(due=due, list=published.name, points=len(published.points), slug=slug, zone=zone)
    return Line(due.section, html, due.id, published.name)
