"""Words, figures and dates as each reader writes them; one Jinja environment per locale.

The source language is Chinese: a msgid is the Chinese text itself, so zh-CN needs no catalogue.
English stands in `templates/words/en/*.po`, one part per area, merged when a locale is first used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from jinja2 import FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from saas import charts
from saas.shown import Environment

LOCALES = ("zh-CN", "en")
HOME_ZONE = "Asia/Shanghai"
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
NOTHING = "—"
MINUS = "\N{MINUS SIGN}"

Figure = Decimal | int | str
MINUTE, HOUR, DAY = 60, 3_600, 86_400
WEEKDAYS = {
    "zh-CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def N_(text: str) -> str:  # noqa: N802 the name that extractors know
    """Mark a text for translation where no locale is known yet; it is translated where it is shown."""
    return text


def translator(locale: str) -> Callable[..., str]:
    """A function from msgid (and named parameters, written `%(name)s`) to the text in `locale`."""
    words = catalogue(locale)

    def translate(text: str, **params: object) -> str:
        told = words.gettext(text)
        return told % params if params else told

    return translate


@cache
def catalogue(locale: str) -> NullTranslations:
    """Every part of the locale's folder in one; Chinese is the source and has none."""
    if locale not in LOCALES:
        raise ValueError(f"no such locale: {locale}")
    whole = Catalog(locale="en")
    for part in sorted((TEMPLATES / "words" / locale).glob("*.po")):
        with part.open("rb") as lines:
            for message in read_po(lines, locale="en"):
                if message.id and message.string:
                    whole.add(message.id, message.string)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled) if len(whole) else NullTranslations()


def say(text: Mapping[str, str] | str | None, *, locale: str) -> str:
    """Bilingual data {"zh": …, "en": …}: the reader's language first, else the other one."""
    if text is None or isinstance(text, str):
        return text or ""
    first, other = ("en", "zh") if locale == "en" else ("zh", "en")
    return text.get(first) or text.get(other) or ""


def faults(problems: Iterable[Any], *, locale: str) -> dict[str, str]:
    """Problems of a refusal (or maps with field and message) as field → sentence, for the form macros."""
    told, words = {}, translator(locale)
    for one in problems:
        at = one if isinstance(one, Mapping) else {key: getattr(one, key) for key in ("field", "message", "params")}
        told[at["field"] or "main"] = words(at["message"], **at.get("params", {}))
    return told


def number(x: Figure | None, places: int | None = None) -> str:
    """A figure with thousands separators and a true minus; half-up to `places`, or as it stands."""
    if x is None:
        return NOTHING
    value = Decimal(x)
    if places is not None:
        value = _half_up(value, places)
    return f"{value:,f}".replace("-", MINUS)


def signed(x: Figure | None, places: int = 2) -> str:
    """A difference: +2.13, −0.31, +0.00 (a difference that rounds to nothing carries a plus)."""
    if x is None:
        return NOTHING
    value = _half_up(Decimal(x), places)
    return ("+" if value >= 0 else "") + number(value)


def points(x: Figure | None, places: int = 2) -> str:
    """A score, without uom: the heading of its column or the sentence around it names the points."""
    return number(x, places)


def percent(x: Figure | None, places: int = 1) -> str:
    """A share (0.925) as 92.5%; a share whose denominator was 0 is not available, never 0."""
    return NOTHING if x is None else number(Decimal(x) * 100, places) + "%"


def wan(x: Figure | None, places: int = 2, *, locale: str) -> str:
    """Yuan as 万元 in Chinese, as CNY to the same accuracy in English: the uom is part of the value."""
    if x is None:
        return NOTHING
    shown = _half_up(Decimal(x) / 10_000, places)
    if locale == "en":
        return "CNY " + number(shown * 10_000, max(places - 4, 0))
    return number(shown) + " 万元"


def _half_up(value: Decimal, places: int) -> Decimal:
    # A rounded zero keeps the sign of what was rounded; nobody wants to read −0.00.
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def day(on: date | None, zone: str = HOME_ZONE, *, locale: str) -> str:
    """2026年9月30日 · 30 Sep 2026."""
    if on is None:
        return NOTHING
    on = _local(on, zone)
    return f"{_month_day(on, locale)} {on.year}" if locale == "en" else f"{on.year}年{_month_day(on, locale)}"


