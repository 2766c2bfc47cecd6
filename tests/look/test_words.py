"""Both languages complete, and figures and dates as each reader writes them."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from types import SimpleNamespace as Some

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from saas import words

ROOT = words.TEMPLATES.parent
AT = datetime(2026, 9, 30, 6, 5, tzinfo=UTC)
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
PLACES = re.compile(r"%\((\w+)\)s")


@cache
def said() -> dict[str, str]:
    """Every msgid of the templates and of Python, with where it stands."""
    found = {}
    for folder, how in (
        ("templates", ("**.html", "jinja2.ext:babel_extract")),
        ("saas", ("**.py", "python")),
        ("tenants", ("**.py", "python")),
    ):
        options = {"**.html": {"silent": "false", "extensions": "jinja2.ext.do"}}
        for file, line, message, *_ in extract_from_dir(ROOT / folder, [how], options, keywords=KEYWORDS):
            found[message if isinstance(message, str) else message[0]] = f"{folder}/{file}:{line}"
    return found


def parts() -> list[tuple[str, object]]:
    found = []
    for part in sorted((words.TEMPLATES / "words" / "en").glob("*.po")):
        with part.open("rb") as lines:
            found += [(part.name, message) for message in read_po(lines, locale="en") if message.id]
    return found


def one_id(message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def texts(message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_it_has_english_for_every_msgid():
    known = {one_id(message) for _, message in parts() if all(texts(message))}
    assert {text: at for text, at in said().items() if text not in known} == {}


def test_it_keeps_no_english_that_nobody_says():
    assert [(part, one_id(message)) for part, message in parts() if one_id(message) not in said()] == []


def test_it_has_no_fuzzy_english():
    assert [(part, one_id(message)) for part, message in parts() if message.fuzzy] == []


def test_it_says_one_thing_in_one_way():
    ways = defaultdict(set)
    for _, message in parts():
        ways[one_id(message)].add(tuple(texts(message)))
    assert {text: told for text, told in ways.items() if len(told) > 1} == {}


def test_it_fills_the_same_places_in_both_languages():
    wrong = [
        one_id(m)
        for _, m in parts()
        for text in texts(m)
        if not set(PLACES.findall(text)) <= set(PLACES.findall(one_id(m)))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("got", "wanted"),
    [
        (words.number(Decimal("-1234.5")), "−1,234.5"),
        (words.number(Decimal("2.345"), 2), "2.35"),
        (words.number(Decimal("-2.345"), 2), "−2.35"),
        (words.number(Decimal("1E+3")), "1,000"),
        (words.number(Decimal("-0.001"), 2), "0.00"),
        (words.number(None), "—"),
        (words.signed(Decimal("2.125")), "+2.13"),
        (words.signed(Decimal("-0.31")), "−0.31"),
        (words.signed(Decimal("-0.001")), "+0.00"),
        (words.points(Decimal("86.425")), "86.43"),
        (words.percent(Decimal("0.9250")), "92.5%"),
        (words.percent(None), "—"),
        (words.wan(Decimal(126_000), locale="zh-CN"), "12.60 万元"),
        (words.wan(Decimal(126_049), locale="en"), "CNY 126,000"),
        (words.day(date(2026, 9, 30), locale="zh-CN"), "2026年9月30日"),
        (words.day(date(2026, 9, 30), locale="en"), "30 Sep 2026"),
        (words.day_short(date(2026, 9, 30), locale="zh-CN"), "9月30日"),
        (words.weekday(date(2026, 9, 28), locale="zh-CN"), "周一"),
        (words.moment(AT, locale="zh-CN"), "2026年9月30日 14:05"),
        (words.moment(AT, "UTC", locale="en"), "30 Sep 2026, 06:05"),
        (words.day_short(datetime(2026, 9, 30, 17, tzinfo=UTC), locale="en"), "1 Oct"),
    ],
)
def test_it_writes_figures_and_dates(got, wanted):
    assert got == wanted


@pytest.mark.parametrize(
    ("gone", "zh", "en"),
    [
        (timedelta(seconds=59), "刚刚", "just now"),
        (timedelta(minutes=1), "1 分钟前", "1 minute ago"),
        (timedelta(minutes=59), "59 分钟前", "59 minutes ago"),
        (timedelta(hours=23), "23 小时前", "23 hours ago"),
        (timedelta(days=3), "3 天前", "3 days ago"),
    ],
)
def test_it_says_how_long_ago(gone, zh, en):
    since = partial(words.since, AT, AT + gone)
    assert (since(locale="zh-CN"), since(locale="en")) == (zh, en)


def test_it_says_bilingual_data_in_the_readers_language_or_the_other():
    assert words.say({"zh": "冰柜", "en": "Freezer"}, locale="en") == "Freezer"
    assert words.say({"zh": "冰柜"}, locale="en") == "冰柜"
    assert words.say("胜利路", locale="en") == "胜利路"
    assert words.say(None, locale="en") == ""


def test_it_turns_problems_into_sentences_at_their_fields():
    problems = [
        Some(field="name", message="刚刚", params={}),
        {"field": None, "message": "编号 %(code)s", "params": {"code": 7}},
    ]
    assert words.faults(problems, locale="en") == {"name": "just now", "main": "Code 7"}


def test_it_refuses_an_unknown_locale():
    with pytest.raises(ValueError, match="no such locale"):
        words.catalogue("fr")
