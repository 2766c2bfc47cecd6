"""Claim 9: the scoring rules of the trade, word by word, against answers computed by hand."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import yaml

from saas.checks.points import ListVersion
from saas.checks.rules import judge
from saas.scores.scheme import Grade
from saas.scores.score import score
from saas.scores.sheet import SheetList, SheetPoint, SheetSection
from saas.values import half_up, quantum
from tests.scores.make import rules, sheet, tally

D = Decimal
HERE = Path(__file__).parent


def read(name):
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def decimal(text):
    return None if text is None else D(text)


@pytest.mark.parametrize("name", sorted(path.name for path in (HERE / "rules").glob("*.yaml")))
def test_a_check_is_judged_as_the_rule_text_says(name):
    golden = read(f"rules/{name}")
    judged = judge(msgspec.convert(golden["list"], ListVersion), golden["answers"])
    expected = golden["expected"]
    assert judged.problems == ()
    assert judged.score == D(expected["score"])
    assert str(half_up(judged.score, 2)) == expected["shown"]
    assert list(judged.vetoes) == expected.get("vetoes", [])
    earned = {each.point: None if each.g is None else quantum(each.g) for each in judged.points}
    assert earned == {code: decimal(g) for code, g in expected["points"].items()}
    for section in judged.sections:
        told = expected["sections"][section.code]
        figures = [D(told[name]) for name in ("score", "earned", "missing")]
        assert [section.score, quantum(section.earned), section.missing] == figures
        assert section.level == told.get("level")


@pytest.mark.parametrize("case", read("rounding.yaml"), ids=lambda case: case["value"])
def test_half_goes_up_at_the_places_of_the_scheme(case):
    assert str(half_up(D(case["value"]), case["places"])) == case["shown"]


def test_a_mine_with_90_21_still_misses_grade_one_by_its_floors():
    golden = read("coal_grade.yaml")
    expected = golden["expected"]
    told = score(mine(golden)).posts["a"]
    shown = {part: str(half_up(told.figures[f"checks/{part}"], 2)) for part in expected["shown"]}
    assert shown == expected["shown"]
    assert str(told.shown) == expected["total"]
    assert told.grade == expected["grade"]
    assert {bar.grade for bar in told.barred} == {"一级"}
    assert {bar.by for bar in told.barred} == {f"checks/{part}" for part in expected["barred"]}


def mine(golden):
    """The mine as one post with a list for each part, weighted by the scheme."""
    lists, tallies = [], []
    for part, row in golden["parts"].items():
        sections = row.get("sections", [row | {"weight": "1"}])
        lists.append(SheetList(part, "2017", tuple(section(i, each) for i, each in enumerate(sections))))
        tallies += [
            tally("a", f"p{i}", each["of"], each["earned"], code=part) for i, each in enumerate(sections)
        ]
    return sheet(*tallies, lists=lists, scheme=scheme(golden))


def section(i, row):
    return SheetSection(f"S{i}", (SheetPoint(f"p{i}", D(1)),), D(row["weight"]))


def scheme(golden):
    grades = [
        Grade(
            row["key"], D(row["least"]), {f"checks/{part}": D(floor) for part, floor in row["floors"].items()}
        )
        for row in golden["grades"]
    ]
    weights = {part: D(row["weight"]) for part, row in golden["parts"].items()}
    return rules(lists=weights, grades=tuple(grades))
