"""Kinds of points beyond the first six, follow-ups and evidence by outcome: what each answer earns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saas.checks.points import Limits, ListVersion, Option, Point, Section, When
from saas.checks.rules import judge
from saas.checks.said import as_sent, filled_before

D = Decimal
LADDER = tuple(Option(key, D(share)) for key, share in (("none", "0"), ("C", "0.6"), ("B", "0.8"), ("A", "1")))
COLD = Limits(low=D(-25), high=D(-18), yellow_high=D(-15))
GAS = Limits(below=D("1.0"))


def point(code="p", kind="pass_fail", weight=10, section="S", **more):
    return Point(code, section, kind, D(weight), **more)


def told(points, answers, *, book=None, thing=None, **more):
    listed = ListVersion("L", "1", (Section("S"),), tuple(points), **more)
    given = [{"point": code} | answer for code, answer in answers.items()]
    return judge(listed, given, {code: D(figure) for code, figure in (book or {}).items()}, thing)


def one(made, answer, *, book=None, thing=None):
    judged = told([point(**made)], {"p": answer}, book=book and {"p": book}, thing=thing)
    assert judged.problems == ()
    return judged.points[0]


@pytest.mark.parametrize(
    ("made", "answer", "verdict", "g"),
    [
        ({"kind": "level", "options": LADDER}, {"choice": "A"}, "pass", 1),
        ({"kind": "level", "options": LADDER}, {"choice": "B"}, "partial", "0.8"),
        ({"kind": "level", "options": LADDER}, {"choice": "none"}, "fail", 0),
        ({"kind": "reading", "limits": COLD}, {"number": "-18"}, "pass", 1),
        ({"kind": "reading", "limits": COLD}, {"number": "-10"}, "fail", 0),
        ({"kind": "number", "limits": GAS}, {"number": "0.99"}, "pass", 1),
        ({"kind": "number", "limits": GAS}, {"number": "1.0"}, "fail", 0),
        ({"kind": "number", "limits": Limits(above=D(0), yellow_low=D(-1))}, {"number": "0"}, "partial", "0.5"),
        ({"kind": "range", "limits": COLD}, {"low": "-24", "high": "-19"}, "pass", 1),
        ({"kind": "range", "limits": COLD}, {"low": "-24", "high": "-16"}, "partial", "0.5"),
        ({"kind": "range", "limits": COLD}, {"low": "-26", "high": "-16"}, "fail", 0),
        ({"kind": "range"}, {"low": "1", "high": "2"}, "recorded", None),
        ({"kind": "signature"}, {"text": "李明"}, "pass", 1),
        ({"kind": "signature", "weight": 0}, {"photos": ["7f"]}, "recorded", None),
        ({"kind": "pass_fail", "limits": Limits(minus=D(4))}, {"verdict": "pass"}, "pass", 1),
        ({"kind": "pass_fail", "limits": Limits(minus=D(4))}, {"verdict": "fail", "number": "2"}, "fail", "0.2"),
        ({"kind": "pass_fail", "limits": Limits(minus=D(4))}, {"verdict": "fail", "number": "9"}, "fail", 0),
    ],
)
def test_an_answer_earns_its_share(made, answer, verdict, g):
    result = one(made, answer)
    assert (result.verdict, result.g) == (verdict, None if g is None else D(g))


@pytest.mark.parametrize(
    ("made", "answer", "code"),
    [
        ({"kind": "range", "limits": COLD}, {"low": "-18", "high": "-19"}, "range_reversed"),
        ({"kind": "range", "limits": COLD}, {"low": "-18"}, "unanswered"),
        ({"kind": "range", "limits": COLD}, {"number": "-18"}, "wrong_kind"),
        ({"kind": "level", "options": LADDER}, {"choice": "D"}, "unknown_option"),
        ({"kind": "signature"}, {"text": " "}, "unanswered"),
        ({"kind": "scan"}, {"code": " / "}, "unanswered"),
        ({"kind": "scan"}, {"code": 7}, "wrong_kind"),
        ({"kind": "scan"}, {"verdict": "na", "code": "O-1"}, "wrong_kind"),
        ({"kind": "pass_fail"}, {"verdict": "fail", "number": "2"}, "wrong_kind"),
        ({"kind": "pass_fail", "limits": Limits(minus=D(4))}, {"verdict": "fail"}, "times_missing"),
        ({"kind": "pass_fail", "limits": Limits(minus=D(4))}, {"verdict": "fail", "number": "0"}, "times_missing"),
        ({"proof": {"pass": "photo"}}, {"verdict": "pass"}, "photo_missing"),
        ({"proof": {"fail": "both"}}, {"verdict": "fail", "photos": ["7f"]}, "note_missing"),
        ({"proof": {"always": "text"}}, {"verdict": "pass"}, "note_missing"),
        ({"proof": {"na": "text"}}, {"verdict": "na"}, "note_missing"),
    ],
)
def test_what_cannot_be_taken_is_said(made, answer, code):
    judged = told([point(**made)], {"p": answer})
    assert [problem.code for problem in judged.problems] == [code]


def test_evidence_that_is_always_asked_is_not_asked_where_the_point_does_not_apply():
    assert one({"proof": {"always": "both"}, "evidence": "photo_always"}, {"verdict": "na"}).verdict == "na"


def test_the_end_that_is_further_out_is_the_number_that_is_kept():
    assert one({"kind": "range", "limits": COLD}, {"low": "-26", "high": "-19"})[4:] == (D(-26), None, None, "-26..-19")
    assert one({"kind": "range", "limits": COLD}, {"low": "-24", "high": "-16"}).number == D(-16)


@pytest.mark.parametrize(
    ("code", "thing", "verdict"),
    [
        ("O-1", "O-1", "pass"),
        ("o-1 ", "O-1", "pass"),
        ("https://x.example/brand/o/O-1/", "O-1", "pass"),
        ("O-2", "O-1", "fail"),
        ("O-2", None, "recorded"),
    ],
)
def test_a_scan_is_held_against_the_object_that_is_due(code, thing, verdict):
    assert one({"kind": "scan"}, {"code": code}, thing=thing).verdict == verdict


def test_a_ledger_point_is_counted_against_its_figure():
    made = {"kind": "ledger", "limits": Limits(tolerance=D(5)), "attribute": "capacity"}
    result = one(made, {"number": "194"}, book="200")
    assert (result.verdict, result.book, result.difference) == ("fail", D(200), D(-6))
    assert one(made, {"number": "194"}).verdict == "recorded"


LEAD = point("temp", "number", limits=Limits(high=D(-18)))
WHY = point("why", "text", when=When("temp", fails=True))
WHAT = point("what", "choice", options=LADDER, when=When("why", answer="x"))


def test_a_follow_up_that_is_not_asked_is_neither_earned_nor_missing():
    judged = told([LEAD, WHY, WHAT], {"temp": {"number": "-20"}})
    assert [(each.point, each.verdict, each.g) for each in judged.points[1:]] == [
        ("why", "skipped", None),
        ("what", "skipped", None),
    ]
    assert (judged.score, judged.sections[0].full, judged.sections[0].missing) == (D(100), D(10), D(0))


def test_a_follow_up_that_is_asked_must_be_answered():
    assert [each.point for each in told([LEAD, WHY], {"temp": {"number": "-5"}}).problems] == ["why"]
    judged = told([LEAD, WHY], {"temp": {"number": "-5"}, "why": {"text": "门没关"}})
    assert judged.score == D(50)


def test_what_a_phone_sends_for_a_follow_up_that_is_not_asked_is_not_read():
    assert told([LEAD, WHY], {"temp": {"number": "-20"}, "why": {"choice": "?"}}).points[1].verdict == "skipped"


@pytest.mark.parametrize(
    ("when", "answer", "asked"),
    [
        (When("p", answer="fail"), {"verdict": "fail"}, True), (When("p", answer="na"), {"verdict": "na"}, True),
        (When("p", answer="pass"), {"verdict": "na"}, False), (When("p", fails=True), {"verdict": "na"}, False),
    ],
)  # fmt: skip
def test_a_follow_up_waits_for_its_answer(when, answer, asked):
    judged = told([point(), point("q", when=when)], {"p": answer, "q": {"verdict": "pass"}})
    assert (judged.points[1].verdict == "pass") is asked


@pytest.mark.parametrize(
    ("when", "number", "asked"),
    [(When("n", below=D(3)), "2.9", True), (When("n", below=D(3)), "3", False), (When("n", above=D(3)), "3.1", True)],
)
def test_a_follow_up_waits_for_a_figure(when, number, asked):
    judged = told([point("n", "number"), point("q", when=when)], {"n": {"number": number}, "q": {"verdict": "pass"}})
    assert (judged.points[1].verdict == "pass") is asked


@pytest.mark.parametrize(
    ("kind", "kept", "sent"),
    [
        ("range", {"choice": "-26..-19"}, {"low": "-26", "high": "-19"}),
        ("scan", {"choice": "O-1"}, {"code": "O-1"}),
        ("level", {"choice": "B"}, {"choice": "B"}),
        ("reading", {"number": D("-18.50")}, {"number": "-18.5"}),
        ("signature", {"photos": [], "text": "李明"}, {"text": "李明"}),
        ("signature", {"photos": ["7f"], "text": None}, {"photos": ["7f"]}),
        ("pass_fail", {"number": D(2)}, {"verdict": "fail", "number": "2"}),
    ],
)
def test_an_answer_that_is_kept_can_be_said_again(kind, kept, sent):
    assert as_sent(kind, "fail", kept) == sent


def test_a_returned_list_is_filled_with_what_was_said():
    assert filled_before("reading", {"verdict": "fail", "number": "-5", "text": "门没关", "photos": ["7f"]}) == {
        "number": "-5", "note": "门没关", "photos": ["7f"],
    }  # fmt: skip
    assert filled_before("text", {"verdict": "skipped"}) is None
