"""What a draft's form says, what is wrong with a draft, what changed, what it costs. All pure."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.checklists.burden import a_point, balanced, burden
from saas.checklists.difference import difference
from saas.checklists.drafted import Draft, DraftPoint
from saas.checklists.faults import faults
from saas.checklists.form import fields_of, point_from, with_options

D = Decimal
BOTH = {"zh": "一", "en": "One"}
OPTIONS = [{"key": "C", "text": BOTH, "share": "0.6"}, {"key": "A", "text": BOTH, "share": "1"}]


def point(code="K-01", **more):
    base = {"section": "S1", "text": BOTH, "weight": D(100), "detail": "D1", "detail_name": BOTH}
    return DraftPoint(code=code, **base | more)


def draft(**more):
    base = {
        "id": uuid4(),
        "checklist": uuid4(),
        "code": "K",
        "name": BOTH,
        "scoring": "weighted",
        "edition": 0,
        "started_by": "管理员",
    }
    return Draft(sections=[{"code": "S1", "name": BOTH, "weight": "100"}], **base | more)


POINTS = [
    point(),
    point(veto=True, evidence="photo", uom=None),
    point(kind="number", uom="℃", limits={"high": "-18", "yellow_high": "-15"}, evidence="photo_always", mark={"reason": BOTH}),
    point(
        kind="number", limits={"below": "1"}, uom="%", judge={"evidence": {"fail": "both", "pass": "text"}}, mark={"reason": BOTH}
    ),
    point(kind="level", options=OPTIONS, judge={"level": "B"}),
    point(kind="ledger", uom="台", limits={"tolerance": "2"}, judge={"attribute": "capacity"}),
    point(judge={"when": {"point": "K-00", "fails": True}}),
    point(judge={"when": {"point": "K-00", "below": "3.5"}}),
    point(judge={"when": {"point": "K-00", "is": "na"}}),
    point(limits={"minus": "4"}),
]


@pytest.mark.parametrize("made", POINTS)
def test_a_form_sent_as_it_was_shown_changes_nothing(made):
    assert point_from(fields_of(made), made) == (made, [])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text_zh": "", "text_en": ""}, "text_zh"), ({"weight": "viel"}, "weight"), ({"weight": "-1"}, "weight"),
        ({"kind": "number", "low": "x"}, "low"), ({"text_zh": "长" * 301}, "text_zh"),
        ({"kind": "choice", "options": "a | 一 | One | 2"}, "options"),
        ({"when_point": "K-00", "when_how": "below", "when_value": ""}, "when_value"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_at_its_field(change, field):
    _, problems = point_from(fields_of(point()) | change, point())
    assert [problem.field for problem in problems] == [field]


def test_only_what_belongs_to_the_kind_is_taken():
    typed = fields_of(point(kind="number", uom="℃", limits={"high": "5"})) | {"kind": "photo", "options": "a | 一 | One | 1"}
    made, _ = point_from(typed, point())
    assert (made.kind, made.limits, made.options, made.uom) == ("photo", None, None, None)


@pytest.mark.parametrize("line", ["完好 | 1", "good | 完好 | 1", "good | 完好 | Intact | 1", "good｜完好｜Intact｜1"])
def test_an_option_may_be_written_short(line):
    made, problems = point_from(fields_of(point(kind="choice")) | {"options": line}, point(kind="choice"))
    assert problems == []
    assert (made.options[0]["text"]["zh"], made.options[0]["share"]) == ("完好", "1")


def test_the_rows_of_options_become_one_field():
    rows = {"o1_key": "a", "o1_zh": "一|二", "o1_en": "", "o1_share": "1", "o2_zh": "", "on_fail": "photo", "text_zh": "x"}
    assert with_options(rows) == {"options": "a | 一/二 |  | 1", "on_fail": "photo", "text_zh": "x"}


@given(st.dictionaries(st.sampled_from([*fields_of(point())]), st.text(max_size=20)))
def test_whatever_is_typed_gives_a_point_and_its_faults_never_an_error(typed):
    made, _ = point_from(fields_of(point()) | typed, point())
    faults(draft(), [made])


def told(points, **more):
    return [(fault.point, fault.message) for fault in faults(draft(**more), points) if fault.grave]


def test_a_sound_draft_has_nothing_grave():
    assert told([point()]) == []


@pytest.mark.parametrize(
    ("points", "part"),
    [
        ([], "还没有检查项"), ([point(weight=D(90))], "合计"), ([point(detail="X", detail_name=None)], "没有细节"),
        ([point(elsewhere=True)], "另一张检查表"), ([point(veto=True)], "一票否决的项"), ([point(kind="photo")], "为什么要"),
        ([point(evidence="photo_always")], "为什么要"), ([point(kind="text", veto=True, evidence="text")], "不会不合格"),
        ([point(kind="choice", options=OPTIONS[:1])], "两个选项"), ([point(kind="choice", options=OPTIONS[:1] * 2)], "满分"),
        ([point(kind="level", options=OPTIONS[::-1])], "最低一级"), ([point(kind="number", limits={"low": "3", "high": "2"})], "下限"),
        ([point(judge={"when": {"point": "K-09", "fails": True}})], "排在"),
        ([point("K-01", weight=D(50)), point("K-02", weight=D(50), judge={"when": {"point": "K-01", "is": "gone"}})], "不是那一项"),
        ([point("K-01", weight=D(50)), point("K-02", weight=D(50), judge={"when": {"point": "K-01", "above": "3"}})], "数值项"),
    ],
)  # fmt: skip
def test_what_is_in_the_way_is_told(points, part):
    assert any(part in message for _, message in told(points)), told(points)


def test_a_list_scored_by_levels_wants_a_level_on_each_point():
    assert len(told([point()], scoring="levels")) == 1
    assert told([point(judge={"level": "C"})], scoring="levels") == []


def test_the_difference_names_what_was_added_removed_changed_and_moved():
    a, b, c = (point(code, weight=D(30)) for code in "abc")
    new = [c, a, msgspec.structs.replace(b, weight=D(40)), point("d")]
    assert [(one.how, one.code) for one in difference([a, b, c], new)] == [("moved", "c"), ("changed", "b"), ("added", "d")]
    assert [(one.how, one.code) for one in difference([a, b], [a])] == [("removed", "b")]
    assert difference([a, b], [a, b]) == []


def test_the_burden_is_measured_or_said_to_be_assumed():
    assert burden(10, 0, None, 0, []).minutes == D("2.0")
    known = burden(15, 10, D(30), 40, [])
    # 26.4 s a point: forty checks of 30 s and the plan, which counts like ten of 12 s.
    assert (known.minutes, known.minutes_before, known.measured) == (D("6.6"), D("4.4"), 40)
    assert burden(15, 10, D(30), 4, []).measured == 0


@given(st.decimals(1, 600, places=1), st.integers(0, 5000))
def test_what_was_measured_is_drawn_towards_the_plan_and_wins_with_many_checks(seconds, checks):
    low, high = sorted([seconds, D(12)])
    assert low <= a_point(seconds, checks) <= high
    assert abs(a_point(seconds, 5000) - seconds) <= D(2)
    assert a_point(seconds, 4) == a_point(None, 0) == D(12)


@given(st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=20))
def test_balanced_weights_make_a_hundred(weights):
    assert sum(balanced(weights)) == 100
