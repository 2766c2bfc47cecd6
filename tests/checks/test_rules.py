from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.checks.points import Limits, ListVersion, Option, Point, Section
from saas.checks.rules import judge

D = Decimal
OPTIONS = (Option("good", D(1)), Option("slight", D("0.6")), Option("serious", D(0)))
COLD = Limits(high=D(-18), yellow_high=D(-15))


def point(code="p", kind="pass_fail", weight=10, section="S", **more):
    return Point(code, section, kind, D(weight), **more)


def listed(*points, sections=("S",), **more):
    parts = tuple(part if isinstance(part, Section) else Section(part) for part in sections)
    return ListVersion("C1", "1", parts, points, **more)


def one(answer, *, book=None, **made):
    """The result of one answer to a list of one point."""
    judged = judge(listed(point(**made)), [{"point": "p", **answer}], {} if book is None else {"p": D(book)})
    assert not judged.problems
    return judged.points[0]


def problem(answer, **made):
    """The one problem of an answer to a list of one point."""
    judged = judge(listed(point(**made)), [{"point": "p", **answer}])
    assert (judged.points, judged.score) == ((), None)
    return judged.problems[0].code


@pytest.mark.parametrize(
    ("made", "answer", "verdict", "g"),
    [
        ({}, {"verdict": "pass"}, "pass", 1),
        ({}, {"verdict": "fail"}, "fail", 0),
        ({}, {"verdict": "na"}, "na", None),
        ({"kind": "number", "limits": COLD}, {"number": "-18"}, "pass", 1),
        ({"kind": "number", "limits": COLD}, {"number": "-17.99"}, "partial", "0.5"),
        ({"kind": "number", "limits": COLD}, {"number": "-15"}, "partial", "0.5"),
        ({"kind": "number", "limits": COLD}, {"number": "-14.9"}, "fail", 0),
        ({"kind": "number", "limits": Limits(low=D(2), high=D(6))}, {"number": "1.9"}, "fail", 0),
        ({"kind": "number", "limits": Limits(low=D(2), yellow_low=D(1))}, {"number": "1"}, "partial", "0.5"),
        ({"kind": "number", "limits": Limits(low=D(2), yellow_low=D(1))}, {"number": 3}, "pass", 1),
        ({"kind": "number", "limits": COLD}, {"number": "－２０"}, "pass", 1),
        ({"kind": "number"}, {"number": "7"}, "recorded", None),
        ({"kind": "number", "limits": COLD}, {"verdict": "na"}, "na", None),
        ({"kind": "number", "limits": Limits(minus=D(4))}, {"number": "0"}, "pass", 1),
        ({"kind": "number", "limits": Limits(minus=D(4))}, {"number": "2"}, "fail", "0.2"),
        ({"kind": "number", "limits": Limits(minus=D(4))}, {"number": "3"}, "fail", 0),
        ({"kind": "choice", "options": OPTIONS}, {"choice": "good"}, "pass", 1),
        ({"kind": "choice", "options": OPTIONS}, {"choice": "slight"}, "partial", "0.6"),
        ({"kind": "choice", "options": OPTIONS}, {"choice": "serious"}, "fail", 0),
        ({"kind": "text"}, {"text": "库温偏高"}, "pass", 1),
        ({"kind": "text", "weight": 0}, {"text": "库温偏高"}, "recorded", None),
        ({"kind": "photo"}, {"photos": ["0193"]}, "pass", 1),
        ({"kind": "photo", "weight": 0}, {"photos": ["0193"]}, "recorded", None),
    ],
)
def test_each_kind_of_answer_earns_what_the_rule_says(made, answer, verdict, g):
    result = one(answer, **made)
    assert (result.verdict, result.g) == (verdict, None if g is None else D(g))


@pytest.mark.parametrize(
    ("limits", "book", "counted", "verdict", "difference"),
    [
        (Limits(tolerance=D(2)), 24, "22", "pass", -2),
        (Limits(tolerance=D(2)), 24, "27", "fail", 3),
        (Limits(tolerance_percent=D("0.5")), 400, "402", "pass", 2),
        (Limits(tolerance_percent=D("0.5")), 400, "403", "fail", 3),
        (Limits(tolerance=D(5), tolerance_percent=D(1)), 100, "105", "pass", 5),
        (None, 1, "1", "pass", 0),
        (None, 1, "0", "fail", -1),
        (None, None, "7", "recorded", None),
    ],
)
def test_a_count_is_held_against_the_book(limits, book, counted, verdict, difference):
    result = one({"number": counted}, kind="count", limits=limits, book=book)
    assert result.verdict == verdict
    assert result.difference == (None if difference is None else D(difference))


