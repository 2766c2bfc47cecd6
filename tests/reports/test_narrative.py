"""The quarter in words: one golden text in both languages, and a table of what is said when."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest

from saas.reports.figures import Findings, Measures, Week
from saas.reports.lines import SystemLine
from saas.reports.marks import Counts, Move
from saas.reports.narrative import narrate
from saas.reports.notes import Notes
from saas.reports.register import register
from tests.bench.bench_pdf import quarter

GOLDEN = Path(__file__).parent.parent / "golden"
FIGURE = re.compile(r"[+−]?\d+(?:,\d{3})*(?:\.\d+)?%?")


def golden_quarter():
    """Made-up figures, no two alike."""
    q = quarter()
    parts = tuple(Move(each.key, value) for each, value in zip(q.bridge.parts, map(D, STEPS), strict=True))
    change = sum((each.value for each in parts), D(0))
    bridge = replace(q.bridge, parts=parts, change=change, before=q.mark.figure - change, points=())
    gaps = tuple(replace(q.gaps[0], point=f"P{n}", loss=D(loss)) for n, loss in enumerate(("0.8412", "0.62", "0.4", "0.333", "0.1")))
    units = tuple(replace(each, code=f"Z{n}", change=D(n % 3 - 1)) for n, each in enumerate(q.units))
    systems = tuple(SystemLine(code, {"zh": zh, "en": en}, D(n), D(n) - 1, D(loss), D(900), 12) for code, zh, en, n, loss in SYSTEMS)
    judged = Measures(q.judged.rows, {"worked": 5, "no_effect": 2, "cannot_tell": 1})
    planned = Measures(q.planned.rows, {"approved": 6, "draft": 2})
    return replace(q, systems=systems, bridge=bridge, gaps=gaps, units=units, judged=judged, planned=planned, code="Y", slug="demo")


SYSTEMS = (("C", "终端生动化", "Outlet merchandising", "91.37", "0.6"), ("D", "冷链与品质", "Cold chain", "84.2", "1.73"))
STEPS = ("0", "-0.12", "0", "0.04", "-0.31", "0", "0.02", "0.25", "1.13")


def told(q, locale):
    return "\n".join(each.said(locale) for each in narrate(q))


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_golden_quarter(locale):
    golden = GOLDEN / f"quarter.{locale}.txt"
    assert told(golden_quarter(), locale) == golden.read_text().rstrip("\n")


def test_no_sentence_has_a_figure_that_was_not_given():
    """Both languages print the same figures, and each sentence with a figure says which ones it has."""
    for each in narrate(golden_quarter()):
        given = {figure for word in each.words.values() for figure in FIGURE.findall(word if isinstance(word, str) else " ".join(word.values()))}
        for locale in ("zh-CN", "en"):
            assert set(FIGURE.findall(each.said(locale))) <= given, each.rule
        assert each.keys or not given or each.rule == "score"


def test_every_key_of_a_sentence_is_a_figure_of_the_quarter():
    q = golden_quarter()
    known = register(q)
    for each in narrate(q):
        assert all(":" in key or key in known for key in each.keys), each.keys


NOTHING = Counts()
DONE = Counts(due=40, done=40)


@pytest.mark.parametrize(
    ("rule", "changed", "said"),
    [
        ("score", {"bridge": None, "no_bridge": "new"}, "2026 年第 3 季度得 86.42 分，没有可比的上一期。"),
        ("steps", {"bridge": None}, None),
        ("coverage", {"counts": NOTHING}, None),
        ("coverage", {"counts": DONE}, "应查 40 次，全部按时查了。"),
        ("findings", {"counts": DONE}, "这一期没有发现问题。"),
        ("closing", {"counts": DONE}, None),
        ("most", {"findings": Findings({}, (), 0, ())}, None),
        ("gaps", {"gaps": ()}, "没有失分的检查项。"),
        ("measures", {"judged": Measures((), {})}, "没有到期的措施，还不能说措施有没有用。"),
        ("planned", {"planned": Measures((), {})}, None),
        ("planned", {"planned": Measures((), {"approved": 3})}, "新措施 3 项，全部已批准。"),
        ("units", {"units": ()}, None),
        ("weeks", {"weeks": ()}, None),
    ],
)
def test_what_is_said_when(rule, changed, said):
    found = [each.said("zh-CN") for each in narrate(replace(golden_quarter(), **changed)) if each.rule == rule]
    assert found == ([said] if said else [])


def test_a_week_apart_is_told():
    q = quarter()
    weeks = tuple(Week(each.monday, D(50) if n == 6 else D(90) + n % 2, 9) for n, each in enumerate(q.weeks))
    found = next(each for each in narrate(replace(q, weeks=weeks)) if each.rule == "weeks")
    assert found.words["out"] == "1"
    assert found.keys == ("weeks.all", "weeks.out", "limit.lower", "limit.upper")


def test_the_same_figure_has_one_number_and_an_unknown_one_none():
    q = golden_quarter()
    note = Notes(q)
    assert note("score") == note("score") == '<sup class="n">1</sup>'
    assert note("nothing") == ""
    assert "/demo/trace/2026-Q3:Y:count.due" in Notes(q, "/demo")("count.due")
    note("count.done", "rate.done")
    assert [(row.id, row.spelled) for row in note.rows] == [("score", "86.42"), ("count.done,rate.done", "4,600 · 95.8%")]
