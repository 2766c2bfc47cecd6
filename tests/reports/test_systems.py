"""By the systems of the standard: what a system scores and costs; and papers of no, one and many units, lists and systems."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal as D

import pytest

from saas.plans.draft import draft
from saas.reports.frozen import Sorted, freeze
from saas.reports.lines import SystemLine
from saas.reports.paper import paper
from saas.reports.resort import of_system
from saas.reports.systems import UNSORTED
from saas.scores import reads as scores
from saas.scores.score import score
from saas.scores.sheet import Post, Sheet, SheetList, SheetPoint, SheetSection, Unit
from saas.scores.sums import Tally, sums_of
from tests.bench.bench_pdf import both, quarter
from tests.scores.make import rules

POINTS = (SheetPoint("P1", D(3)), SheetPoint("P2", D(1)), SheetPoint("P3", D(1)))
KNOWN = {("C1", "P1"): "A", ("C1", "P2"): "A", ("C1", "P3"): "B"}


def tally(post: str, point: str, applied: int, earned: int) -> Tally:
    told = D(applied), D(0), D(earned), D(earned), D(earned)
    return Tally(post, "C1", point, *told)


def sheet() -> Sheet:
    """A top unit with one below; the post below earns 8 of 10 on a heavy point and all of a light one."""
    rows = (tally("p", "P1", 10, 8), tally("p", "P2", 10, 10), tally("top", "P3", 4, 3), tally("top", "P1", 0, 0))
    return Sheet(
        rules(), (SheetList("C1", "1", (SheetSection("S1", POINTS),)),), (Unit("t"), Unit("u", "t")),
        (Post("p", "u", "SR"), Post("top", "t", "GM")), sums_of(rows),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "code", "value", "answers"),
    [("u", "A", "85", 20), ("t", "A", "85", 20), ("t", "B", "75", 4)],
)
def test_a_system_is_scored_by_the_weights_of_its_points(unit, code, value, answers):
    """100 × (3 × 8 + 1 × 10) ÷ (3 × 10 + 1 × 10) = 85."""
    told = {each.code: each for each in freeze(sheet(), Sorted(KNOWN, {})).units[unit].systems}
    assert (told[code].value, told[code].answers) == (D(value), answers)
    names = scores.Names({}, {}, {}, {})
    for name, figure in (("score", told[code].value), ("answers", told[code].answers), ("loss", told[code].loss)):
        assert of_system(sheet(), unit, code, name, KNOWN, names).value == figure, name


def test_what_the_systems_lose_is_what_the_points_lose_and_nothing_without_answers_is_a_system():
    frozen, gaps = freeze(sheet(), Sorted(KNOWN, {})), draft(sheet(), score(sheet()), {})
    for unit in ("t", "u"):
        assert sum(each.loss for each in frozen.units[unit].systems) == sum(gap.loss for gap in gaps[unit])
    assert [each.code for each in frozen.units["u"].systems] == ["A"]


def test_a_point_without_a_standard_is_told_apart():
    told = freeze(sheet(), Sorted({("C1", "P1"): "A"}, {})).units["t"].systems
    assert [each.code for each in told] == [UNSORTED, "A"]


def system(n: int) -> SystemLine:
    return SystemLine(f"S{n}", both(f"体系 {n}", f"System {n}"), D(90 + n % 9), None, D("0.1") * n, D(40), n)


def read(q, locale="zh-CN") -> tuple[str, ET.Element]:
    html = paper([q], locale, "x")
    return html, ET.fromstring(html[html.index("<html") :].replace("&nbsp;", " "))


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize(("units", "systems", "lists"), [(0, 0, 0), (1, 1, 1), (1, 2, 1), (40, 12, 8)])
def test_papers_of_no_one_and_many_are_whole(locale, units, systems, lists):
    q = quarter()
    some = tuple(replace(u, systems=tuple((f"S{n}", D(80)) for n in range(1, systems))) for u in q.units[:units])
    told = replace(q, units=some, systems=tuple(system(n) for n in range(systems)), lists=q.lists[:lists])
    html, root = read(told, locale)
    text = "".join(root.itertext())
    assert "None" not in text
    assert html.count('class="crossed"') == (0 if systems < 2 or not units else 1 + (systems > 9))
    assert ("按体系" in text or "By system" in text) == (systems > 0)
    rows = [len(row) for table in root.iter("table") for row in table.iter("tr") if table.get("class") == "crossed"]
    assert all(n <= 10 for n in rows)


def test_a_first_quarter_leaves_no_page_half_empty():
    """Without a bridge the next part begins on the first page."""
    q = quarter()
    assert '<section class="page">' in read(q)[0]
    assert '<section class="page">' not in read(replace(q, bridge=None))[0]


def test_a_quarter_without_a_score_is_told():
    q = quarter()
    html, _ = read(replace(q, bridge=None, mark=replace(q.mark, figure=None, shown=None, grade=None), gaps=(), components=()))
    assert "没有得分" in html
