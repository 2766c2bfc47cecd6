from datetime import date

from saas.cycles.periods import periods

RULES = {
    "every": "quarter",
    "code": "{year}-Q{quarter}",
    "name": {"zh": "{year} 年第 {quarter} 季度", "en": "Q{quarter} {year}"},
}


def test_every_period_from_the_first_day_to_the_last():
    found = list(periods(RULES, date(2026, 11, 18), date(2027, 4, 1)))
    assert [each.code for each in found] == ["2026-Q4", "2027-Q1", "2027-Q2"]
    assert (found[0].first, found[0].last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert found[1].name == {"zh": "2027 年第 1 季度", "en": "Q1 2027"}


def test_months_and_years():
    months = list(periods(RULES | {"every": "month", "code": "{year}-{month}"}, date(2028, 1, 31), date(2028, 3, 1)))
    assert [(each.code, each.last) for each in months] == [
        ("2028-01", date(2028, 1, 31)), ("2028-02", date(2028, 2, 29)), ("2028-03", date(2028, 3, 31)),
    ]  # fmt: skip
    (year,) = periods(RULES | {"every": "year", "code": "{year}"}, date(2026, 5, 1), date(2026, 12, 31))
    assert (year.first, year.last) == (date(2026, 1, 1), date(2026, 12, 31))
