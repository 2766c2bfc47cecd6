"""One quarterly PDF: first in a fresh child, then warm by page, and what the child holds in memory.

The report is set from made-up figures of a large company.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from pathlib import Path
from uuid import UUID, uuid4

from saas.press import Press, RenderFailed
from saas.reports import figures as f
from saas.reports import marks as m
from saas.reports.marks import Move
from saas.reports.paper import paper
from saas.scores.mix import STEPS
from saas.words import LOCALES
from tests.bench.cpu import used_by

TIMES = 12
PER_PAGE, MEMORY = 0.09, 250
GROWTH, SCALE = 1.1, 1.5


def both(zh: str, en: str) -> m.Text:
    return {"zh": zh, "en": en}


def quarter() -> f.Quarter:
    """Ten zones with three lines each, eight lists, thirteen weeks."""
    ids = [UUID(int=n) for n in range(1, 200)]
    cycles = [
        m.CycleRef(ids[n], f"2026-Q{n + 1}", both(f"2026 年第 {n + 1} 季度", f"Q{n + 1} 2026"))
        for n in range(3)
    ]
    mark = m.Mark(ids[9], D("86.424242424242"), D("86.42"), both("良好", "Good"))
    weeks = tuple(f.Week(date(2026, 6, 29) + timedelta(weeks=n), D(85 + n * 7 % 11), 240) for n in range(13))
    counts = m.Counts(4800, 4600, 120, 200, 700, 120, 800, 640, 160, 900, 850)
    parts = tuple(Move(step, D("0.12") if n % 2 else D("-0.31")) for n, step in enumerate(STEPS))
    change = sum((part.value for part in parts), D(0))
    points = tuple(
        Move(f"C1/P{n}", parts[-1].value / 4, both("柜内温度", "Temperature inside")) for n in range(4)
    )
    units = tuple(
        f.UnitLine(
            ids[20 + n],
            both(f"{n} 区", f"Zone {n}"),
            1 + (n % 4 > 0),
            mark,
            D("85.10"),
            D("1.32"),
            D("90.1"),
            D("93.2"),
            counts,
        )
        for n in range(40)
    )
    measure = f.MeasureLine(
        ids[10], ids[11], both("二区", "Zone 2"), both("每周二清柜，温度超标当班上报", "Clear freezers on Tuesdays, report at once"),
        both("柜内温度", "Temperature inside"), both("业务代表", "Sales representative"), date(2026, 10, 30), D("0.85"), D("0.92"),
        D("0.41"), "approved", "worked", D("0.061"), D("0.012"), D("0.110"),
    )  # fmt: skip
    measures = f.Measures((measure,) * 8, {"worked": 8})
    gap = f.GapLine(
        "C1",
        "P1",
        both("柜内温度", "Temperature inside"),
        D("0.54"),
        D("0.873"),
        D(245),
        D("0.27"),
        23,
        both("业务代表", "Driver"),
    )
    faults = tuple(
        f.Fault("C1", f"P{n}", both("断货品项数", "Products out of stock"), 60 - n) for n in range(8)
    )
    flow = tuple(f.Flow(week.monday, 60, 55) for week in weeks)
    return f.Quarter(
        company="清凉冷饮", zone="Asia/Shanghai", cycle=cycles[2], first=date(2026, 7, 1), last=date(2026, 9, 30),
        closed_at=datetime(2026, 10, 1, tzinfo=UTC), reason=None, scheme=1, places=2, unit=ids[12], whole=True,
        name=both("公司", "Company"), path=(), mark=mark,
        bridge=m.Bridge(cycles[1], mark.figure - change, mark.figure, change, parts, points, 2), no_bridge=None,
        history=tuple(m.Past(each, D(80 + n)) for n, each in enumerate(cycles)),
        components=tuple(m.Component(key, D("90.12"), D("88.10")) for key in ("checks", "coverage", "findings", "reviews")),
        counts=counts, units=units,
        lists=tuple(f.ListLine(f"C{n}", both("终端拜访自查", "Outlet visit"), "1", D("91.2"), D("90.4"), weeks) for n in range(8)),
        weeks=weeks, gaps=(gap,) * 5, judged=measures, planned=measures,
        findings=f.Findings({"major": 400, "minor": 420}, faults, 300, flow),
    )  # fmt: skip


def peak(pid: int) -> int:
    """Megabytes the child ever held."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


@dataclass(frozen=True)
class Printed:
    """Seconds of the first document in a fresh child; of processor time and by the clock a page warm (medians); pages, megabytes
    at most.
    """

    first: float
    warm: float
    clock: float
    pages: int
    memory: int


async def figures() -> Printed:
    """One report set in a fresh child, then a dozen with other figures each, as it is in life."""
    press, told = Press(), quarter()
    started = time.perf_counter()
    await press.render(paper([told], "zh-CN", "x"))
    fresh = time.perf_counter() - started
    warm, clock, pages = [], [], 0
    (child,) = press._pool._processes
    for n in range(TIMES):
        html = paper([replace(told, scheme=n, unit=uuid4())], LOCALES[n % 2], "x")
        press._pool.submit(int).result()  # it has swept up after the one before
        used, started = used_by(child), time.perf_counter()
        pages = (await press.render(html)).pages
        clock.append((time.perf_counter() - started) / pages)
        warm.append((used_by(child) - used) / 1000 / pages)
    memory = peak(child)
    press.close()
    return Printed(fresh, sorted(warm)[TIMES // 2], sorted(clock)[TIMES // 2], pages, memory)


@dataclass(frozen=True)
class Long:
    """A row of reports, at its end every other one poison: how many came out, megabytes a child held at most after five
    and at any time, and how many times as fast two presses are as one.
    """

    printed: int
    asked: int
    early: int
    late: int
    scale: float


POISON = "<!doctype html><html lang='en'><title>x</title>" + "<table><tr><td>" * 3_000 + "<p>" + "word " * 100_000


async def long_row(times: int = 100) -> Long:
    """So many reports on one press, then a few on one and on two at once."""
    press, told, printed, early, late = Press(seconds=15), quarter(), 0, 0, 0
    for n in range(times):
        bad = n >= times * 4 // 5 and n % 2 == 0
        with suppress(RenderFailed):
            await press.render(POISON if bad else paper([replace(told, scheme=n)], LOCALES[n % 2], "x"))
            printed += not bad
        if n % 5 == 4 and press._pool is not None:
            (child,) = press._pool._processes
            early, late = early or peak(child), max(late, peak(child))
    press.close()
    return Long(printed, times - times // 10, early, late, await _scale(told))


async def _scale(told: f.Quarter, times: int = 6) -> float:
    presses, html = (Press(), Press()), paper([told], "en", "x")
    await asyncio.gather(*(press.render(html) for press in presses))
    one = time.perf_counter()
    for _ in range(times):
        await presses[0].render(html)
    two = time.perf_counter()
    await asyncio.gather(*(_several(press, html, times // 2) for press in presses))
    ended = time.perf_counter()
    for press in presses:
        press.close()
    return (two - one) / (ended - two)


async def _several(press: Press, html: str, times: int) -> None:
    for _ in range(times):
        await press.render(html)