def day_short(on: date | None, zone: str = HOME_ZONE, *, locale: str) -> str:
    """9月30日 · 30 Sep."""
    return NOTHING if on is None else _month_day(_local(on, zone), locale)


def weekday(on: date | None, zone: str = HOME_ZONE, *, locale: str) -> str:
    """周三 · Wednesday."""
    return NOTHING if on is None else WEEKDAYS[locale][_local(on, zone).weekday()]


def moment(at: datetime | None, zone: str = HOME_ZONE, *, locale: str) -> str:
    """Date and time of day in the tenant's zone: 2026年9月30日 14:05 · 30 Sep 2026, 14:05."""
    if at is None:
        return NOTHING
    gap = ", " if locale == "en" else " "
    return day(at, zone, locale=locale) + gap + clock(at, zone)


def clock(at: datetime | None, zone: str = HOME_ZONE) -> str:
    """Time of day in the tenant's zone: 14:05."""
    return NOTHING if at is None else _local(at, zone).strftime("%H:%M")


def since(at: datetime | None, now: datetime, *, locale: str) -> str:
    """How long ago: 刚刚, 5 分钟前, 3 小时前, 3 天前. `now` is given, never read."""
    if at is None:
        return NOTHING
    gone = int((now - at).total_seconds())
    ngettext = catalogue(locale).ngettext
    if gone < MINUTE:
        return catalogue(locale).gettext("刚刚")
    if gone < HOUR:
        n = gone // MINUTE
        told = ngettext("%(n)s 分钟前", "%(n)s 分钟前", n)
    elif gone < DAY:
        n = gone // HOUR
        told = ngettext("%(n)s 小时前", "%(n)s 小时前", n)
    else:
        n = gone // DAY
        told = ngettext("%(n)s 天前", "%(n)s 天前", n)
    return told % {"n": n}


def _local(on: date, zone: str) -> Any:
    return on.astimezone(ZoneInfo(zone)) if isinstance(on, datetime) else on


def _month_day(on: date, locale: str) -> str:
    return f"{on.day} {MONTHS[on.month - 1]}" if locale == "en" else f"{on.month}月{on.day}日"


PLAIN = {f.__name__: f for f in (number, signed, points, percent, clock)}
LOCAL = {f.__name__: f for f in (say, faults, wan, day, day_short, weekday, moment, since)}


@cache
def environment(locale: str, *, development: bool = False) -> Environment:
    """Jinja for one locale: autoescape on, an undefined name is an error, filters bound to the locale."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=development,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    jinja.install_gettext_translations(catalogue(locale), newstyle=True)  # type: ignore[attr-defined]
    jinja.filters |= PLAIN | {name: partial(f, locale=locale) for name, f in LOCAL.items()}
    jinja.globals["_"] = jinja.globals["gettext"] = _remembering(jinja.globals["gettext"])
    # Complete before the first template is read: as one plain dict, for every render copies them, every import compares them.
    jinja.make_globals = lambda own: {**jinja.globals, **(own or {})}  # type: ignore[method-assign, assignment]
    jinja.globals |= {"locale": locale, "plot": charts.SHAPES, "asset": _fresh if development else asset}
    return jinja


def _remembering(told: Any) -> Callable[..., str]:
    """A page asks for dozens of texts without parameters, always the same: those are looked up once."""
    known: dict[str, str] = {}

    @pass_context
    def gettext(context: Context, text: str, /, **params: object) -> str:
        if params:
            return told(context, text, **params)
        if text not in known:
            known[text] = told(context, text)
        return known[text]

    return gettext


@cache
def asset(name: str) -> str:
    """The address of an asset with a mark of its content, so that a browser may keep it for good."""
    return _fresh(name)


def _fresh(name: str) -> str:
    file = TEMPLATES / "assets" / name
    # Third-party assets arrive at set-up; a page still renders where they are not there yet.
    if not file.exists():
        return f"/assets/{name}"
    return f"/assets/{name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:10]}"
