from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace

from saas.checks.points import ListVersion, Point, Section
from saas.checks.rules import judge
from saas.scores.scheme import Charge, Grade, Reward
from saas.scores.score import score
from saas.scores.sheet import (
    Coverage,
    FindingCount,
    Post,
    ReviewCount,
    SheetList,
    SheetPoint,
    SheetSection,
    Unit,
    from_json,
    to_json,
)
from saas.scores.told import retrace, tell, told_of
from saas.scores.trace import TraceBroken, recompute, trace
from saas.values import quantum
from tests.scores.make import company, one_list, rules, sheet, tally, with_rows

D = Decimal
PARTS = {"*": {"checks": D(60), "coverage": D(20), "findings": D(10), "reviews": D(10)}}


def figure(made):
    return score(made).posts["a"].figure


def test_answers_are_pooled_over_the_checks_of_a_cycle():
    made = sheet(tally(point="p1", applied=10, earned=9), tally(point="p2", applied=5, earned=2))
    assert figure(made) == D("73.333333333333")  # 100 · 11 ÷ 15


def test_points_sections_and_lists_count_by_weight():
    lists = (
        SheetList(
            "C1",
            "1",
            (
                SheetSection("S1", (SheetPoint("p1", D(3)), SheetPoint("p2", D(1))), D(2)),
                SheetSection("S2", (SheetPoint("p3", D(5)),), D(1)),
            ),
        ),
        one_list(1, code="C2"),
    )
    made = sheet(
        tally(point="p1", earned=8),
        tally(point="p2", earned=4),
        tally(point="p3", earned=10),
        tally(point="p1", earned=5, code="C2"),
        lists=lists,
        scheme=rules(lists={"C1": D(3), "C2": D(1)}),
    )
    told = score(made).posts["a"].figures
    assert told["checks/C1/S1"] == D(70)  # (3·8 + 1·4) ÷ (3·10 + 1·10)
    assert told["checks/C1"] == D(80)  # (2·70 + 1·100) ÷ 3
    assert told["checks"] == D("72.5")  # (3·80 + 1·50) ÷ 4


@pytest.mark.parametrize(
    ("missed", "penalty", "expected"),
    [("zero", "0", "80"), ("zero", "0.5", "75"), ("left_out", "0", "100"), ("left_out", "0.5", "93.75")],
)
def test_a_missed_check_counts_as_the_scheme_says(missed, penalty, expected):
    scheme = rules(components={"*": {"coverage": D(1)}}, missed=missed, late_penalty=D(penalty))
    made = sheet(scheme=scheme, coverage=(Coverage("a", due=20, done=16, late=2, missed=4),))
    assert figure(made) == D(expected)


def test_components_that_are_not_available_leave_the_sum():
    made = sheet(
        tally(earned=9),
        scheme=rules(components=PARTS),
        coverage=(Coverage("a", 10, 8, 0, 2),),
        reviews=(ReviewCount("a", 0, 0),),
    )
    told = score(made).posts["a"]
    assert told.figure == D("87.5")  # (60·90 + 20·80) ÷ 80
    assert set(told.figures) == {"checks/C1/S1", "checks/C1", "checks", "coverage"}


def test_a_scheme_may_demand_all_components():
    told = score(sheet(tally(), scheme=rules(components=PARTS, demand_all=True))).posts["a"]
    assert (told.figure, told.shown, told.grade, told.reason) == (None, None, None, "missing:coverage")


def test_nothing_to_score_is_not_zero():
    told = score(sheet())
    assert (told.posts["a"].figure, told.posts["a"].reason) == (None, "no_data")
    assert (told.units["u"].figure, told.units["u"].reason) == (None, "no_member")
    for components in ({"boss": {"checks": D(1)}}, {"*": {"checks": D(1)}, "rep": {}}):
        other = sheet(tally(), scheme=rules(components=components))
        assert score(other).posts["a"].reason == "no_component"


def test_each_job_title_may_weigh_the_components_its_own_way():
    components = {"*": {"checks": D(1)}, "rep": {"checks": D(1), "reviews": D(3)}}
    made = sheet(tally(earned=6), scheme=rules(components=components), reviews=(ReviewCount("a", 10, 10),))
    assert figure(made) == D(90)
    assert figure(with_rows(made, posts=[Post("a", "u", "driver")])) == D(60)


def test_deductions_and_rewards_stop_at_their_caps_and_at_the_bounds():
    scheme = rules(
        deductions=(Charge("overdue", D(2), D(5)), Charge("late", D(1)), Charge("missed", D(3), D(3))),
        rewards=(Reward("found_by_self", D("0.5"), D(2)),),
    )
    made = sheet(
        tally(),
        scheme=scheme,
        coverage=(Coverage("a", 10, 8, 4, 2),),
        findings=(FindingCount("a", found_by_self=9, overdue=3),),
    )
    told = score(made).posts["a"]
    assert (told.off, told.plus, told.figure) == (D(12), D(2), D(90))
    assert figure(replace(made, scheme=replace(scheme, low=D(95)))) == D(95)
    assert figure(replace(made, scheme=replace(scheme, high=D(59)))) == D(59)


