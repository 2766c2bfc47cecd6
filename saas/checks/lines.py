"""Today's lines as HTML, each kept until something about it changes: the page is opened after every check."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from typing import Any

from markupsafe import Markup

from saas.checks.reads import Day, DueToday
from saas.words import environment

KEPT = 20_000
SECTIONS = ("returned", "to_do", "not_yet", "sent", "missed")

_kept: OrderedDict[tuple[Any, ...], str] = OrderedDict()


def lines(day: Day, *, slug: str, zone: str, locale: str, many: bool, now: datetime) -> dict[str, Markup]:
    """Section → its lines. `many`: the reader holds several posts, so lines without an object name theirs."""
    frame = (locale, slug, zone, many)
    return {
        section: Markup("").join(Markup(_line(due, section, frame, now)) for due in getattr(day, section))  # noqa: S704
        for section in SECTIONS
    }


def _line(due: DueToday, section: str, frame: tuple[Any, ...], now: datetime) -> str:
    late = now > due.closes_at
    # All that the template reads; names are in it because they can be changed.
    key = (
        *frame, section, late, due.id, due.version_id, due.check_id, due.check_state, due.reason, due.closes_at,
        *due.list.values(), *(due.object or due.post).values(),
    )  # fmt: skip
    html = _kept.get(key)
    if html is not None:
        _kept.move_to_end(key)
        return html
    locale, slug, zone, many = frame
    template = environment(locale).get_template("checks/_line.html")
    html = _kept[key] = template.render(due=due, section=section, late=late, slug=slug, zone=zone, many=many)
    if len(_kept) > KEPT:
        _kept.popitem(last=False)
    return html
