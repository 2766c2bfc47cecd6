"""What is pure: fields of a line, words of a search, differences of texts, the quiz."""

from __future__ import annotations

from uuid import UUID

import pytest

from saas.refusals import Refused
from saas.standards import quiz
from saas.standards.book import Line, bind
from saas.standards.difference import Change, Side, counted, pieces, touched
from saas.standards.lines import above, below, code, content, flat
from saas.standards.terms import fold, marked, terms
from tests.standards.story import QUIZ, RIGHT

DETAIL = {"name_zh": "冰柜温度", "op": "le", "high": "-18", "uom": "℃"}


def wrong(level: str, given: dict[str, str]) -> set[str]:
    with pytest.raises(Refused) as refused:
        content(level, given)
    return {problem.field for problem in refused.value.problems}


def test_five_levels_hang_on_one_another():
    assert [above(level) for level in ("system", "detail")] == [None, "step"]
    assert [below(level) for level in ("system", "detail")] == ["category", None]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"name_zh": ""}, {"name_zh"}),
        ({"op": "", "high": ""}, {"op"}),
        ({"op": "more"}, {"op"}),
        ({"high": ""}, {"high"}),
        ({"high": "冷"}, {"high"}),
        ({"op": "between", "low": "5", "high": "1"}, {"high"}),
        ({"mark": "rule"}, {"source_zh", "year", "version"}),
        ({"mark": "rule", "source_zh": "食品安全法", "year": "21", "version": "主席令"}, {"year"}),
    ],
)
def test_a_wrong_detail_names_its_fields(given, fields):
    assert wrong("detail", DETAIL | given) == fields


def test_a_figure_is_read_as_people_type_it_and_kept_as_text():
    written = content("detail", DETAIL | {"op": "between", "low": "－２５", "high": "-18.50"})
    assert written.criterion == {"op": "between", "uom": "℃", "low": "-25", "high": "-18.50"}


def test_a_principle_is_enough_and_upper_levels_need_neither():
    assert content("detail", {"name_zh": "先进先出", "principle_zh": "旧货在前"}).criterion is None
    assert content("step", {"name_zh": "上架", "op": "le"}).criterion is None


def test_a_form_comes_back_as_it_was_sent():
    given = DETAIL | {"mark": "rule", "source_zh": "冷链物流", "year": "2019", "version": "GB/T 24616", "note_en": "outlets"}
    given |= {"clause_zh": "第五条", "clause_en": "art. 5", "unchecked_zh": "由供应商的系统自动记录"}
    shown = flat(content("detail", given).__dict__, "A1.1.1")
    assert {name: text for name, text in shown.items() if text} == given | {"parent": "A1.1.1"}


@pytest.mark.parametrize("said", ["", "有 空格", "a" * 41, "<b>"])
def test_a_code_is_letters_digits_and_a_few_signs(said):
    with pytest.raises(Refused):
        code({"code": said})
    assert code({"code": " A1.1-2 "}) == "A1.1-2"


@pytest.mark.parametrize(
    ("query", "low"),
    [
        ("冰柜温度", ("冰柜", "柜温", "温度")),
        ("柜", ("柜",)),
        ("Freezer 18%", ("freezer", "18")),
        ("18℃", ("18", "c")),
        ("Ａ１.１", ("a1.1",)),
        ("冰柜cold", ("冰柜", "cold")),
        ("%_' \\ 。", ()),
        ("", ()),
    ],
)
def test_a_search_asks_by_pairs_of_characters_and_beginnings_of_words(query, low):
    assert terms(query).low == low


BOOK = bind(
    UUID(int=0),
    [
        Line(UUID(int=at), "detail", code, {"zh": name}, fold(f"{code} {name} {more}"), len(f"{code} {name}"), "{}", ())
        for at, (code, name, more) in enumerate(
            (("A1.1", "冰柜", "Freezer at 18 ℃"), ("A1.1.2", "冷库温度", "fresh, 118"), ("B1.1", "补货", "冰柜温度 deepfreezer"))
        )
    ],
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("冰柜", [0, 2]), ("温度", [1, 2]), ("冰柜温度", [2]), ("度温", []), ("frez", []), ("free", [0]), ("freezer", [0]), ("18", [0]),
        ("a1.1", [0, 1]), ("1.1", []), ("冰柜 18", [0]), ("18 ℃", [0]), ("b1.1 冰柜", [2]),
    ],
)  # fmt: skip
def test_a_line_says_words_as_typed_and_letters_from_the_beginning_of_a_word(query, found):
    assert BOOK.find(terms(query)) == found


