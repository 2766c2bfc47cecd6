"""The check-up of a scheme names what it means, point by point. Pure."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from saas.schemes.compose import composed
from saas.schemes.lint import NAMED, Facts, Unchecked, lint
from saas.scores.scheme import Charge, Reward, Scheme

EVEN = {"*": {"checks": D(60), "coverage": D(20), "findings": D(20)}}
HONEST = {"rewards": (Reward("found_by_self", D("0.1")),), "components": EVEN}
FACTS = Facts(titles=frozenset({"rep"}), lists=frozenset({"C1"}), scheduled=frozenset({"C1"}), indicators={"K1": "higher", "K2": "higher"}, measured=frozenset({"K1"}))


def said(facts=FACTS, **rules):
    told = Scheme("1", **({"lists": {"C1": D(1)}} | HONEST | rules))
    return [note.say % dict(note.params) for note in lint(told, facts)]


def test_a_scheme_without_fault_has_nothing_to_say():
    assert said() == []


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"components": {"*": {"checks": D(50), "coverage": D(20)}}}, "各项权重合计 70，不是 100"),
        ({"components": {"*": {"coverage": D(50), "indicators": D(50)}}, "indicators": {"*": {"K1": D(30), "K2": D(30)}}}, "各指标权重合计 60，不是 100"),
        ({"components": {"*": {"coverage": D(50), "indicators": D(50)}}, "indicators": {"*": {"K1": D(50), "K2": D(50)}}}, "指标 K2 还没有数据"),
        ({"components": {"*": {"coverage": D(50), "indicators": D(50)}}, "indicators": {"*": {"K9": D(100)}}}, "没有 K9 这个指标"),
        ({"rewards": ()}, "主动报告问题没有奖励"),
        ({"deductions": (Charge("found_by_self", D(1)),)}, "会让人不报"),
        ({"deductions": (Charge("late", D(1)),)}, "迟了就不会再交"),
        ({"deductions": (Charge("veto", D(5)),)}, "会让人不填"),
        ({"late_penalty": D(1)}, "迟了就不会再做"),
        ({"missed": "left_out"}, "不查比查出问题划算"),
    ],
)
def test_what_can_be_meant_otherwise_is_told_at_its_place(rules, words):
    assert [each for each in said(**rules) if words in each], said(**rules)


def test_points_that_nobody_checks_are_named_one_by_one_and_a_list_without_weight_is_left_alone():
    idle = tuple(Unchecked("C1", f"P{n}", {"zh": f"第{n}项"}, scheduled=True) for n in range(NAMED + 2))
    nobody = Unchecked("C2", "Q1", {"zh": "量水温"}, scheduled=False)
    told = said(Facts(titles=FACTS.titles, lists=FACTS.lists | {"C2"}, scheduled=FACTS.scheduled, unchecked=(*idle, nobody)), lists={"C1": D(1), "C2": D(1)})
    assert sum("没有一次适用" in each for each in told) == NAMED
    assert [each for each in told if "还有 2 项没有人查" in each]
    assert [each for each in told if "C2/Q1" in each and "没有安排给任何人" in each]
    silent = said(Facts(titles=FACTS.titles, lists=FACTS.lists, scheduled=FACTS.scheduled, unchecked=idle), lists={"C1": D(0)})
    assert not [each for each in silent if "没有一次适用" in each]


def test_lists_of_a_composition_weigh_as_in_the_pack():
    parts = [{"of": "checks/C1", "weight": 30}, {"of": "checks/C2", "weight": 10}, {"of": "training", "weight": 60}]
    body, left = composed({"lists": {"C1": "1"}, "compositions": [{"code": "x", "job_title": "rep", "parts": parts}]}, "x")
    assert (body["components"]["rep"], body["lists"], left) == ({"checks": "40", "training": "60"}, {"C1": "30", "C2": "10"}, [])