@pytest.mark.parametrize(
    ("roll_up", "expected"),
    [
        ("weight", "62.018348623853"),  # (4·100 + 6·40 + 0.9·40) ÷ 10.9
        ("head_count", "55"),  # (1·100 + 2·40 + 1·40) ÷ 4
        ("equal", "60"),  # (100 + 40 + 40) ÷ 3
        ("lowest", "40"),
    ],
)
def test_a_unit_rolls_up_its_scored_members_as_the_scheme_says(roll_up, expected):
    made = sheet(
        tally("a", earned=10),
        tally("b", earned=4),
        tally("c", earned=4),
        scheme=rules(roll_up=roll_up),
        units=(Unit("u"), Unit("v", "u", D(6)), Unit("w", "u", D(9)), Unit("x", "u", D("0.9"))),
        posts=(
            Post("a", "u", "rep", D(4)),
            Post("b", "v", "rep", heads=2),
            Post("c", "x", "rep"),
            Post("idle", "w", "rep", heads=7),
        ),
    )
    assert score(made).units["u"].figure == D(expected)


def test_a_grade_is_read_from_the_figure_as_shown():
    grades = (Grade("good", D(80)), Grade("best", D(90)))
    made = sheet(tally(applied=1000, earned="899.96"), scheme=rules(grades=grades))
    assert score(made).posts["a"].grade == "best"  # shown 90.00
    made = sheet(tally(applied=1000, earned="899.94"), scheme=rules(grades=grades))
    assert (score(made).posts["a"].shown, score(made).posts["a"].grade) == (D("89.99"), "good")


def test_a_floor_bars_a_grade_and_is_named():
    grades = (Grade("best", D(90), {"coverage": D(95)}), Grade("good", D(80)))
    made = sheet(
        tally(),
        scheme=rules(components=PARTS, grades=grades),
        coverage=(Coverage("a", 10, 9, 0, 1),),
    )
    told = score(made).posts["a"]
    assert (told.shown, told.grade) == (D("97.50"), "good")
    assert [(bar.grade, bar.by, bar.floor, bar.value) for bar in told.barred] == [("best", "coverage", D(95), D("90.00"))]


def test_a_failed_veto_caps_the_grade_of_post_and_unit():
    grades = (Grade("best", D(90)), Grade("good", D(80)), Grade("fair", D(60)))
    made = sheet(
        tally(earned=10, failed=1),
        lists=(one_list(1, veto=("p1",)),),
        scheme=rules(grades=grades, veto_caps_grade="fair"),
    )
    told = score(made)
    assert (told.posts["a"].grade, told.units["u"].grade) == ("fair", "fair")
    assert [(bar.grade, bar.by) for bar in told.posts["a"].barred] == [("best", "veto"), ("good", "veto")]
    assert score(replace(made, lists=(one_list(1),))).posts["a"].grade == "best"


@pytest.mark.parametrize(
    "wrong",
    [
        {"late_penalty": D("1.1")},
        {"deductions": (Charge("overdue", D(-1)),)},
        {"low": D(5), "high": D(4)},
        {"lists": {"C1": D(-1)}},
        {"places": 13},
        {"veto_caps_grade": "fair"},
    ],
)
def test_a_scheme_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"scheme|late_penalty|veto_caps_grade"):
        rules(**wrong)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ({"units": [Unit("u", "v"), Unit("v", "u")], "posts": []}, "loop"),
        ({"units": [Unit("u"), Unit("u")]}, "twice"),
        ({"posts": [Post("a", "nowhere", "rep")]}, "no unit"),
    ],
)
def test_a_broken_tree_is_refused(rows, says):
    with pytest.raises(ValueError, match=says):
        score(with_rows(sheet(tally()), **rows))


def test_a_sheet_as_the_first_cycles_kept_it_is_read_with_the_same_figures():
    made = company(8, 4)
    told = json.decode(to_json(made))
    del told["sums"]
    read = from_json(json.encode(told | {"tallies": made.tallies}))
    assert read == made
    assert score(read) == score(made)


