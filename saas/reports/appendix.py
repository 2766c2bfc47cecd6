"""The quarter as a workbook: every figure with its id, then units, checklists, gaps, measures and weeks. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from saas.reports.figures import Quarter
from saas.reports.keys import key, trace_id
from saas.reports.marks import Counts
from saas.reports.register import TALLIES, register
from saas.words import N_, say, translator

PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
DIGITS = 15  # a spreadsheet keeps no more; a longer figure stands as text, to the last digit
WIDE, NARROW = 34, 14


class Table(NamedTuple):
    """A worksheet: its name, the heads of its columns, its rows."""

    title: str
    heads: tuple[str, ...]
    rows: list[Sequence[Any]]


def appendix(q: Quarter, locale: str) -> bytes:
    """The xlsx in one language."""
    tell, out = translator(locale), BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for table in tables(q, locale):
        sheet = book.add_worksheet(tell(table.title))
        sheet.freeze_panes(1, 1)
        for at, title in enumerate(table.heads):
            sheet.set_column(at, at, WIDE if at == 0 else NARROW)
            sheet.write_string(0, at, tell(title), head)
        for number, row in enumerate(table.rows, 1):
            for at, value in enumerate(row):
                _write(sheet, number, at, value, locale, day)
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, at: int, value: Any, locale: str, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, at, value, day)
    elif isinstance(value, int) or (isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= DIGITS):
        sheet.write_number(row, at, value)
    elif value is not None:
        sheet.write_string(row, at, say(value, locale=locale) if isinstance(value, Mapping) else str(value))


def tables(q: Quarter, locale: str) -> Iterator[Table]:
    """What stands on which worksheet."""
    yield Table(N_("全部数字"), (N_("出处编号"), N_("哪个数字"), N_("印出"), N_("未取整")), list(_figures(q, locale)))
    units = ((u.name, u.code, u.mark.shown, u.change, u.checks, u.coverage, *_counted(u.counts)) for u in q.units)
    yield Table(N_("下级单元"), UNITS, list(units))
    lists = [(one.name, one.code, one.version, one.value, one.change) for one in q.lists]
    yield Table(N_("检查表"), (N_("检查表"), N_("代号"), N_("版本"), N_("得分"), N_("变化")), list(lists))
    systems = [(one.name, one.code, one.value, one.change, one.loss, one.answers, one.found) for one in q.systems]
    yield Table(N_("按体系"), SYSTEMS, list(systems))
    crossed = [(u.name, u.code, *(dict(u.systems).get(one.code) for one in q.systems)) for u in q.units]
    yield Table(N_("各单元各体系的得分"), (*UNITS[:2], *(say(one.name, locale=locale) for one in q.systems)), list(crossed))
    gaps = [(g.text, key(g.list, g.point), g.loss, g.share, g.applied, g.found, g.owner) for g in q.gaps]
    yield Table(N_("差距"), GAPS, list(gaps))
    yield Table(N_("改进措施"), MEASURES, list(_measures(q, locale)))
    worth = ((m.title, y) for m in q.judged.worth for y in m.money)
    rows: list[Sequence[Any]] = [(title, *(getattr(y, name) for name in MONEY_OF)) for title, y in worth]
    yield Table(N_("折合万元"), MONEY, rows)
    weeks = zip(q.weeks, q.findings.flow, strict=True)
    yield Table(N_("各周"), WEEKS, [(w.monday, w.score, w.checks, f.opened, f.closed) for w, f in weeks])


UNITS = N_("单元"), N_("代号"), N_("得分"), N_("变化"), N_("检查"), N_("覆盖"), N_("应查"), N_("迟交"), N_("漏查")
SYSTEMS = N_("体系"), N_("代号"), N_("得分"), N_("变化"), N_("少得的分"), N_("检查次数"), N_("问题")
GAPS = N_("检查项"), N_("代号"), N_("少得的分"), N_("合格率"), N_("检查次数"), N_("问题"), N_("责任岗位")
WEEKS = N_("周"), N_("检查平均分"), N_("检查次数"), N_("新发现"), N_("已关闭")
MEASURES = (
    N_("改进措施"), N_("单元"), N_("检查项"), N_("责任岗位"), N_("完成日"), N_("目标"), N_("预期"), N_("状态"),
    N_("实测"), N_("区间下限"), N_("区间上限"),
)  # fmt: skip


MONEY = (
    N_("改进措施"), N_("模型"), N_("版本"), N_("万元"), N_("区间下限"), N_("区间上限"), N_("输入"), N_("每 1 个百分点变动"),
    N_("变动之前"), N_("变动之后"), N_("凭什么"), N_("谁"),
)  # fmt: skip

MONEY_OF = ("model", "version", "amount", "low", "high", "input", "moves", "start", "end", "why", "by")


def _counted(counts: Counts) -> tuple[int, int, int]:
    return counts.due, counts.late, counts.missed


def _figures(q: Quarter, locale: str) -> Iterator[Sequence[Any]]:
    tell = translator(locale)
    for name, figure in register(q).items():
        words = {word: tell(each) if isinstance(each, str) else say(each, locale=locale) for word, each in figure.words.items()}
        yield trace_id(q.cycle.code, q.code, name), tell(figure.label, **words), figure.spelled(q.places), figure.value


def _measures(q: Quarter, locale: str) -> Iterator[Sequence[Any]]:
    tell = translator(locale)
    for m in (*q.judged.rows, *q.planned.rows):
        word = m.verdict or m.state
        told = tell(TALLIES.get(word, word))
        yield m.title, m.unit, m.point, m.owner, m.due_on, m.target, m.expected_gain, told, m.estimate, m.low, m.high
