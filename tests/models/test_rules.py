"""What a model computes, and what it tells of itself: circles, rows, break-even, sensitivity, speed."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest

from saas.__main__ import main
from saas.formulas.fault import NotAvailable
from saas.models.form import Column, Fact, Input, Line, Model, Row, Table, body_of, model_of
from saas.models.lines import change_of, lines_of
from saas.models.program import program
from saas.models.raw import raw_from, raw_of, shaped
from saas.models.run import figure, run
from saas.models.tree import tree
from saas.models.view import shown, slider
from saas.models.what_if import break_even, swings
from saas.models.written import written

D = Decimal
PACK = Path(__file__).parents[2] / "tenants" / "packs" / "cold_drink" / "models.yaml"


def said(text):
    return {"zh": text}


def model(formulas, inputs=(), tables=(), facts=(), results=()):
    lines = tuple(Line(name, said(name), "", text) for name, text in formulas.items())
    given = tuple(Input(name, said(name), "", D(value)) for name, value in dict(inputs).items())
    return Model(said("试"), given, tuple(results or formulas), tuple(tables), lines, tuple(facts))


LOAN = Table(
    "loan", said("贷款"), (Column("paid", said("还款")),), tuple(Row(f"y{n}", said(f"第{n}年"), {"paid": D(30)}) for n in (1, 2, 3)),
    (Line("opening", said("期初"), "", "prior(closing, sum_lent)"), Line("closing", said("期末"), "", "opening * 110% - paid")),
)  # fmt: skip


def test_rows_may_look_one_row_up():
    ready = program(model({"left": "loan.y3.closing"}, {"sum_lent": "100"}, [LOAN]))
    cells = run(ready)
    assert [figure(cells, ready.at[f"loan.y{n}.closing"]) for n in (1, 2, 3)] == [D("80.0"), D("58.000"), D("33.80000")]
    assert figure(cells, ready.at["left"]) == D("33.8")


def test_a_circle_is_named_with_its_path_where_it_closes():
    wrong = program(model({"a": "b + 1", "b": "x * c", "c": "a"}, {"x": "1"})).wrong
    assert len(wrong) == 1 and wrong[0].place == ("formulas", "a")
    assert wrong[0].fault.params == {"circle": "a → b → c → a"} and (wrong[0].fault.start, wrong[0].fault.end) == (0, 1)


@pytest.mark.parametrize(("text", "start", "word"), [
    ("loan.paid * 2", 0, "一整列"), ("sum(loan.paid) + loan.closing", 17, "一整列"), ("sum(loan.paid * other.n)", 16, "一张表"),
])  # fmt: skip
def test_a_column_stands_in_functions_of_rows_only(text, start, word):
    other = Table("other", said("表"), (Column("n", said("数")),), (Row("r1", said("行"), {"n": D(1)}),))
    wrong = program(model({"a": text}, {"sum_lent": "100"}, [LOAN, other])).wrong
    assert wrong[0].fault.start == start and word in wrong[0].fault.message


def test_the_reason_of_a_missing_figure_travels_to_the_result():
    ready = program(model({"rate": "a / b", "twice": "rate * 2"}, {"a": "1", "b": "0"}))
    top = tree(ready, run(ready), "twice")
    assert isinstance(top.value, NotAvailable) and top.value.params == {"name": "b"}
    assert [part.path for part in top.parts[0].parts] == ["a", "b"]


def test_what_was_opened_is_not_opened_twice_in_one_tree():
    steps = {"f0": "x"} | {f"f{n}": f"f{n - 1} + f{n - 1} + x" for n in range(1, 60)}
    ready = program(model(steps, {"x": "1"}, results=["f59"]))
    assert json.dumps(str(tree(ready, run(ready), "f59"))).count("path=") < 400


def test_break_even_is_exact_on_a_line_and_searched_on_a_curve():
    straight = program(model({"profit": "price * 3 - 10"}, {"price": "5"}))
    even = break_even(straight, "profit", "price", {})
    assert even.kind == "linear" and abs(even.at - D(10) / 3) < D("1e-27")
    curve = program(model({"gap": "x ^ 2 - 2"}, {"x": "1"}))
    found = break_even(curve, "gap", "x", {})
    assert found.kind == "searched" and abs(found.at - D(2).sqrt()) < D("1e-25")
    assert break_even(program(model({"gap": "x * x + 1"}, {"x": "1"})), "gap", "x", {}).at is None
    assert break_even(curve, "gap", "x", {}, goal=D(7)).at == 3


def test_the_widest_swing_stands_first_and_idle_inputs_are_left_out():
    ready = program(model({"profit": "a * 10 + b - 0 * c"}, {"a": "2", "b": "5", "c": "9"}))
    assert [(s.path, s.at_low, s.at_high) for s in swings(ready, "profit", {})] == [
        ("a", D(23), D(27)),
        ("b", D("24.5"), D("25.5")),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [("1234.5678", "1234.57"), ("12.34567", "12.3457"), ("0.12345678", "0.123457"), ("1E+3", "1000"), ("5.00", "5")],
)
def test_figures_are_shown_as_people_read_them(value, text):
    assert f"{shown(D(value)):f}" == text


def test_a_slider_has_round_steps():
    one = slider(Input("x", said("x"), "", D(385)))
    assert (one.low, one.high, one.step) == (D(0), D(770), D(10)) and slider(Input("x", said("x"), "", D(0))) is None


def test_the_editors_rows_are_the_model_again():
    ready = program(
        model({"left": "loan.y3.closing"}, {"sum_lent": "100"}, [LOAN], [Fact("f1", said("同"), "sum_lent", "100", D(0))])
    )
    fields = {
        "name": "试",
        "i.0.name": "sum_lent",
        "i.0.value": "100",
        "f.0.name": "left",
        "f.0.formula": "loan.y3.closing",
        "f.0.result": "1",
    }
    raw = raw_from(ready.model, "zh")
    assert raw_of(fields)["f"] == raw["f"][:1] or raw["f"][0]["formula"] == fields["f.0.formula"]
    again, problems, wrongs = written(raw, ready.model, "zh")
    assert (problems, wrongs) == ([], {}) and body_of(again.model) == body_of(ready.model)


def test_what_the_editor_does_not_show_stays():
    old = Model(
        {"zh": "旧", "en": "Old"},
        (Input("x", {"zh": "数", "en": "Figure"}, "元", D(1), mark={"kind": "suggestion"}),),
        ("y",),
        (),
        (Line("y", {"zh": "得", "en": "Result"}, "元", "x"),),
    )
    raw = raw_from(old, "zh")
    raw["i"][0]["title"] = "新数"
    made, _, _ = written(raw, old, "zh")
    assert made.model.inputs[0].title == {"zh": "新数", "en": "Figure"} and made.model.inputs[0].mark == {"kind": "suggestion"}


@pytest.mark.parametrize(
    "do", ["add.i", "add.t", "add.t.0.r", "drop.t.0.c.0", "drop.i.0", "drop.i.99", "add.__class__", "drop.x.y.z", "", "add.t.5.r"]
)
def test_a_row_more_or_less_never_breaks_the_form(do):
    raw = shaped(raw_from(model({"left": "loan.y3.closing"}, {"sum_lent": "100"}, [LOAN]), "zh"), do)
    assert all(len(row["v"]) == len(table["c"]) for table in raw["t"] for row in table["r"] if table["name"]) or do.startswith(
        "add.t"
    )


def test_a_model_goes_through_a_spreadsheet_and_comes_back():
    ready = model({"left": "loan.y3.closing"}, {"sum_lent": "100"}, [LOAN], [Fact("same", said("同"), "sum_lent", "100", D(0))])
    lines = [line | {"_row": n} for n, line in enumerate(lines_of("loan", ready), 2)]
    fresh = change_of(lines, {})
    assert {change.verdict for change in fresh} == {"add"} and body_of(fresh[0].target[1]) == body_of(ready)
    assert {change.verdict for change in change_of(lines, {"loan": ready})} == {"same"}
    wrong = [line | {"formula": "loan.y9.closing"} if line["name"] == "left" else line for line in lines]
    refused = [change for change in change_of(wrong, {"loan": ready}) if change.verdict == "refuse"]
    assert [(c.problems[0].column, c.key) for c in refused] == [("formula", "loan left")]


def test_five_hundred_formulas_of_a_thousand_scenarios_take_less_than_a_second():
    chance, names, formulas = random.Random(1), [f"x{n}" for n in range(40)], {}
    inputs = dict.fromkeys(names, "7")
    for n in range(500):
        a, b, c = chance.sample(names[-60:], 3)
        formulas[f"f{n}"] = chance.choice(
            (f"{a} + {b} - {c}", f"max({a}, {b}) * 5% + {c}", f"if({a} > {b}, {a} - {c}, {b} * 0.5)", f"sum({a}, {b}, {c}) / 3")
        )
        names.append(f"f{n}")
    ready = program(model(formulas, inputs))
    scenarios = [{name: D(chance.randint(1, 10_000)) / 100 for name in inputs} for _ in range(1_000)]
    began = process_time()
    cells = run(ready, scenarios)
    took = process_time() - began
    assert len(cells[ready.at["f499"]]) == 1_000 and took <= 1
    one = run(ready, [scenarios[17]])
    assert figure(one, ready.at["f499"]) == figure(cells, ready.at["f499"], 17)


def test_the_command_prints_every_result_with_its_tree(capsys):
    assert main(["model", "run", str(PACK), "--model", "distributor_profit", "--set", "quarterly=0", "--set", "yearly=0"]) == 0
    told = json.loads(capsys.readouterr().out)
    values = {one["name"]: one for one in told["results"]}
    assert values["profit"]["value"] == "11.49" and D(values["traditional_profit"]["value"]) == D("0.99")
    assert values["profit"]["parts"][0]["name"] == "traditional_profit" and told["contradictions"][0]["fact"] == "wages"


@pytest.mark.parametrize(
    ("wish", "word"), [(["--set", "nope=1"], "nope"), (["--set", "markup=x"], "markup"), (["--model", "gone"], "gone")]
)
def test_the_command_refuses_what_is_not_there_with_2(capsys, wish, word):
    assert main(["model", "run", str(PACK), *(["--model", "distributor_profit"] if wish[0] == "--set" else []), *wish]) == 2
    assert word in capsys.readouterr().err


def test_the_command_tells_a_faulty_formula_with_line_and_character(capsys, tmp_path):
    (tmp_path / "models.yaml").write_text(
        PACK.read_text().replace("traditional_profit + modern_profit", "traditional_profit + markup")
    )
    assert main(["model", "run", str(tmp_path / "models.yaml")]) == 2
    told = capsys.readouterr().err
    assert told.startswith("models.yaml:") and "profit › formula" in told and "character 22" in told


def test_a_model_of_a_pack_is_read_and_kept_the_same():
    ready = model({"left": "loan.y3.closing"}, {"sum_lent": "100"}, [LOAN])
    assert model_of(body_of(ready)) == ready