def test_a_sheet_goes_to_json_and_back():
    made = company(6, 4)
    assert from_json(to_json(made)) == made


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        # 90 and 70 of its own, 60 and 40 of child units that weigh 20 and 10.
        ({}, D(1760) / 32),
        ({"own_posts": "together"}, D(15 * 80 + 1600) / 45),
        ({"own_posts": "together", "own_weight": D(30)}, D(30 * 80 + 1600) / 60),
        ({"own_posts": "together", "own_weight": D(0)}, D(1600) / 30),
        ({"own_posts": "together", "roll_up": "equal"}, D(65)),
    ],
)
def test_own_posts_weigh_one_by_one_or_as_one_part(own, expected):
    shares = {"a": 90, "b": 70, "c": 60, "d": 40, "idle": None}
    made = sheet(
        *(tally(post, applied=100, earned=earned) for post, earned in shares.items() if earned is not None),
        units=[Unit("u"), Unit("v", "u", D(20)), Unit("w", "u", D(10))],
        posts=[Post(post, unit, "rep") for post, unit in zip(shares, ("u", "u", "v", "w", "u"), strict=True)],
        scheme=rules(**own),
    )
    scores = score(made)
    assert scores.units["u"].figure == quantum(expected)
    assert scores.units["v"].figure == D(60)
    assert recompute(trace(made, scores, "unit", "u")) == scores.units["u"].shown


def test_own_posts_alone_keep_their_own_weights():
    made = sheet(
        tally("a", applied=10, earned=9), tally("b", applied=10, earned=6),
        posts=[Post("a", "u", "rep", D(2)), Post("b", "u", "rep", D(1))], scheme=rules(own_posts="together"),
    )  # fmt: skip
    assert score(made).units["u"].figure == D(80)


@pytest.mark.parametrize("roll_up", ["weight", "head_count", "equal", "lowest"])
def test_the_order_of_rows_does_not_matter(roll_up):
    made = company(20, 9)
    made = replace(made, scheme=replace(made.scheme, roll_up=roll_up))
    shuffled = {}
    for name in ("units", "posts", "tallies", "coverage", "reviews", "findings"):
        rows = list(getattr(made, name))
        Random(3).shuffle(rows)
        shuffled[name] = rows
    assert score(with_rows(made, **shuffled)) == score(made)


@pytest.mark.parametrize("roll_up", ["weight", "head_count", "equal", "lowest"])
@pytest.mark.parametrize("missed", ["zero", "left_out"])
def test_every_shown_figure_is_recomputed_from_its_trace(roll_up, missed):
    made = company(20, 9)
    scheme = replace(
        made.scheme,
        roll_up=roll_up,
        missed=missed,
        deductions=(
            Charge("overdue", D(1), D(2)),
            Charge("found_by_leader", D(1)),
            Charge("found_by_self", D(2), D(3)),
        ),
        rewards=(Reward("closed_in_time", D("0.1"), D("0.3")),),
    )
    made = with_rows(replace(made, scheme=scheme), posts=[*made.posts, Post("idle", "u3", "rep")])
    scores = score(made)
    for each in scores.all().values():
        steps = trace(made, scores, each.kind, each.subject)
        assert recompute(steps) == each.shown
        kept = told_of(json.decode(json.encode(tell(each, made))))
        assert retrace(kept, made, each.figure) == steps
        with pytest.raises(TraceBroken):
            retrace(kept, made, (each.figure or D(0)) + D("1E-12"))


def test_a_figure_that_was_touched_does_not_pass():
    made = company(3, 2)
    first, *rest = trace(made, score(made), "post", "a0")
    touched = replace(first, inputs=(replace(first.inputs[0], value=D(1)), *first.inputs[1:]))
    with pytest.raises(TraceBroken):
        recompute((touched, *rest))
    with pytest.raises(KeyError):
        trace(made, score(made), "post", "nobody")


@settings(deadline=None, max_examples=100)
@given(
    verdicts=st.lists(st.sampled_from(["pass", "fail", "na"]), min_size=6, max_size=6),
    weights=st.lists(st.integers(0, 9), min_size=8, max_size=8),
    scoring=st.sampled_from(["weighted", "levels"]),
    veto=st.sampled_from(["section", "cap"]),
)
def test_one_check_alone_scores_in_the_cycle_what_it_scored_by_itself(verdicts, weights, scoring, veto):
    points = tuple(Point(f"p{i}", f"S{i % 2}", "pass_fail", D(weights[i]), veto=i == 3, level="CBA"[i // 2]) for i in range(6))
    sections = tuple(Section(f"S{i}", D(weights[6 + i])) for i in range(2))
    version = ListVersion("C1", "1", sections, points, scoring, veto)
    judged = judge(version, [{"point": f"p{i}", "verdict": said} for i, said in enumerate(verdicts)])
    rows = [
        tally(point=row.point, applied=int(row.g is not None), earned=row.g or 0, na=int(row.g is None)) for row in judged.points
    ]
    frozen = tuple(
        SheetSection(
            part.code,
            tuple(SheetPoint(p.code, p.weight) for p in points if p.section == part.code),
            part.weight,
        )
        for part in sections
    )
    assert figure(sheet(*rows, lists=(SheetList("C1", "1", frozen),))) == judged.score