@pytest.mark.parametrize(
    ("made", "answer", "code"),
    [
        ({}, {}, "unanswered"),
        ({}, {"verdict": "perhaps"}, "wrong_kind"),
        ({}, {"verdict": True}, "wrong_kind"),
        ({}, {"number": "3"}, "wrong_kind"),
        ({}, {"verdict": "pass", "choice": "good"}, "wrong_kind"),
        ({"kind": "number"}, {"verdict": "pass"}, "wrong_kind"),
        ({"kind": "number"}, {"verdict": "na", "number": "3"}, "wrong_kind"),
        ({"kind": "number"}, {"number": ""}, "unanswered"),
        ({"kind": "number"}, {"number": "warm"}, "not_a_number"),
        ({"kind": "number"}, {"number": "NaN"}, "not_a_number"),
        ({"kind": "number"}, {"number": "-Infinity"}, "not_a_number"),
        ({"kind": "number"}, {"number": "1e9"}, "not_a_number"),
        ({"kind": "number"}, {"number": "1" * 5000}, "not_a_number"),
        ({"kind": "number"}, {"number": -18.5}, "not_a_number"),
        ({"kind": "number"}, {"number": True}, "not_a_number"),
        ({"kind": "number", "uom": "℃"}, {"number": "3公斤"}, "wrong_uom"),
        ({"kind": "number"}, {"number": "1234567890123"}, "too_many_digits"),
        ({"kind": "number"}, {"number": "0.1234567"}, "too_many_digits"),
        ({"kind": "number", "limits": Limits(minus=D(1))}, {"number": "-1"}, "negative"),
        ({"kind": "count"}, {"number": "-1"}, "negative"),
        ({"kind": "choice", "options": OPTIONS}, {"choice": "fine"}, "unknown_option"),
        ({"kind": "choice", "options": OPTIONS}, {"choice": ["good"]}, "unknown_option"),
        ({"kind": "choice", "options": OPTIONS}, {}, "unanswered"),
        ({"kind": "text"}, {"text": "   "}, "unanswered"),
        ({"kind": "text"}, {"text": 7}, "wrong_kind"),
        ({"kind": "text"}, {"text": "好" * 2001}, "text_too_long"),
        ({}, {"verdict": "pass", "note": "好" * 2001}, "text_too_long"),
        ({"kind": "photo"}, {"photos": []}, "unanswered"),
        ({"kind": "photo"}, {"photos": "0193"}, "wrong_kind"),
        ({"kind": "photo"}, {"photos": [1]}, "wrong_kind"),
        ({"kind": "photo"}, {"photos": ["x"] * 10}, "too_many_photos"),
        ({"evidence": "photo"}, {"verdict": "fail"}, "photo_missing"),
        ({"evidence": "text"}, {"verdict": "fail", "note": " "}, "note_missing"),
        ({"evidence": "photo_always"}, {"verdict": "pass"}, "photo_missing"),
    ],
)
def test_a_bad_answer_is_refused_by_name_and_nothing_is_scored(made, answer, code):
    assert problem(answer, **made) == code


def test_evidence_is_asked_only_where_the_list_says_so():
    assert one({"verdict": "pass"}, evidence="photo").g == 1
    assert one({"verdict": "fail", "photos": ["0193"]}, evidence="photo").g == 0
    assert one({"verdict": "fail", "note": "门封破损"}, evidence="text").g == 0
    assert one({"verdict": "na"}, evidence="photo_always").verdict == "na"


def test_every_problem_comes_back_at_once():
    answers = [
        {"point": "p1", "verdict": "pass"},
        {"point": "p1", "verdict": "fail"},
        {"point": "p9", "verdict": "pass"},
        {"verdict": "pass"},
        "pass",
    ]
    told = judge(listed(point("p1"), point("p2")), answers).problems
    assert [(each.point, each.code) for each in told] == [
        ("p1", "duplicate"),
        ("p9", "unknown_point"),
        ("", "unreadable"),
        ("", "unreadable"),
        ("p2", "unanswered"),
    ]


