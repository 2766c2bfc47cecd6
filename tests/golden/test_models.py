"""Every worked example of the packs, to the last digit; and those of the field's own papers, said once more by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from saas.formulas.fault import NotAvailable
from saas.models.form import model_of
from saas.models.program import program
from saas.models.run import contradictions, figure, run
from saas.models.what_if import break_even
from saas.packs.models import Models
from saas.packs.read import Reading
from saas.packs.told import body
from saas.values import half_up

PACKS = Path(__file__).parents[2] / "tenants" / "packs"
D = Decimal


def models():
    for file in sorted(PACKS.glob("*/models.yaml")):
        reading = Reading({"models.yaml": file.read_bytes()})
        for model in reading.part("models.yaml", Models).models:
            yield file.parent.name, model


ALL = {f"{pack}/{model.code}": model for pack, model in models()}


def made(name):
    return program(model_of(body(ALL[name], "code")))


def answer(name, given, *paths, places=None):
    ready = made(name)
    cells = run(ready, [given])
    found = [figure(cells, ready.at[path]) for path in paths]
    return [half_up(value, places) if places is not None else value for value in found]


EXAMPLES = [pytest.param(name, n, id=f"{name}-{n}") for name, model in ALL.items() for n in range(len(model.examples))]


@pytest.mark.parametrize(("name", "n"), EXAMPLES)
def test_a_worked_example_comes_out_to_the_last_digit(name, n):
    example = ALL[name].examples[n]
    got = dict(zip(example.expect, answer(name, example.given, *example.expect, places=example.places), strict=True))
    assert got == example.expect


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_model_of_the_packs_computes_without_a_doubt_about_its_uoms(name):
    ready = made(name)
    assert ready.wrong == []
    assert [note for cell in ready.cells if cell.checked for note in cell.checked.notes if note.kind == "doubt"] == []


def test_the_distributor_earns_29_49_and_without_both_bonuses_11_49():
    results = ("gross", "cost", "traditional_profit", "profit")
    assert answer("cold_drink/distributor_profit", {}, *results) == [D(54), D("35.01"), D("18.99"), D("29.49")]
    bare = {"quarterly": D(0), "yearly": D(0)}
    assert answer("cold_drink/distributor_profit", bare, "traditional_profit", "profit") == [D("0.99"), D("11.49")]


def test_the_distributors_wages_contradict_their_pay_list():
    ready = made("cold_drink/distributor_profit")
    found = contradictions(ready, run(ready))
    assert [(one.left, one.right) for one in found] == [(D("14.56"), D("15.60"))]
    by_list = {"staff.porters.heads": D(6), "staff.porters.pay": D("0.08"), "staff.drivers.pay": D("0.12")}
    assert answer("cold_drink/distributor_profit", by_list, "profit") == [D("28.45")]
    assert contradictions(ready, run(ready, [by_list])) == []


@pytest.mark.parametrize(("given", "sales"), [({}, "386.03"), ({"quarterly": D(0), "yearly": D(0)}, "583.15")])
def test_the_distributor_breaks_even(given, sales):
    even = break_even(made("cold_drink/distributor_profit"), "traditional_profit", "traditional", given)
    assert even.kind == "linear" and half_up(even.at, 2) == D(sales)


def test_the_sub_distributor_earns_3_26():
    results = ("terminal_margin", "gross", "cost", "profit")
    assert answer("cold_drink/subdistributor_profit", {}, *results) == [D("11.2"), D("10.56"), D("7.3"), D("3.26")]


def test_the_banks_january_costs_1_026():
    periods = [f"periods.{each}.fee" for each in ("first", "middle", "last")]
    assert answer("bank/occupancy_fee", {}, *periods, "fee") == [D("0.324"), D("0.648"), D("0.054"), D("1.026")]


def test_what_the_hospital_spends_arrives_at_its_departments():
    ready = made("hospital/step_down")
    assert figure(run(ready), ready.at["total"]) == D(22_600_000) and contradictions(ready, run(ready)) == []


def test_a_rate_of_line_loss_is_never_the_mean_of_rates():
    name, model = next((n, m) for n, m in ALL.items() if m.code == "loss_voltage")
    expected = {path: value for example in model.examples for path, value in example.expect.items()}
    assert D("5.547") in expected.values() and D("2.65") in expected.values(), name


def test_a_divisor_of_nothing_is_told_in_what_depends_on_it():
    ready = made("bank/transfer_options")
    use = figure(run(ready, [{"limit": D(0)}]), ready.at["options.none.use"])
    assert isinstance(use, NotAvailable) and use.params == {"name": "limit"}