@pytest.mark.parametrize("word", ["冰柜", "1", "a1.1 冰柜", "fresh, 118", "deepfreezer", "118\nb1.1", "没有"])
def test_a_word_is_found_in_the_same_lines_whether_it_is_rare_or_in_most_of_them(word, monkeypatch):
    rare = BOOK.saying(word)
    monkeypatch.setattr("saas.standards.book.RARE", -1)
    assert rare == BOOK.saying(word) == [at for at, line in enumerate(BOOK.lines) if word in line.said]


def test_the_nearest_hold_most_of_what_was_typed():
    assert BOOK.nearest(terms("冷库温度计"), 20) == [1]
    assert BOOK.nearest(terms("天地玄黄宇宙"), 20) == []


def test_a_long_search_asks_for_a_bounded_number_of_grams():
    assert len(terms("".join(chr(0x4E00 + n) for n in range(400))).low) == 24


def test_hits_are_marked_where_they_stand():
    assert marked("冷柜温度≤-18", ("温度", "18")) == [(False, "冷柜"), (True, "温度"), (False, "≤-"), (True, "18")]
    assert marked("Cold STORE", ("store",)) == [(False, "Cold "), (True, "STORE")]
    assert marked("没有", ()) == [(False, "没有")]
    assert fold("ＡＢ\0") == "ab"


def test_words_that_went_and_came_are_told_apart():
    assert pieces("温度每天测一次", "温度每班测一次") == [("same", "温度每"), ("gone", "天"), ("new", "班"), ("same", "测一次")]
    assert pieces("at least 30 m", "at least 45 m") == [("same", "at least "), ("gone", "30"), ("new", "45"), ("same", " m")]
    assert pieces("", "新") == [("new", "新")]
    assert pieces("同", "同") == [("same", "同")]


def side(name="一", parent="A", **more):
    return Side({"zh": name}, None, {"zh": "原则"}, {}, parent, **more)


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (None, side(), ("added",)),
        (side(), None, ("removed",)),
        (side(), side(parent="B"), ("moved",)),
        (side(), side("二"), ("changed",)),
        (side(), side("二", "B"), ("moved", "changed")),
        (side(), side(), ("reordered",)),
        (side(), side(attachments=("x",)), ("changed",)),
    ],
)
def test_kinds_of_change(before, after, kinds):
    assert Change("A1", "detail", before, after).kinds == kinds


def test_a_change_in_the_other_language_is_shown_in_it():
    change = Change(
        "A1", "detail", Side({"zh": "旧", "en": "Same"}, None, None, {}, ""), Side({"zh": "新", "en": "Same"}, None, None, {}, "")
    )
    assert change.words("name", "en") == [("gone", "旧"), ("new", "新")]
    assert change.words("name", "zh-CN") == [("gone", "旧"), ("new", "新")]


def test_only_details_that_say_something_else_are_touched():
    changes = [
        Change("A1.1", "step", side(), side("二")),
        Change("a", "detail", side(), side(parent="B")),
        Change("b", "detail", side(), side("二", "B")),
        Change("c", "detail", side(), None),
    ]
    assert touched(changes) == ["b", "c"]
    assert counted(changes) == {"removed": 1, "moved": 2, "changed": 2}


def test_a_quiz_is_read_from_its_form_and_judged():
    asked = quiz.written(QUIZ)
    assert [(one["code"], len(one["options"]), one["right"]) for one in asked] == [("A1.1.2.1", 2, 0), ("", 2, 1)]
    assert quiz.wrong(asked, RIGHT) == []
    assert quiz.wrong(asked, {"q-0": "1"}) == [0, 1]
    assert quiz.written({}) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text-1-zh": "", "option-1-0-zh": "", "option-1-1-zh": ""}, "text-1-zh"),
        ({"text-0-zh": ""}, "text-0-zh"),
        ({"option-0-1-zh": ""}, "option-0-0-zh"),
        ({"right-0": ""}, "right-0"),
        ({"right-0": "3"}, "right-0"),
    ],
)
def test_an_unfinished_quiz_names_its_fields(given, field):
    with pytest.raises(Refused) as refused:
        quiz.written(QUIZ | given)
    assert field in {problem.field for problem in refused.value.problems}
