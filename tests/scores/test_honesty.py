"""Claim 6: reporting one's own defect never scores worse than having it found, whatever the scheme."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from saas.checks.points import ListVersion, Point, Section
from saas.checks.rules import judge
from saas.scores.credit import credit
from saas.scores.scheme import Charge, Reward
from saas.scores.score import score
from saas.scores.sheet import Coverage, FindingCount, Post, SheetList, SheetPoint, SheetSection, Tally, Unit
from tests.scores.make import rules, sheet, tally

D = Decimal
RULES = st.tuples(st.integers(0, 20).map(D), st.none() | st.integers(0, 20).map(D))
COUNTS = st.integers(0, 12)
COMPONENTS = {"*": {"checks": D(6), "coverage": D(2), "findings": D(2)}}


def figure(made):
    return score(made).posts["a"].figure


@settings(deadline=None, max_examples=200)
@given(own_rule=RULES, leader_rule=RULES, gift=RULES, twice=st.booleans(), own=COUNTS, leaders=COUNTS)
def test_a_finding_of_ones_own_never_costs_more(own_rule, leader_rule, gift, twice, own, leaders):
    charges = (Charge("found_by_self", *own_rule), Charge("found_by_leader", *leader_rule))
    scheme = rules(
        deductions=charges * 2 if twice else charges,
        rewards=(Reward("found_by_self", *gift),),
        low=D(-999),
    )
    honest = sheet(tally(), scheme=scheme, findings=(FindingCount("a", own + 1, leaders),))
    silent = sheet(tally(), scheme=scheme, findings=(FindingCount("a", own, leaders + 1),))
    assert figure(honest) >= figure(silent)


@settings(deadline=None, max_examples=100)
@given(
    said=st.lists(st.booleans(), min_size=4, max_size=4),
    defect=st.integers(0, 3),
    scoring=st.sampled_from(["weighted", "deduction", "levels"]),
    charges=st.tuples(RULES, RULES, RULES),
)
def test_a_whole_check_told_straight_never_scores_below_one_put_right_by_a_leader(said, defect, scoring, charges):
    version = ListVersion("C1", "1", (Section("S1"),), points(), scoring=scoring)
    truth = [passed and i != defect for i, passed in enumerate(said)]
    told = [passed or i == defect for i, passed in enumerate(said)]
    on = ("found_by_self", "found_by_leader", "veto")
    scheme = rules(
        components=COMPONENTS,
        deductions=tuple(Charge(each, *rule) for each, rule in zip(on, charges, strict=True)),
        low=D(-999),
    )
    honest = cycle(scheme, results(version, truth), results(version, truth), own=1)
    silent = cycle(scheme, results(version, truth), results(version, told), own=0)
    assert figure(honest) >= figure(silent)


def points():
    levels = ("C", "C", "B", "A")
    return tuple(Point(f"p{i}", "S1", "pass_fail", D(25), veto=i == 2, level=level) for i, level in enumerate(levels))


def results(version, passed):
    verdicts = ["pass" if each else "fail" for each in passed]
    answers = [{"point": f"p{i}", "verdict": verdict} for i, verdict in enumerate(verdicts)]
    return judge(version, answers).points


def cycle(scheme, now, sent, own):
    """One check as it stands now and as it was sent; its defect was found by the post or by a leader."""
    rows = [
        Tally("a", "C1", new.point, D(1), D(0), new.g, new.raw, old.g, None, int(new.verdict == "fail"))
        for new, old in zip(now, sent, strict=True)
    ]
    section = SheetSection("S1", tuple(SheetPoint(f"p{i}", D(25), i == 2) for i in range(4)))
    return sheet(
        *rows,
        scheme=scheme,
        lists=(SheetList("C1", "1", (section,)),),
        coverage=(Coverage("a", 1, 1),),
        findings=(FindingCount("a", own, 1 - own, 1, 1),),
    )


def test_a_post_is_credited_with_what_it_found_and_a_unit_with_what_all_below_it_found():
    units = (Unit("top"), Unit("one", "top"), Unit("two", "top"))
    posts = (Post("a", "one", "rep"), Post("b", "two", "rep"), Post("c", "two", "rep"))
    made = replace(
        sheet(tally()), units=units, posts=posts, findings=(FindingCount("a", 4, 1), FindingCount("b", 1, 2, 9, 9, 9)),
    )  # fmt: skip
    told = {name: credit(made, kind, name) for kind, name in (("post", "a"), ("post", "b"), ("unit", "two"), ("unit", "top"))}
    assert {name: (one.own, one.of, one.share) for name, one in told.items()} == {
        "a": (4, 5, D("0.8")), "b": (1, 3, None), "two": (1, 3, None), "top": (5, 8, D("0.625")),
    }  # fmt: skip
    assert credit(made, "post", "c") is None