def test_sections_count_by_weight_and_not_applicable_leaves_the_denominator():
    version = listed(
        point("p1", weight=60),
        point("p2", weight=40),
        point("p3", weight=50, section="T"),
        point("p4", weight=50, section="T"),
        sections=(Section("S", D(3)), Section("T", D(1))),
    )
    judged = judge(
        version,
        [
            {"point": "p1", "verdict": "pass"},
            {"point": "p2", "verdict": "fail"},
            {"point": "p3", "verdict": "na"},
            {"point": "p4", "verdict": "pass"},
        ],
    )
    assert [section.score for section in judged.sections] == [D(60), D(100)]
    assert judged.sections[1].missing == 50
    assert judged.score == D(70)  # (3 · 60 + 1 · 100) ÷ 4


def test_no_answered_point_is_no_score():
    version = listed(point("p1"), point("p2", "count", section="T"), sections=("S", "T"))
    judged = judge(version, [{"point": "p1", "verdict": "na"}, {"point": "p2", "number": "3"}])
    assert (judged.score, judged.problems) == (None, ())
    assert [section.score for section in judged.sections] == [None, None]


def vetoed(mode):
    version = listed(
        point("p1", weight=30, veto=True),
        point("p2", weight=70),
        point("p3", section="T"),
        sections=("S", "T"),
        veto=mode,
    )
    verdicts = {"p1": "fail", "p2": "pass", "p3": "pass"}
    return judge(version, [{"point": code, "verdict": verdict} for code, verdict in verdicts.items()])


def test_a_failed_veto_sinks_its_section_and_keeps_what_was_earned():
    judged = vetoed("section")
    assert judged.vetoes == ("p1",)
    assert [section.score for section in judged.sections] == [D(0), D(100)]
    assert judged.score == D(50)
    assert [(result.g, result.raw) for result in judged.points] == [(0, 0), (0, 1), (1, 1)]
    assert judged.sections[0].vetoed


def test_a_veto_that_caps_the_grade_leaves_the_section_alone():
    judged = vetoed("cap")
    assert judged.vetoes == ("p1",)
    assert judged.sections[0].score == D(70)
    assert [(result.g, result.raw) for result in judged.points] == [(0, 0), (1, 1), (1, 1)]


def test_a_half_earned_veto_point_is_no_veto():
    version = listed(point("p", "number", limits=COLD, veto=True))
    assert judge(version, [{"point": "p", "number": "-16"}]).vetoes == ()


VERDICTS = st.lists(st.sampled_from(["pass", "fail", "na"]), min_size=1, max_size=8)


@settings(deadline=None, max_examples=150)
@given(VERDICTS, st.lists(st.integers(0, 9), min_size=8, max_size=8), st.booleans())
def test_a_point_that_does_not_apply_changes_nothing(verdicts, weights, veto):
    points = [point(f"p{i}", weight=weights[i], veto=veto and i == 0) for i in range(len(verdicts))]
    answers = [{"point": f"p{i}", "verdict": verdict} for i, verdict in enumerate(verdicts)]
    plain = judge(listed(*points), answers)
    more = judge(listed(*points, point("extra")), [*answers, {"point": "extra", "verdict": "na"}])
    assert more.score == plain.score
    assert more.points[:-1] == plain.points


@settings(deadline=None, max_examples=150)
@given(VERDICTS, st.integers(0, 7), st.sampled_from(["weighted", "levels"]))
def test_passing_one_point_more_never_costs(verdicts, which, scoring):
    levels = ["C", "B", "A"]
    points = [point(f"p{i}", veto=i % 3 == 0, level=levels[i % 3]) for i in range(len(verdicts))]
    which %= len(verdicts)
    if verdicts[which] != "fail":
        return
    better = [*verdicts[:which], "pass", *verdicts[which + 1 :]]
    version = listed(*points, scoring=scoring)
    scores = [
        judge(version, [{"point": f"p{i}", "verdict": verdict} for i, verdict in enumerate(said)]).score
        for said in (verdicts, better)
    ]
    assert scores[1] >= scores[0]


@settings(deadline=None, max_examples=150)
@given(
    st.dictionaries(
        st.sampled_from(["verdict", "number", "choice", "text", "photos", "note"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=5)
        | st.lists(st.text(), max_size=2),
    ),
    st.sampled_from(["pass_fail", "number", "choice", "count", "photo", "text"]),
)
def test_whatever_is_sent_is_judged_or_refused(answer, kind):
    judged = judge(listed(point("p", kind, options=OPTIONS)), [{"point": "p", **answer}])
    assert bool(judged.problems) != bool(judged.points)
