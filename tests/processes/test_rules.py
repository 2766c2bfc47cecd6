"""What is wrong with a process, how its picture is laid out, when it is due: by example and by property."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.calendar import WorkCalendar
from saas.processes.flow import Activity, Way, gathers, layers
from saas.processes.form import activity_from, fields_of
from saas.processes.picture import Told, picture
from saas.processes.remove_activity import without
from saas.processes.rules import faults
from saas.processes.shown import length
from saas.processes.spans import due
from saas.processes.strand import strand
from saas.processes.wrap import width, wrap

YES = {"zh": "齐", "en": "Complete"}


def act(code, *ahead, owner="title", title="rep", back=(), **more):
    """A sound activity of its own job title."""
    told = {"condition": YES, "amount": Decimal(1), "per": "hours"} | more
    return Activity(
        code, {"zh": f"环节{code}"}, owner=owner, job_title=title if owner == "title" else None,
        ahead=tuple(Way(to) if isinstance(to, str) else to for to in ahead), back=tuple(Way(to, YES) for to in back), **told,
    )  # fmt: skip


SOUND = [act("a", "b", title="one", starts=True), act("b", "c", title="two", back=("a",)), act("c", title="one")]


def kinds(*activities):
    return {(fault.kind, fault.code) for fault in faults(activities)}


def test_a_sound_process_has_nothing_to_mend():
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ([], {("empty", "")}),
        ([act("a", "b", starts=True), act("b", owner="nobody")], {("no_owner", "b")}),
        ([act("a", "b", starts=True), act("b", vacant=True)], {("vacant", "b")}),
        ([act("a", "b", title="x", condition={}, starts=True), act("b")], {("no_condition", "a")}),
        ([act("a", amount=None, per=None, starts=True)], {("no_limit", "a")}),
        ([act("a", "z", starts=True), act("b")], {("lost_way", "a"), ("unreached", "b"), ("stuck", "a")}),
        ([act("a", "b", "b", starts=True), act("b")], {("twice", "a")}),
        ([act("a", "b", starts=True), act("b", "a")], {("circle", "a"), ("circle", "b"), ("no_end", "")}),
        ([act("a", "b", "d", starts=True), act("b", "c"), act("c", "b"), act("d")], {("circle", "b"), ("circle", "c")}),
    ],
)  # fmt: skip
def test_each_fault_is_found_and_no_other(broken, expected):
    assert kinds(*broken) == expected


def test_the_same_hands_going_on_need_no_condition_and_words_are_a_limit():
    assert kinds(act("a", "b", condition={}, starts=True), act("b", amount=None, per=None, limit_note={"zh": "当天"})) == set()


def test_only_a_vacant_post_does_not_stand_in_the_way_of_publishing():
    assert [fault.grave for fault in faults([act("a", vacant=True, starts=True)])] == [False]


def test_what_comes_together_waits_for_every_branch_that_may_yet_come():
    fork = [act("a", "b", "c", starts=True), act("b", "d"), act("c", "d"), act("d")]
    assert gathers(fork, "d", ["d", "c"]) and gathers(fork, "d", ["a"])
    assert not gathers(fork, "d", ["d"])


@st.composite
def processes(draw):
    """Activities whose ways ahead lead down the list only, with returns anywhere."""
    many = draw(st.integers(1, 12))
    codes = [f"n{n}" for n in range(many)]
    found = []
    for n, code in enumerate(codes):
        ahead = draw(st.lists(st.sampled_from(codes[n + 1 :]), unique=True, max_size=3)) if n + 1 < many else []
        back = draw(st.lists(st.sampled_from(codes), unique=True, max_size=2))
        found.append(act(code, *ahead, title=draw(st.sampled_from("xyz")), back=back, starts=n == 0))
    return found


@given(processes())
def test_time_runs_forward_and_no_two_boxes_touch(activities):
    columns = layers(activities)
    assert all(columns[way.to] > columns[each.code] for each in activities for way in each.ahead)
    told = [Told(each.code, "打印出库单并拣货" * 2, each.job_title, "2 小时") for each in activities]
    drawn = picture(activities, told)
    assert len(drawn.boxes) == len(activities)
    for one, other in combinations(drawn.boxes, 2):
        assert one.right < other.x or other.right < one.x or one.bottom < other.y or other.bottom < one.y
    assert all(box.x >= 0 and box.right <= drawn.width and box.y >= 0 and box.bottom <= drawn.height for box in drawn.boxes)
    tall = strand(activities, told)
    assert [knot.y for knot in tall.knots] == sorted({knot.y for knot in tall.knots})


@given(st.lists(st.sampled_from(["冰柜", "温度", "，", "。", "abc ", "def-1 ", "装车"]), max_size=30), st.integers(60, 300))
def test_a_line_fits_and_nothing_is_lost(words, room):
    text = "".join(words)
    lines = wrap(text, 13, room, 99)
    assert all(width(line, 13) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_closing_mark_never_begins_a_line_and_a_word_stays_whole():
    assert wrap("冰柜温度，合格", 10, 40, 3) == ["冰柜温", "度，合格"]
    assert wrap("Order to cash", 10, 40, 3) == ["Order to", "cash"]


def test_what_does_not_fit_ends_in_an_ellipsis():
    assert wrap("打印出库单并拣货后装车", 10, 40, 2) == ["打印出库", "单并拣…"]


FRIDAY = datetime(2026, 9, 25, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "per", "public", "own", "expected"),
    [
        ("30", "minutes", {}, {}, FRIDAY + timedelta(minutes=30)),
        ("1.5", "hours", {}, {}, FRIDAY + timedelta(minutes=90)),
        ("2", "days", {}, {}, FRIDAY + timedelta(days=2)),
        ("1", "workdays", {}, {}, FRIDAY + timedelta(days=3)),
        ("1", "workdays", {date(2026, 9, 27): True}, {}, FRIDAY + timedelta(days=2)),
        ("2", "workdays", {date(2026, 9, 28): False}, {}, FRIDAY + timedelta(days=5)),
        # Closed on Monday and Tuesday although the country works; open on Sunday although it rests.
        ("1", "workdays", {}, {date(2026, 9, 28): False, date(2026, 9, 29): False}, FRIDAY + timedelta(days=5)),
        ("1", "workdays", {date(2026, 9, 27): False}, {date(2026, 9, 27): True}, FRIDAY + timedelta(days=2)),
    ],
)  # fmt: skip
def test_limits_end_when_a_person_would_say_so(amount, per, public, own, expected):
    assert due(FRIDAY, Decimal(amount), per, "Asia/Shanghai", WorkCalendar(public, own)) == expected


def test_lengths_are_told_by_their_two_largest_units():
    assert length(timedelta(days=3, hours=4, minutes=5), "zh-CN") == "3 天 4 小时"
    assert length(timedelta(minutes=75), "zh-CN") == "1 小时 15 分钟"
    assert length(timedelta(seconds=20), "zh-CN") == "0 分钟"


def test_the_way_closes_over_what_is_taken_out():
    case = Way("b", YES)
    kept = without(act("a", case, back=("b",)), act("b", "c", "a"))
    assert kept.ahead == (Way("c", YES),) and kept.back == ()


@given(processes())
def test_the_form_says_what_it_was_told(activities):
    for each in activities:
        again, problems = activity_from(fields_of(each), each)
        assert again == each and not problems
