from decimal import Decimal, getcontext, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.values import (
    Amount,
    NotANumber,
    UomMismatch,
    add_up,
    convert,
    exact,
    half_up,
    parse_number,
    quantum,
    share,
)  # fmt: skip

D = Decimal


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("2.345", 2, "2.35"),
        ("2.344999999999", 2, "2.34"),
        ("-2.345", 2, "-2.35"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("89.995", 2, "90.00"),
        ("1", 3, "1.000"),
    ],
)
def test_half_goes_up_as_taught_at_school(value, places, rounded):
    assert str(half_up(D(value), places)) == rounded


def test_a_share_of_nothing_is_not_available():
    assert share(0, 0) is None
    assert share(5, D("0.00")) is None
    assert share(1, 4) == D("0.25")


def test_the_kept_figure_has_twelve_places():
    assert str(quantum(D(2) / D(3))) == "0.666666666667"


def test_the_callers_context_changes_nothing():
    with localcontext() as narrow:
        narrow.prec = 3
        assert half_up(D("123456.785"), 2) == D("123456.79")
        assert quantum(D("123456.7")) == D("123456.7")
        assert share(1, 3) == D(f"0.{'3' * 60}")
        with exact():
            assert getcontext().prec == 60
        assert getcontext().prec == 3


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        ("1.5", "万元", "元", "15000"),
        ("15000", "元", "万元", "1.5"),
        ("2", "亿元", "万元", "20000"),
        ("0.12", "‰", "%", "0.012"),
        ("98", "%", "", "0.98"),
        ("26", "℃", "℃", "26"),
    ],
)
def test_units_of_measure_convert_within_their_family(value, source, target, result):
    assert convert(D(value), source, target) == D(result)


def test_amounts_add_across_ten_thousands_and_refuse_across_families():
    assert Amount(D("1.2"), "万元") + Amount(D(3000), "元") == Amount(D("1.5"), "万元")
    assert Amount(D("1.2"), "万元") - Amount(D(2000), "元") == Amount(D(1), "万元")
    with pytest.raises(UomMismatch):
        Amount(D(1), "万元") + Amount(D(1), "℃")


@pytest.mark.parametrize(
    ("typed", "uom", "number"),
    [
        ("24", "", "24"),
        (" -18.5 ", "℃", "-18.5"),
        ("－１８．５", "℃", "-18.5"),
        ("１，２３４．５", "", "1234.5"),
        ("1,234,567.89", "元", "1234567.89"),
        ("+3", "", "3"),
        (".5", "", "0.5"),
        ("5.", "", "5"),
        ("-0", "", "0"),
        ("98%", "%", "98"),
        ("98％", "", "0.98"),
        ("5‰", "%", "0.5"),
        ("3万元", "元", "30000"),
        ("3 万", "元", "30000"),
        ("20℃", "℃", "20"),
    ],
)
def test_numbers_are_read_the_way_people_type_them(typed, uom, number):
    assert parse_number(typed, uom) == D(number)
    assert not str(parse_number(typed, uom)).startswith("-0")


@pytest.mark.parametrize(
    ("typed", "uom", "code"),
    [
        ("", "", "empty"),
        ("　", "", "empty"),
        ("abc", "", "not_a_number"),
        ("-", "", "not_a_number"),
        (".", "", "not_a_number"),
        ("1.2.3", "", "not_a_number"),
        ("1,23", "", "not_a_number"),
        ("1 2", "", "not_a_number"),
        ("1e5", "", "not_a_number"),
        ("NaN", "", "not_a_number"),
        ("Infinity", "", "not_a_number"),
        ("3公斤", "℃", "wrong_uom"),
        ("3%", "元", "wrong_uom"),
    ],
)
def test_what_is_no_number_is_told_by_name(typed, uom, code):
    with pytest.raises(NotANumber) as told:
        parse_number(typed, uom)
    assert (told.value.code, told.value.text) == (code, typed)


@settings(deadline=None, max_examples=200)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_written_out_is_read_back(number):
    assert parse_number(f"{number:,f}") == number


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=12))
def test_any_text_is_a_number_or_a_named_fault(text):
    try:
        number = parse_number(text)
    except NotANumber as fault:
        number, code = None, fault.code
    assert number.is_finite() if number is not None else code in {"empty", "not_a_number", "wrong_uom"}


FIGURES = st.lists(
    st.integers(-9 * 10**12, 9 * 10**12).map(lambda n: D(n).scaleb(-12)), min_size=1, max_size=12
)


@given(FIGURES, st.integers(0, 4))
def test_printed_figures_add_up_to_the_printed_total(figures, places):
    total = half_up(sum(figures, D(0)), places)
    printed = add_up(figures, total, places)
    assert sum(printed, D(0)) == total
    assert all(abs(a - b) <= D(1).scaleb(-places) for a, b in zip(printed, figures, strict=True))


def test_the_largest_remainder_gets_the_last_step():
    assert add_up([D("0.14"), D("0.16"), D(0)], D("0.3"), 1) == [D("0.1"), D("0.2"), D(0)]
    assert add_up([D("-0.34"), D("0.14")], D("-0.2"), 1) == [D("-0.3"), D("0.1")]
