"""Quiet hours, tries, sentences, the letter: rules by example."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from saas.notices.digests import MOST, Line, digest
from saas.notices.kinds import KINDS, sentence
from saas.notices.rules import TRIES, Hours, after_quiet, digest_due, next_try, quiet
from saas.words import LOCALES

ZONE = "Asia/Shanghai"
NIGHT = Hours()
NOON = Hours(quiet_from=time(12), quiet_until=time(13, 30))
NEVER = Hours(quiet_from=time(0), quiet_until=time(0))
WORDS = {
    "number": "7",
    "title": {"zh": "冰柜", "en": "Cooler"},
    "due": "2026-11-20",
    "why": "不行",
    "what": {"zh": "见效了", "en": "it worked"},
    "days": "3",
    "day": "2026-11-18",
    "activity": "验收",
    "figure": "92",
    "again": "2026-12-02",
    "stage": {"zh": "试点", "en": "Pilot"},
}


def here(clock: str, day: int = 18) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day}T{clock}:00+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "hours", "expected"),
    [
        ("20:59", NIGHT, False), ("21:00", NIGHT, True), ("23:59", NIGHT, True), ("00:00", NIGHT, True), ("06:59", NIGHT, True),
        ("07:00", NIGHT, False), ("11:59", NOON, False), ("12:00", NOON, True), ("13:29", NOON, True), ("13:30", NOON, False),
        ("00:00", NEVER, False), ("12:00", NEVER, False),
    ],
)  # fmt: skip
def test_quiet_hours_go_over_midnight_and_end_before_their_end(clock, hours, expected):
    assert quiet(time.fromisoformat(clock), hours.quiet_from, hours.quiet_until) is expected


@pytest.mark.parametrize(
    ("now", "hours", "goes"),
    [
        (here("20:30"), NIGHT, here("20:30")), (here("22:00"), NIGHT, here("07:00", 19)), (here("03:00"), NIGHT, here("07:00")),
        (here("12:10"), NOON, here("13:30")), (here("12:10"), NEVER, here("12:10")),
    ],
)  # fmt: skip
def test_what_cannot_wait_goes_when_the_quiet_ends(now, hours, goes):
    assert after_quiet(now, hours, ZONE) == goes


def test_the_daily_letter_waits_for_its_hour_and_for_the_end_of_the_quiet():
    assert [digest_due(here(clock), NIGHT, ZONE) for clock in ("07:29", "07:30", "15:00", "21:30")] == [False, True, True, False]
    early = Hours(digest_at=time(6))
    assert [digest_due(here(clock), early, ZONE) for clock in ("06:10", "07:00")] == [False, True]


def test_an_endpoint_is_tried_seven_times_further_and_further_apart():
    now = here("10:00")
    waits = [next_try(n, now) - now for n in range(1, len(TRIES) + 1)]
    assert waits == sorted(waits)
    assert (len(waits), sum(waits, timedelta()) > timedelta(hours=20), next_try(len(TRIES) + 1, now)) == (6, True, None)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_one_sentence_in_either_language(kind, locale):
    said = sentence(kind, WORDS, locale)
    assert "%" not in said
    assert "\n" not in sentence(kind, WORDS | {"why": "a\r\nBcc: x"}, locale)


def letter(kinds, locale="zh-CN", name="王"):
    lines = [Line(kind, uuid4(), WORDS) for kind in kinds]
    return lines, digest(
        "a@b.cn", locale, lines, company="清凉", name=name, origin="https://j.example", slug="cool", link="/cool/notices?letter=1"
    )


def test_one_letter_holds_all_by_kind_and_links_each():
    lines, told = letter(["measure.due", "finding.assigned", "measure.due"])
    assert told.subject == "清凉：3 条消息"
    assert told.body.index("问题由我整改") < told.body.index("措施快到期")
    assert told.body.count("措施快到期") == 1
    assert f"https://j.example/cool/findings/{lines[1].noun}" in told.body
    assert f'href="https://j.example/cool/findings/{lines[1].noun}"' in told.html
    assert "https://j.example/cool/notices/wishes" in told.body


def test_a_single_notice_is_the_subject_and_the_language_the_readers():
    _, told = letter(["finding.assigned"], "en")
    assert told.subject == "清凉: Finding 7 “Cooler” is for your post to correct by 2026-11-20."
    assert 'lang="en"' in told.html


def test_a_long_letter_says_how_much_it_leaves_out():
    _, told = letter(["measure.due"] * (MOST + 5))
    assert told.body.count("改进措施") == MOST
    assert "还有 5 条" in told.body


def test_names_are_text_in_the_letter():
    _, told = letter(["measure.due"], name="<b>x</b>\nBcc: y")
    assert "<b>" not in told.html
    assert "\nBcc" not in told.body
