"""The quiz of a version as rows: valid as a whole, each fault at its cell, out and in again the same. Pure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saas.standards.quiz_rows import planned, told, written_from

QUIZ = [
    {"text": {"zh": "货温？", "en": "Temperature?"}, "code": "D1", "options": [{"zh": "−18"}, {"zh": "−10"}], "right": 0},
    {"text": {"zh": "谁签？"}, "code": "", "options": [{"zh": "甲"}, {"zh": "乙"}, {"zh": "丙", "en": "C"}], "right": 2},
]
NEW = {"text_zh": "几天？", "option1_zh": "一", "option3_zh": "三", "right": Decimal(3)}


def rows(*given):
    return [{"_row": at} | row for at, row in enumerate(given, 2)]


def faults(changes):
    return [(one.row_number, one.problems[0].column) for one in changes if one.verdict == "refuse"]


def test_what_went_out_comes_back_as_the_same():
    changes = planned(rows(*told(QUIZ)), QUIZ)
    assert [one.verdict for one in changes] == ["same", "same"]
    assert written_from(changes, QUIZ) == (QUIZ, {})


def test_a_question_is_added_changed_and_taken_out_and_the_others_stay():
    changes = planned(rows({"number": Decimal(1), "gone": True}, {"number": Decimal(3)} | NEW), QUIZ)
    assert [one.verdict for one in changes] == ["change", "add"]
    after, problems = written_from(changes, QUIZ)
    assert problems == {}
    assert after == [QUIZ[1], {"text": {"zh": "几天？"}, "code": "", "options": [{"zh": "一"}, {"zh": "三"}], "right": 1}]
    changes = planned(rows({"number": Decimal(2), "text_zh": "由谁签？"}), QUIZ)
    assert (changes[0].verdict, dict(changes[0].fields)) == ("change", {"text_zh": ("谁签？", "由谁签？")})


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"number": Decimal(6)} | NEW, "number"),
        ({"number": Decimal("1.5")} | NEW, "number"),
        ({"number": Decimal(3)} | NEW | {"text_zh": None}, "text_zh"),
        ({"number": Decimal(3)} | NEW | {"option3_zh": None}, "option1_zh"),
        ({"number": Decimal(3)} | NEW | {"right": Decimal(2)}, "right"),
        ({"number": Decimal(3)} | NEW | {"right": None}, "right"),
        ({"number": Decimal(3)} | NEW | {"text_en": "x" * 301}, "text_en"),
        ({"number": Decimal(4), "gone": True}, "gone"),
    ],
)
def test_a_fault_stands_at_its_cell_and_nothing_comes_in_half(row, column):
    changes = planned(rows(row, {"number": Decimal(1), "text_zh": "换一个题目"}), QUIZ)
    assert faults(changes) == [(2, column), (3, "")]


def test_twice_in_a_file_and_a_quiz_of_one_are_refused():
    assert faults(planned(rows({"number": Decimal(1)} | NEW, {"number": Decimal(1)} | NEW), []))[1] == (3, "number")
    assert faults(planned(rows({"number": Decimal(1)} | NEW), [])) == [(2, "")]
