"""Every level adds up, parts make the whole, lamps and forecasts; the worked examples of the power sheets to the last digit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saas.formulas.fault import NotAvailable
from saas.indicators.budget import Line, between, to_talk, totals
from saas.indicators.form import Indicator, Input, body_of, indicator_of
from saas.indicators.lamps import Past, control, deviation, forecast, lamp
from saas.indicators.over import Figure, Given, Subject, Wanted, reached
from saas.indicators.parts import Part, together
from saas.indicators.periods import between as periods
from saas.indicators.periods import label, period, year_before
from saas.indicators.program import circle_of, order, ready_of
from saas.indicators.rollup import rolled
from saas.packs.indicators import Indicators
from saas.packs.read import Reading
from saas.packs.told import body
from saas.values import half_up

D = Decimal


def loss(**more) -> Indicator:
    """taken − given over what came in at the gate, or where no gate is stated over what was taken."""
    inputs = (
        Input("taken", {"zh": "输入"}, "kWh"),
        Input("given", {"zh": "输出"}, "kWh"),
        Input("gate", {"zh": "关口"}, "kWh", adds="own"),
    )
    return Indicator({"zh": "线损率"}, "%", "lower", "month", "(taken - given) / coalesce(gate, taken) * 100", inputs, **more)


def tree(shape: dict[str, str]) -> tuple[dict[str, UUID], dict[UUID, UUID | None]]:
    ids = {name: uuid4() for name in shape}
    return ids, {ids[name]: ids.get(above) for name, above in shape.items()}


def divided(parts: dict[str, tuple[str, str]], shape: dict[str, str] | None = None, gate: str = ""):
    ids, parents = tree({"all": "", **(shape or dict.fromkeys(parts, "all"))})
    stated = {(ids[name], key): D(v) for name, pair in parts.items() for key, v in zip(("taken", "given"), pair, strict=True)}
    if gate:
        stated[ids["all"], "gate"] = D(gate)
    found = rolled(ready_of(loss(), {}), parents, stated)
    return {name: found[at] for name, at in ids.items() if at in found}


def shown(worked, places=3):
    return str(half_up(worked.value, places))


def test_loss_by_voltage_is_the_sum_over_what_came_in_at_the_gate_and_no_mean_of_rates():
    found = divided(
        {"110": ("62000", "61380"), "35": ("14500", "14231"), "10": ("52000", "50570"), "0.4": ("22400", "21280")}, gate="62000"
    )
    assert [shown(found[v], 2) for v in ("110", "35", "10", "0.4")] == ["1.00", "1.86", "2.75", "5.00"]
    whole = found["all"]
    assert whole.inputs["taken"] - whole.inputs["given"] == 3439 and shown(whole) == "5.547"


def test_loss_by_line():
    found = divided({
        "L01": ("3200000", "3140000"), "L02": ("2480000", "2428000"), "L03": ("1860000", "1790000"), "L04": ("960000", "916800"),
    })  # fmt: skip
    assert [shown(found[v], 2) for v in ("L01", "L02", "L03", "L04")] == ["1.88", "2.10", "3.76", "4.50"]
    assert shown(found["all"]) == "2.649"


AREAS = {"T041": ("286000", "274560"), "T042": ("241000", "230155"), "T043": ("158800", "139744"), "T044": ("111000", "112332")}


def test_loss_by_transformer_area_and_by_person_are_the_same_kilowatt_hours():
    by_area = divided(AREAS)
    assert [shown(by_area[a], 2) for a in AREAS] == ["4.00", "4.50", "12.00", "-1.20"] and shown(by_area["all"]) == "5.021"
    people = {"P1": "all", "P2": "all", "T041": "P1", "T042": "P1", "T043": "P2", "T044": "P2"}
    by_person = divided(AREAS, people)
    assert (shown(by_person["P1"]), shown(by_person["P2"])) == ("4.229", "6.569")
    assert by_person["all"].value == by_area["all"].value


def test_loss_by_season_against_the_weighted_target():
    quarters = {"Q1": ("15200", "14402"), "Q2": ("14100", "13451"), "Q3": ("18900", "17823"), "Q4": ("15800", "14994")}
    found = divided(quarters)
    assert [shown(found[q]) for q in quarters] == ["5.250", "4.603", "5.698", "5.101"] and shown(found["all"]) == "5.203"
    rates = ("5.50", "4.80", "5.60", "5.20")
    parts = [Part(D(rate), D(taken)) for rate, (taken, _) in zip(rates, quarters.values(), strict=True)]
    made = together("ratio", Part(D("5.301"), D(64000)), parts)
    assert made.holds and str(half_up(made.made, 3)) == "5.301" and made.base == 0


def test_grid_loss_by_line_of_the_extra_high_voltage_bureau():
    found = divided({"A": ("186400", "184974"), "B": ("152300", "151143"), "C": ("73300", "73093")})
    assert [shown(found[x]) for x in "ABC"] == ["0.765", "0.760", "0.282"]
    assert found["all"].inputs["taken"] - found["all"].inputs["given"] == 2790


amounts = st.decimals(min_value=1, max_value=10**9, places=3)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=12), st.data())
def test_whatever_the_tree_every_level_is_the_sum_of_its_leaves(leaves, data):
    groups = [data.draw(st.integers(0, 3)) for _ in leaves]
    shape = {f"g{n}": "all" for n in set(groups)} | {f"l{n}": f"g{g}" for n, g in enumerate(groups)}
    found = divided({f"l{n}": (str(a), str(b)) for n, (a, b) in enumerate(leaves)}, shape)
    assert found["all"].inputs["taken"] == sum(a for a, _ in leaves)
    for n in set(groups):
        mine = [pair for pair, g in zip(leaves, groups, strict=True) if g == n]
        assert found[f"g{n}"].inputs["given"] == sum(b for _, b in mine)


@given(st.lists(amounts, min_size=1, max_size=12))
def test_parts_that_were_added_up_make_the_whole_and_a_changed_one_does_not(parts):
    whole = sum(parts, D(0))
    assert together("sum", Part(whole), [Part(p) for p in parts]).holds
    off = together("sum", Part(whole + D("0.001")), [Part(p) for p in parts])
    assert not off.holds and off.gap == D("-0.001")


def test_parts_by_weight_and_what_is_missing_is_said():
    assert together("weighted", Part(D(90)), [Part(D(80), D(1)), Part(D(95), D(2))]).holds
    gap = together("ratio", Part(D(90), D(5)), [Part(D(80), D(1)), Part(D(95), D(2))])
    assert not gap.holds and gap.base == -2, "the denominators do not make the whole's"
    assert together("weighted", Part(D(90)), [Part(D(80), D(1)), Part(None)]).missing == 1
    assert together("sum", Part(None), [Part(D(1))]) is None


def test_a_figure_stated_above_its_parts_is_held_against_them_and_a_leaf_without_figures_is_missing():
    ids, parents = tree({"all": "", "a": "all", "b": "all"})
    stated = {(ids["a"], "taken"): D(100), (ids["a"], "given"): D(90), (ids["all"], "taken"): D(150)}
    found = rolled(ready_of(loss(), {}), parents, stated, only=[ids["a"], ids["b"]])
    assert found[ids["all"]].differs == {"taken": D(50)} and found[ids["all"]].missing == 1
    assert found[ids["all"]].value == 10


def test_without_a_denominator_there_is_no_figure_but_a_reason():
    found = divided({"a": ("0", "0")})
    assert isinstance(found["all"].value, NotAvailable)


def test_indicators_follow_from_others_and_circles_are_named():
    forms = {
        "A": Indicator({"zh": "甲"}, "", formula="x * 2", inputs=(Input("x", {"zh": "数"}),)),
        "B": Indicator({"zh": "乙"}, "", formula="A + 1"), "C": Indicator({"zh": "丙"}, "", formula="甲 + 乙"),
    }  # fmt: skip
    made = {code: ready_of(form, forms) for code, form in forms.items()}
    assert order(made) == ["A", "B", "C"] and made["C"].others == ("A", "B")
    round_ = forms | {"A": Indicator({"zh": "甲"}, "", formula="C + 1")}
    assert circle_of("A", {code: ready_of(form, round_) for code, form in round_.items()})[0] == "A"


def test_a_cycle_puts_periods_together_before_it_divides():
    inputs = (
        Input("revenue", {"zh": "收入"}, "元"), Input("users", {"zh": "用户"}, "户", over="mean"), Input("months", {"zh": "月"}, "月"),
    )  # fmt: skip
    form = Indicator({"zh": "户均"}, "元/户·月", "higher", "month", "revenue / users / months", inputs, target=D(50))
    at = Subject("unit", uuid4(), None, "Y", {"zh": "公司"})
    one = Given(uuid4(), 2, form)
    figures = [
        Figure(one.id, name, "unit", at.id, date(2026, m, 1), date(2026, m, 28), 1, D(value), "confirmed", "hand", None)
        for m, row in enumerate((("90", "2", "1"), ("150", "4", "1")), 1) for name, value in zip(("revenue", "users", "months"), row, strict=True)
    ]  # fmt: skip
    (row,) = reached({"K": one}, {at.id: at}, figures, [], (date(2026, 1, 1), date(2026, 3, 31)))
    assert row.value == D(240) / 3 / 2 and (row.version, row.target, row.provisional) == (2, 50, False)


@pytest.mark.parametrize(("frequency", "day", "first", "last", "name"), [
    ("ten_days", date(2026, 2, 25), date(2026, 2, 21), date(2026, 2, 28), "2026-02-21–28"),
    ("half_year", date(2026, 8, 3), date(2026, 7, 1), date(2026, 12, 31), "2026 H2"),
    ("quarter", date(2026, 5, 3), date(2026, 4, 1), date(2026, 6, 30), "2026 Q2"),
    ("week", date(2026, 11, 18), date(2026, 11, 16), date(2026, 11, 22), "2026-11-16–22"),
    ("year", date(2026, 5, 3), date(2026, 1, 1), date(2026, 12, 31), "2026"),
    ("day", date(2026, 5, 3), date(2026, 5, 3), date(2026, 5, 3), "2026-05-03"),
])  # fmt: skip
def test_periods(frequency, day, first, last, name):
    assert period(frequency, day) == (first, last) and label(frequency, (first, last)) == name
    assert sum(
        len(range(a.toordinal(), b.toordinal() + 1)) for a, b in periods(frequency, date(2024, 1, 1), date(2024, 12, 31))
    ) in (366, 364)
    assert year_before(frequency, (first, last))[0].year == 2025


@pytest.mark.parametrize(("value", "floor", "colour"), [("3", None, "green"), ("3.1", None, "amber"), ("3.2", None, "red"), ("3.2", "8", "amber"),
                                                         ("8.01", "8", "red")])  # fmt: skip
def test_lamps_of_lower_is_better(value, floor, colour):
    assert lamp(loss(), D(value), Wanted(D(3), D(floor) if floor else None, None)) == colour
    assert lamp(loss(), None, Wanted(D(3), None, None)) == lamp(loss(), D(1), Wanted(None, None, None)) == "none"


def test_a_range_has_its_lamp_too():
    form = Indicator({"zh": "温度"}, "℃", "range", target_low=D(-20), target_high=D(-18), amber=D(10))
    assert [lamp(form, D(v), Wanted(None, None, None)) for v in ("-19", "-17.8", "-17")] == ["green", "amber", "red"]


def test_a_forecast_goes_on_at_the_rate_of_working_days_and_knows_the_season():
    past = [Past(D(200), 20), Past(D(220), 22), Past(D(210), 21)]
    even = forecast(past, [(20, D(1)), (23, D(1))], adds=True)
    assert (even.value, even.low, even.high) == (D(1060), D(1060), D(1060)), "ten a day, without any spread"
    assert forecast(past, [(20, D(2))], adds=True).value == D(1030), "last year this month was twice the mean"
    assert forecast(past[:2], [(20, D(1))], adds=True) is None, "two months tell nothing"
    rate = forecast([Past(D(90), 20), Past(D(94), 20), Past(D(92), 20)], [(20, D(1))], adds=False)
    assert rate.value == D(92) and rate.low < D(92) < rate.high


def test_deviation_and_control_limits():
    assert deviation(D("4993.78"), D("4887.0")).percent.quantize(D("0.01")) == D("2.18")
    assert deviation(D(1), D(0)).percent is None and deviation(None, D(1)) is None
    assert control([D(1)] * 7) is None
    found = control([D(v) for v in (10, 11, 10, 9, 10, 11, 10, 30)])
    assert found.out == (7,)
    steps = control([D(1), D(9)] * 4 + [D(9)] * 8)
    assert steps.out and steps.out[-1] == 15, "the eighth on one side"


BUDGET = [Line(*map(D, row.split())) for row in (
    "420 380 398 401.20", "1260 1150 1190 1184.60", "96 92 94 93.10", "78 80 79 80.40", "210 185 190 188.70", "64 60 61 62.50",
)]  # fmt: skip


def test_the_budget_of_the_sheet_comes_out_net_and_item_by_item():
    whole = totals(BUDGET)
    assert (whole.department, whole.finance, whole.agreed, whole.actual) == (2128, 1947, 2012, D("2010.50"))
    assert [half_up(x, 3) for x in (whole.net, whole.absolute)] == [D("-0.075"), D("0.681")]
    assert [str(half_up(line.difference, 2)) for line in BUDGET] == ["10.53", "9.57", "4.35", "-2.50", "13.51", "6.67"]
    assert [str(half_up(line.deviation, 2)) for line in BUDGET] == ["0.80", "-0.45", "-0.96", "1.77", "-0.68", "2.46"]
    assert half_up(whole.difference, 2) == D("9.30")
    assert [to_talk(line, D(5)) for line in BUDGET] == [True, True, False, False, True, True]
    assert between(BUDGET[0], D(398)) and not between(BUDGET[0], D(421))


def test_a_definition_is_kept_and_read_again_the_same():
    form = loss(target=D("5.30"), trees=("voltage",), grace=0, curve={"kind": "linear", "zero": "18"})
    assert indicator_of(body_of(form)) == form


FIVE = {
    "voltage": ({"kv110": ("62000", "61380"), "kv35": ("14500", "14231"), "kv10": ("52000", "50570"), "kv04": ("22400", "21280")}, "62000", "5.547"),
    "line": ({"L01": ("3200000", "3140000"), "L02": ("2480000", "2428000"), "L03": ("1860000", "1790000"), "L04": ("960000", "916800")}, "", "2.649"),
    "transformer_area": (AREAS, "", "5.021"),
    "season": ({"Q1": ("15200", "14402"), "Q2": ("14100", "13451"), "Q3": ("18900", "17823"), "Q4": ("15800", "14994")}, "", "5.203"),
    "person": ({f"P{1 + n // 2}-{area}": pair for n, (area, pair) in enumerate(AREAS.items())}, "", "5.021"),
}  # fmt: skip


@pytest.mark.parametrize("code", FIVE)
def test_the_five_divisions_of_the_power_pack_add_up_level_by_level(code):
    file = Path(__file__).parents[2] / "tenants" / "packs" / "power_supply" / "indicators.yaml"
    pack = Reading({"indicators.yaml": file.read_bytes()}).part("indicators.yaml", Indicators)
    form = indicator_of(body(next(one for one in pack.indicators if one.code == "M02"), "code"))
    assert form.trees == tuple(FIVE)
    nodes = next(one for one in pack.trees if one.code == code).nodes
    ids, parents = tree({node.code: node.parent or "" for node in nodes})
    parts, gate, rate = FIVE[code]
    stated = {(ids[name], key): D(v) for name, pair in parts.items() for key, v in zip(("taken", "given"), pair, strict=True)}
    found = rolled(ready_of(form, {}), parents, stated | ({(ids["all"], "gate"): D(gate)} if gate else {}))
    assert shown(found[ids["all"]]) == rate
    for above in {parent for parent in parents.values() if parent}:
        below = [found[one] for one, parent in parents.items() if parent == above]
        assert found[above].inputs["taken"] == sum(part.inputs["taken"] for part in below)
    if code == "person":
        assert [shown(found[ids[who]]) for who in ("P1", "P2")] == ["4.229", "6.569"]
